#include "stm_absences.h"

#include <apr_thread_mutex.h>
#include <string.h>

#define MOST 4096

typedef struct absence_t {
    apr_uint64_t hash;
    apr_time_t from, until; /* from: a clock that was set back ends it, too */
} absence_t;

struct stm_absences_t {
    apr_thread_mutex_t *lock;
    absence_t absences[MOST];
};

stm_absences_t *stm_absences_create(apr_pool_t *result_pool)
{
    stm_absences_t *absences = apr_pcalloc(result_pool, sizeof(*absences));

    apr_thread_mutex_create(&absences->lock, APR_THREAD_MUTEX_DEFAULT, result_pool);
    return absences;
}

/* FNV-1a. */
static apr_uint64_t hash_of(const char *path)
{
    apr_uint64_t hash = 14695981039346656037u;

    for (; *path; path++) {
        hash = (hash ^ (unsigned char)*path) * 1099511628211u;
    }
    return hash;
}

int stm_absences_know(stm_absences_t *absences, const char *path, apr_time_t moment)
{
    const apr_uint64_t hash = hash_of(path);
    absence_t found;

    apr_thread_mutex_lock(absences->lock);
    found = absences->absences[hash % MOST];
    apr_thread_mutex_unlock(absences->lock);
    return found.hash == hash && found.from <= moment && moment < found.until;
}

void stm_absences_note(stm_absences_t *absences, const char *path, apr_time_t moment,
                       apr_interval_time_t lasting)
{
    const apr_uint64_t hash = hash_of(path);
    const absence_t absence = {hash, moment, moment + lasting};

    apr_thread_mutex_lock(absences->lock);
    absences->absences[hash % MOST] = absence;
    apr_thread_mutex_unlock(absences->lock);
}
