/**
 * httpd/access/list_access - which entries of a list this reader may see, where documents differ in
 * access, and while what editors hide cannot be written (see httpd/request/unwritten).
 *
 * The query leaves out closed folders. httpd is asked about each remaining entry that is about to
 * be shown, the newest first, until there are enough or STMH_ACCESS_LOOKUPS have been asked about.
 * The answer does not reveal how many entries were skipped.
 */
#ifndef HTTPD_ACCESS_LIST_ACCESS_H
#define HTTPD_ACCESS_LIST_ACCESS_H

#include "httpd/request/lookup.h"

/** Non-zero where entries of lists have to be asked about. */
int stmh_list_access_is_needed(const stmh_request_t *request);

/** Up to query->limit entries (stm_entry_t *) that @a query lists after its cursor and this reader
 * may be told of, from the query's offset among these on; *following: the one behind them, NULL
 * where none is known. */
apr_status_t stmh_list_access_list(apr_array_header_t **entries, const stm_entry_t **following,
                                   const stmh_request_t *request, const stmh_lookup_t *lookup,
                                   const stm_query_t *query);

/** The labels (stm_facet_t) of @a query that some entry has which this reader may be told of, by
 * kind and value, each as the newest of these writes it. */
apr_status_t stmh_list_access_facets(apr_array_header_t **facets, const stmh_request_t *request,
                                     const stmh_lookup_t *lookup, const stm_query_t *query);

/** What is gone (stm_entry_t *, see stm_catalog_gone) and this reader may be told of, up to
 * query->limit. */
apr_status_t stmh_list_access_gone(apr_array_header_t **gone, const stmh_request_t *request,
                                   const stmh_lookup_t *lookup, const stm_query_t *query);

/** What tells which list an answer is of: the configuration, the folders that are closed, and where
 * readers differ what it shows (names, const char *; may be NULL). "" where documents do not
 * differ. */
const char *stmh_list_access_key(const stmh_request_t *request, const stm_query_t *query,
                                 const apr_array_header_t *names);

#endif
