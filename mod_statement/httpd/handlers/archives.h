/**
 * httpd/handlers/archives - the document of a feed before the one that is asked for, see
 * core/render/chapter.
 *
 * Their freshness is that of all answers, because a withdrawal has to reach them.
 */
#ifndef HTTPD_HANDLERS_ARCHIVES_H
#define HTTPD_HANDLERS_ARCHIVES_H

#include "core/render/chapter.h"
#include "httpd/request/exchange.h"

/** The document before the one that @a query asked for, of whose @a total statements it shows the
 * first @a shown from its offset on. APR_ENOENT: there is none. Brings answer->next_change and
 * last_change to when there may be another one, and since when there is this one. */
apr_status_t stmh_archives_previous(stm_chapter_t *previous, const stm_chapter_t *chapter,
                                    const stm_query_t *query, int shown, int total,
                                    const stmh_exchange_t *exchange);

/** The same where documents differ: @a shown counts what this reader may be told of, and @a
 * following comes behind it (NULL: nothing). *previous has no name where there is none. */
apr_status_t stmh_archives_precede(stm_chapter_t *previous, const stm_chapter_t *chapter,
                                   const stm_query_t *query, int shown,
                                   const stm_entry_t *following, const stmh_exchange_t *exchange);

#endif
