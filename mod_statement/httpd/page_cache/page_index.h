/**
 * httpd/page_cache/page_index - pages that this child knows to be what a request would get.
 *
 * A request that finds one here needs no catalog and no file: its page was looked up before, and
 * since then nothing has changed of what tells a change: the document's stamp, which the request
 * has anyway, the counter of what the intake changes, the stylesheets, and the moment. Bounded in
 * number; the least asked for make way.
 */
#ifndef HTTPD_PAGE_CACHE_PAGE_INDEX_H
#define HTTPD_PAGE_CACHE_PAGE_INDEX_H

#include "httpd/page_cache/get_or_render.h"

/** Once per child, before its threads. */
void stmh_page_index_child(apr_pool_t *child_pool);

/** Answers from a page that is ready; DECLINED where there is none. The rules for the document's
 * own address have been asked. Any thread. */
int stmh_page_index_answer(const stmh_exchange_t *exchange);

/** Remembers that @a mapping is what @a slot holds, as a request like this one would find, whose
 * digest was last found at @a checked_at, in @a epoch. Any thread. */
void stmh_page_index_put(const stmh_request_t *request, const stmh_lookup_t *lookup,
                         const stmh_page_slot_t *slot, stm_page_mapping_t *mapping,
                         apr_uint32_t epoch, apr_time_t checked_at);

#endif
