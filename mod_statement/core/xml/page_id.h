/**
 * core/xml/page_id - ids of places on a page: those that pages make, and those that documents give.
 *
 * A page gives its notes, entries, references and reproduced statements ids of its own (`note-n1`,
 * `s2`); a document's own ids are printed as they are typed, and must not be among these.
 */
#ifndef CORE_XML_PAGE_ID_H
#define CORE_XML_PAGE_ID_H

#include <apr_pools.h>
#include <libxml/tree.h>

/** Non-zero for what pages may make: `content`, `filters`, what begins with `note-`, `entry-` or
 * `ref-`, and what begins with `s` and a digit. */
int stm_page_id_is_made(const char *id);

/** Non-zero for a fragment that means something on any page: what pages make, the page as a whole
 * ("", "top"), words that the browser looks for itself (":~:text=…"). */
int stm_page_id_is_general(const char *fragment);

/** Non-zero for an element whose `id` is printed as it is typed. */
int stm_page_id_is_typed(const xmlNode *element);

/** The fragment that a link to this page itself, as "#name", means, decoded; NULL: @a href leads
 * elsewhere. */
const char *stm_page_id_of(const char *href, apr_pool_t *result_pool);

#endif
