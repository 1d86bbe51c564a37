#include "core/base/table.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* Where the system has put this program and its libraries, which differs from start to start; the
 * same in each thread, and in each child of a server. */
static XXH64_hash_t seed_of_process(void)
{
    static const char here;

    return (XXH64_hash_t)(size_t)&here * 0x9E3779B97F4A7C15u ^ (XXH64_hash_t)(size_t)&malloc;
}

static unsigned int mix(const char *key, apr_ssize_t *length)
{
    if (*length == APR_HASH_KEY_STRING) {
        *length = (apr_ssize_t)strlen(key);
    }
    return (unsigned int)XXH3_64bits_withSeed(key, (size_t)*length, seed_of_process());
}

apr_hash_t *stm_table_make(apr_pool_t *result_pool)
{
    return apr_hash_make_custom(result_pool, mix);
}
