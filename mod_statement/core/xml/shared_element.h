/**
 * core/xml/shared_element - what newsroom.xml calls its elements: rules and readers of it alike.
 */
#ifndef CORE_XML_SHARED_ELEMENT_H
#define CORE_XML_SHARED_ELEMENT_H

#include <apr_pools.h>
#include <libxml/tree.h>

/** Non-zero for what is said of statements that do not say it themselves, such as `rights`: they
 * have no name for it, and there is one in each language, from each day on. */
int stm_shared_element_is_default(const xmlNode *element);

/** By what statements name it: the `key` of a tag, the `kind` of a policy, "" for any other
 * default, else the `id`; NULL: it has none. */
const char *stm_shared_element_id(const xmlNode *element, apr_pool_t *result_pool);

#endif
