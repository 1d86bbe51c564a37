/**
 * httpd/any_xml/kept - what this child has fetched for a reader, for his next page.
 *
 * Where pages are rendered for each request, or many documents share a stylesheet, a sub-request
 * for it costs a seventh of a small page (document of 4 KB, StatementCacheSize 0). Kept for as long
 * as StatementRefresh allows, for requests that are the same in all that httpd's rules can see (see
 * httpd/any_xml/page_index). Bounded in number and bytes.
 */
#ifndef HTTPD_ANY_XML_KEPT_H
#define HTTPD_ANY_XML_KEPT_H

#include "httpd/any_xml/fetch.h"

/** Once per child, before its threads. */
void stmh_any_kept_child(void);

/** Fills in @a fetched with what was read under @a name at @a since at the earliest; its bytes last
 * as long as @a pool. Zero: nothing. Any thread. */
int stmh_any_kept_find(stmh_any_fetched_t *fetched, const char *name, apr_time_t since,
                       apr_pool_t *pool);

/** Remembers a copy of it, unless it is long or came from another URL. Any thread. */
void stmh_any_kept_put(const char *name, const stmh_any_fetched_t *fetched);

#endif
