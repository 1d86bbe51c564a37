/**
 * core/base/absences - names that were not there when they were last looked at.
 *
 * A fixed number of names, each for a bounded time; newer ones take the place of older ones. Names
 * are kept as hashes, so that another name may very rarely pass for one: who asks must be able to
 * live with that. All functions are safe in any thread.
 */
#ifndef CORE_BASE_ABSENCES_H
#define CORE_BASE_ABSENCES_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct stm_absences_t stm_absences_t;

/** Lives as long as @a result_pool. */
stm_absences_t *stm_absences_create(apr_pool_t *result_pool);

/** Whether @a path was noted no longer than @a lasting before @a moment. */
int stm_absences_know(stm_absences_t *absences, const char *path, apr_time_t moment,
                      apr_interval_time_t lasting);

/** @a path was not there at @a moment. */
void stm_absences_note(stm_absences_t *absences, const char *path, apr_time_t moment);

#endif
