#include "core/base/absences.h"

#include <string.h>

#include "core/base/fingerprint.h"

/* Any of them may be written to, so all of their memory is a child's own. */
#define MOST 2048

/* Both atomic, one by one: who reads while another writes must not take a mixture for a note. */
typedef struct absence_t {
    apr_uint64_t check; /* the name's hash and the moment, put together by XOR */
    apr_uint64_t noted_at;
} absence_t;

struct stm_absences_t {
    absence_t absences[MOST];
};

stm_absences_t *stm_absences_create(apr_pool_t *result_pool)
{
    return apr_pcalloc(result_pool, sizeof(stm_absences_t));
}

static apr_uint64_t hash_of(const char *path)
{
    return stm_fingerprint_short(path, strlen(path));
}

static apr_uint64_t load(const apr_uint64_t *value)
{
    return __atomic_load_n(value, __ATOMIC_RELAXED);
}

static void store(apr_uint64_t *to, apr_uint64_t value)
{
    __atomic_store_n(to, value, __ATOMIC_RELAXED);
}

/* A clock that was set back ends it, too. */
int stm_absences_know(stm_absences_t *absences, const char *path, apr_time_t moment,
                      apr_interval_time_t lasting)
{
    const apr_uint64_t hash = hash_of(path);
    const absence_t *found = &absences->absences[hash % MOST];
    const apr_time_t noted_at = (apr_time_t)load(&found->noted_at);

    return (load(&found->check) ^ (apr_uint64_t)noted_at) == hash && noted_at <= moment &&
           moment - noted_at < lasting;
}

void stm_absences_note(stm_absences_t *absences, const char *path, apr_time_t moment)
{
    const apr_uint64_t hash = hash_of(path), noted_at = (apr_uint64_t)moment;
    absence_t *absence = &absences->absences[hash % MOST];

    store(&absence->check, hash ^ noted_at);
    store(&absence->noted_at, noted_at);
}
