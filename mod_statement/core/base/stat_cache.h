/**
 * core/base/stat_cache - one look at a file for all who ask for it within the same half
 * millisecond.
 *
 * Under load that spares each request the system call. It is shorter than a file system's clock
 * ticks and than an editor takes from saving to asking, so nobody sees less for it. A few files,
 * newer ones take the place of older ones; all functions are safe in any thread and never wait.
 */
#ifndef CORE_BASE_STAT_CACHE_H
#define CORE_BASE_STAT_CACHE_H

#include <apr_file_info.h>
#include <apr_pools.h>
#include <apr_time.h>

/** How long a look is shared: less than this. */
#define STM_GLANCES_LASTING ((apr_interval_time_t)500)

typedef struct stm_glances_t stm_glances_t;

/** Lives as long as @a result_pool. */
stm_glances_t *stm_glances_create(apr_pool_t *result_pool);

/** Whether @a path was looked at shortly before @a moment; then also what was seen, as of @a pool.
 */
int stm_glances_share(stm_glances_t *glances, apr_finfo_t *finfo, const char *path,
                      apr_time_t moment, apr_pool_t *pool);

/** What a look at @a path has shown that began at @a moment or later. */
void stm_glances_note(stm_glances_t *glances, const apr_finfo_t *finfo, const char *path,
                      apr_time_t moment);

#endif
