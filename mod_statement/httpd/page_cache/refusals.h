/**
 * httpd/page_cache/refusals - what this child has refused, so that the next such request need not
 * ask the catalog.
 *
 * The page of a draft, of an embargoed or a deleted statement, a calendar without events: to
 * find out that there is nothing takes another thread or a look into the page store. Kept is only
 * what a file or the history stands behind, so an address that somebody makes up takes no place;
 * the number of places is fixed. A refusal holds for StatementRefresh at most, and only while the
 * file's stamp, the newsroom's generation and the moment allow it. A refusal can only withhold:
 * nothing becomes visible by it.
 *
 * Processor time of a request in a newsroom of 200 statements, where httpd's own 404 takes 24 us: a
 * draft 53 us before, 21 with it; NAME.ics without events 110 and 21; what was deleted 51 and 26
 * (prefork, schedstat, median).
 */
#ifndef HTTPD_PAGE_CACHE_REFUSALS_H
#define HTTPD_PAGE_CACHE_REFUSALS_H

#include "httpd/page_cache/page_name.h"
#include "httpd/request/exchange.h"

/** Once per child, before its threads. */
void stmh_refusals_child(void);

/** The status with which such a request was refused, and *@a name, by which to note it, else
 * DECLINED. Where the statement was found under the address's other meaning (stm_address_retry),
 * the target has that. Reads the generation numbers. Any thread. */
int stmh_refusals_find(stmh_page_name_t *name, const stmh_exchange_t *exchange);

/** Remembers that the request that @a name was made for is refused with @a status (404, 410), after
 * the target's address was changed by stm_address_retry or (zero: @a is_retried) not. Does nothing
 * where the answer is for one reader or rests on what the catalog does not know yet. Any thread. */
void stmh_refusals_note(const stmh_page_name_t *name, const stmh_exchange_t *exchange, int status,
                        int is_retried);

#endif
