/**
 * core/base/stat_cache - names for which stat() found no file, each for a bounded time.
 *
 * A request for NAME calls stat() for NAME, which is seldom there, before NAME.xml. Without this
 * table the request took 1.2 times the processor time (event, page of 4 KB from the store, median
 * of 12 rounds of wrk in turn; the same within noise for NAME.xml, which has no such call).
 *
 * A fixed number of names; newer ones take the place of older ones. Names are kept as hashes, so
 * that another name may very rarely pass for one: who asks must be able to live with that. All
 * functions are safe in any thread.
 */
#ifndef CORE_BASE_STAT_CACHE_H
#define CORE_BASE_STAT_CACHE_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct stm_stat_cache_t stm_stat_cache_t;

/** Lives as long as @a result_pool. */
stm_stat_cache_t *stm_stat_cache_create(apr_pool_t *result_pool);

/** Whether @a path was noted no longer than @a lasting before @a moment. */
int stm_stat_cache_is_missing(stm_stat_cache_t *cache, const char *path, apr_time_t moment,
                              apr_interval_time_t lasting);

/** @a path was not there at @a moment. */
void stm_stat_cache_note_missing(stm_stat_cache_t *cache, const char *path, apr_time_t moment);

#endif
