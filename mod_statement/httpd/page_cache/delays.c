#include "httpd/page_cache/delays.h"

#include <apr_time.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "httpd/runtime/shared_memory.h"

#define MOST_PAGES 1024

/* How long a page is known for it, in seconds. */
#define LASTING 600

/* A page in one word: half of its fingerprint, the second in which it was last noted, which comes
 * again after some years, and how many times. */
#define COUNT_BITS  4
#define SECOND_BITS 28
#define SECONDS     ((1U << SECOND_BITS) - 1)

/* Each word atomic, 0 where nothing is known. The child's own where none could be shared. */
static apr_uint64_t own[MOST_PAGES];
static apr_uint64_t *table = own;

static apr_status_t forget_table(void *data)
{
    (void)data;
    table = own;
    return APR_SUCCESS;
}

void stmh_delays_start(apr_pool_t *pconf)
{
    apr_uint64_t *shared = stmh_shared_memory_create(sizeof(own), pconf);

    if (shared) {
        table = shared;
        apr_pool_cleanup_register(pconf, NULL, forget_table, apr_pool_cleanup_null);
    }
}

static apr_uint64_t fingerprint(const char *key)
{
    return stm_fingerprint_short(key, strlen(key));
}

static apr_uint64_t *place_of(apr_uint64_t hash)
{
    return &table[hash % MOST_PAGES];
}

static apr_uint64_t now(void)
{
    return (apr_uint64_t)apr_time_sec(apr_time_now()) & SECONDS;
}

static apr_uint64_t word_of(apr_uint64_t hash, int count)
{
    return (hash >> 32 << 32) | (now() << COUNT_BITS) | (apr_uint64_t)count;
}

static int count_at(apr_uint64_t hash)
{
    const apr_uint64_t word = __atomic_load_n(place_of(hash), __ATOMIC_RELAXED);
    const apr_uint64_t second = word >> COUNT_BITS & SECONDS;

    return word >> 32 == hash >> 32 && ((now() - second) & SECONDS) < LASTING
               ? (int)(word & ((1U << COUNT_BITS) - 1))
               : 0;
}

int stmh_delays_count(const char *key)
{
    return count_at(fingerprint(key));
}

/* Of two who note something at the same moment, one may be lost. */
void stmh_delays_note(const char *key, int is_certain)
{
    const apr_uint64_t hash = fingerprint(key);
    int count = is_certain ? STMH_DELAYS_ENOUGH : count_at(hash) + 1;

    count = count < STMH_DELAYS_ENOUGH ? count : STMH_DELAYS_ENOUGH;
    __atomic_store_n(place_of(hash), word_of(hash, count), __ATOMIC_RELAXED);
}

void stmh_delays_forget(const char *key)
{
    const apr_uint64_t hash = fingerprint(key);

    if (count_at(hash)) {
        __atomic_store_n(place_of(hash), 0, __ATOMIC_RELAXED);
    }
}
