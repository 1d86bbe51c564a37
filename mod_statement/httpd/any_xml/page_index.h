/**
 * httpd/any_xml/page_index - pages that this child knows to be what a request would get.
 *
 * To find a page by all bytes that went in, these have to be fetched, a sub-request each. A request
 * that is the same in all that httpd's rules can see (headers, client and its
 * certificate, user, address, the file's stamp) finds its page here for as long as StatementRefresh
 * allows. Bounded in number.
 */
#ifndef HTTPD_ANY_XML_PAGE_INDEX_H
#define HTTPD_ANY_XML_PAGE_INDEX_H

#include <httpd.h>

#include "core/page_store/store.h"

/** Once per child, before its threads. */
void stmh_any_index_child(void);

/** What the request @a r for the document @a content (a hash of its bytes, or the stamp of its
 * file) is called here. */
const char *stmh_any_index_name(const request_rec *r, const char *content, apr_pool_t *result_pool);

/** A page as it is kept here. */
typedef struct stmh_any_indexed_t {
    stm_page_mapping_t *mapping;
    apr_time_t changed_at; /* of all that went in */
    int is_private;        /* another reader may get another one */
} stmh_any_indexed_t;

/** The page of the request @a name that was put at @a since at the earliest; the caller is a user
 * of the mapping. Zero: none. Any thread. */
int stmh_any_index_find(stmh_any_indexed_t *found, const char *name, apr_time_t since);

/** Remembers @a page, of which the first part was read at @a moment. Any thread. */
void stmh_any_index_put(const char *name, const stmh_any_indexed_t *page, apr_time_t moment);

#endif
