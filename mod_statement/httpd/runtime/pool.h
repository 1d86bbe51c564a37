/**
 * httpd/runtime/pool - pools whose memory goes back to the system.
 *
 * What a request's own pool has had once stays with its connection, which httpd keeps for the next
 * one: a hundred of them would each keep what one rendering took. Where each rendering has a new
 * allocator instead of one that an earlier rendering had, a page of 4 KB takes 1.4 times the
 * processor time (event, StatementCacheSize 0, medians of 10 rounds of wrk in turn: 648 and 454
 * us).
 */
#ifndef HTTPD_RUNTIME_POOL_H
#define HTTPD_RUNTIME_POOL_H

#include <apr_pools.h>

/** A pool below no other, for one thread at a time as are those below it: what they had goes back
 * to the system when they are cleared, but for a little. */
apr_pool_t *stmh_pool_create(const char *tag);

/** A pool below @a parent for some work, with memory that earlier work has had; for one thread at a
 * time. It ends with stmh_pool_end, or with @a parent. Any thread. */
apr_pool_t *stmh_pool_begin(apr_pool_t *parent);
void stmh_pool_end(apr_pool_t *pool, apr_pool_t *parent);

/** Gives back what is kept for the next work. Any thread. */
void stmh_pool_release_idle(void);

#endif
