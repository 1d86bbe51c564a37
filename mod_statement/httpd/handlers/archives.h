/**
 * httpd/handlers/archives - the documents that a feed consists of (RFC 5005 section 4).
 *
 * The subscription document, the feed's own address, has the newest statements. What does not fit
 * into it stands in archive documents, one for each span of time ("archive=2026-03"); each names
 * the one before it, and the first of them is named by the subscription document. One that has more
 * statements, or longer ones, than go into one document goes on with "skip=40".
 *
 * No document names the one after it: it could not without changing when that one comes. Their
 * freshness is that of all answers, because a withdrawal has to reach them.
 */
#ifndef HTTPD_HANDLERS_ARCHIVES_H
#define HTTPD_HANDLERS_ARCHIVES_H

#include "core/site/archive.h"
#include "httpd/request/exchange.h"

/** Which document of a feed. */
typedef struct stmh_chapter_t {
    stm_archive_t archive; /* an empty name: the subscription document */
    int skip;              /* how many of the span stand in documents before this one */
} stmh_chapter_t;

/** Reads the query string of a feed that @a query asks for, and sets the query's span, offset and
 * limit. */
void stmh_archives_parse(stmh_chapter_t *chapter, stm_query_t *query,
                         const stmh_request_t *request);

/** Its query string behind that of the filter: "tag=x&archive=2026&skip=40". */
const char *stmh_archives_query(const stmh_chapter_t *chapter, const stm_filter_t *filter,
                                apr_pool_t *result_pool);

/** Whether its span is over: it is an archive document in the sense of RFC 5005. */
int stmh_archives_is_over(const stmh_chapter_t *chapter, const stmh_request_t *request);

/** The document before the one that @a query asked for, of whose @a total statements it shows the
 * first @a shown from its offset on. APR_ENOENT: there is none. Brings answer->next_change and
 * last_change to when there may be another one, and since when there is this one. */
apr_status_t stmh_archives_previous(stmh_chapter_t *previous, const stmh_chapter_t *chapter,
                                    const stm_query_t *query, int shown, int total,
                                    const stmh_exchange_t *exchange);

/** The same where documents differ: @a shown counts what this reader may be told of, and @a
 * following comes behind it (NULL: nothing). *previous has no name where there is none. */
apr_status_t stmh_archives_precede(stmh_chapter_t *previous, const stmh_chapter_t *chapter,
                                   const stm_query_t *query, int shown,
                                   const stm_entry_t *following, const stmh_exchange_t *exchange);

#endif
