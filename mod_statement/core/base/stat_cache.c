#include "core/base/stat_cache.h"

#include <string.h>

#include "core/base/fingerprint.h"

/* Any of them may be written to, so all of their memory is a child's own. */
#define MOST 2048

/* Both atomic, one by one: who reads while another writes must not take a mixture for a note. */
typedef struct missing_t {
    apr_uint64_t check; /* the name's hash and the moment, put together by XOR */
    apr_uint64_t noted_at;
} missing_t;

struct stm_stat_cache_t {
    missing_t names[MOST];
};

stm_stat_cache_t *stm_stat_cache_create(apr_pool_t *result_pool)
{
    return apr_pcalloc(result_pool, sizeof(stm_stat_cache_t));
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
int stm_stat_cache_is_missing(stm_stat_cache_t *cache, const char *path, apr_time_t moment,
                              apr_interval_time_t lasting)
{
    const apr_uint64_t hash = hash_of(path);
    const missing_t *found = &cache->names[hash % MOST];
    const apr_time_t noted_at = (apr_time_t)load(&found->noted_at);

    return (load(&found->check) ^ (apr_uint64_t)noted_at) == hash && noted_at <= moment &&
           moment - noted_at < lasting;
}

void stm_stat_cache_note_missing(stm_stat_cache_t *cache, const char *path, apr_time_t moment)
{
    const apr_uint64_t hash = hash_of(path), noted_at = (apr_uint64_t)moment;
    missing_t *missing = &cache->names[hash % MOST];

    store(&missing->check, hash ^ noted_at);
    store(&missing->noted_at, noted_at);
}
