/**
 * core/any_xml/parse - a stranger's XML as a tree: DOCTYPE and entities as browsers take them.
 *
 * The internal subset is read, its entities replaced. An external DTD is read only where the local
 * catalogue has it; an external entity is empty, wherever it is. The parser asks for every file by
 * functions of its own context, so that no loader of the process, ours or another module's, is
 * called. Depth, nodes, attributes, the subset, what entities add, memory and time are bounded.
 */
#ifndef CORE_ANY_XML_PARSE_H
#define CORE_ANY_XML_PARSE_H

#include <libxml/tree.h>

#include "core/any_xml/transform.h"

typedef struct stm_any_xml_t {
    const char *name; /* as problems name it */
    const char *url;  /* its base */
    const char *bytes;
    apr_size_t size;
} stm_any_xml_t;

/** Parses @a source. *xml belongs to @a result_pool; its names are in @a dict, unless that is NULL.
 * External DTDs are read through @a dtds. STM_EMALFORMED, STM_ELIMIT with a problem. */
apr_status_t stm_any_xml_parse(xmlDocPtr *xml, const stm_any_xml_t *source, stm_dtd_reader_t *dtds,
                               const stm_transform_limits_t *limits, xmlDictPtr dict,
                               stm_problems_t *problems, apr_pool_t *result_pool);

/** Takes @a xml away from the pool: the caller frees it. */
void stm_any_xml_release(xmlDocPtr xml, apr_pool_t *pool);

#endif
