/**
 * httpd/handlers/lists - the answers for archives and feeds.
 */
#ifndef HTTPD_HANDLERS_LISTS_H
#define HTTPD_HANDLERS_LISTS_H

#include "httpd/request/exchange.h"

/** OK, or the status to answer with. */
int stmh_lists_answer(const stmh_exchange_t *exchange);

/** OK with the generation of the newsroom; HTTP_SERVICE_UNAVAILABLE before the first complete scan,
 * when nobody knows what belongs in a list. */
int stmh_lists_generation(apr_int64_t *generation, const stmh_request_t *request,
                          stmh_lookup_t *lookup);

/** Has all that the list is made of asked of one index, whose newsroom has had a complete scan,
 * until the handle is given back. HTTP_SERVICE_UNAVAILABLE where the current one has not, or
 * is not
 * @a instance, which a reader's view of it was asked of. The list is for one where it is another.
 */
int stmh_lists_hold(const stmh_exchange_t *exchange, apr_int64_t instance);

/** APR_ENOENT where the archive of @a folder ("2026/") lists nothing for this reader. There is a
 * handle, and the newsroom has had a complete scan. */
apr_status_t stmh_lists_know_folder(const stmh_request_t *request, const stmh_lookup_t *lookup,
                                    const char *folder);

/** Non-zero where that is known without the catalog: there is no handle yet. */
int stmh_lists_lack_folder(const stmh_request_t *request, const char *folder);

/** Fills in when a list last changed and will change next, as far as the catalog knows. */
apr_status_t stmh_lists_changes(const stmh_exchange_t *exchange);

/** Makes the page that the target names before anybody does; its format is set. */
void stmh_lists_prerender(const stmh_exchange_t *exchange);

#endif
