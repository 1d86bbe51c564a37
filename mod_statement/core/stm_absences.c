#include "stm_absences.h"

#include <string.h>

#include "stm_fingerprint.h"

#define MOST 4096

/* All atomic, one by one: who reads while another writes must not take a mixture for a note. */
typedef struct absence_t {
    apr_uint64_t check;       /* the name's hash and both moments, put together by XOR */
    apr_uint64_t from, until; /* from: a clock that was set back ends it, too */
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

int stm_absences_know(stm_absences_t *absences, const char *path, apr_time_t moment)
{
    const apr_uint64_t hash = hash_of(path);
    const absence_t *found = &absences->absences[hash % MOST];
    const apr_uint64_t from = load(&found->from), until = load(&found->until);

    return (load(&found->check) ^ from ^ until) == hash && (apr_time_t)from <= moment &&
           moment < (apr_time_t)until;
}

void stm_absences_note(stm_absences_t *absences, const char *path, apr_time_t moment,
                       apr_interval_time_t lasting)
{
    const apr_uint64_t hash = hash_of(path);
    const apr_uint64_t from = (apr_uint64_t)moment, until = (apr_uint64_t)(moment + lasting);
    absence_t *absence = &absences->absences[hash % MOST];

    store(&absence->check, hash ^ from ^ until);
    store(&absence->from, from);
    store(&absence->until, until);
}
