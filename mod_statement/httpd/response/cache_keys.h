/**
 * httpd/response/cache_keys - headers for caches that can be told to remove something, and for
 * those that ignore parts of a query: StatementCacheKeys, StatementNoVarySearch.
 *
 * Nothing is sent unless it is asked for.
 */
#ifndef HTTPD_RESPONSE_CACHE_KEYS_H
#define HTTPD_RESPONSE_CACHE_KEYS_H

#include "core/xml/document.h"
#include "httpd/request/request.h"

/** The keys of the groups that the statement @a edition belongs to; NULL: keys are not asked for.
 */
const char *stmh_cache_keys_of(const stmh_request_t *request, const stm_document_t *edition);

/** Sets the header with the keys of what is asked for and @a groups (may be NULL), and
 * No-Vary-Search. */
void stmh_cache_keys_set(apr_table_t *headers, const stmh_request_t *request, const char *groups);

#endif
