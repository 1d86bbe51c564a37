#include "core/base/fingerprint.h"

#include <apr_strings.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct stm_fingerprint_t {
    XXH3_state_t *state; /* of an alignment of its own */
    apr_pool_t *pool;
};

static apr_status_t free_state(void *state)
{
    XXH3_freeState(state);
    return APR_SUCCESS;
}

stm_fingerprint_t *stm_fingerprint_start(apr_pool_t *pool)
{
    stm_fingerprint_t *fingerprint = apr_palloc(pool, sizeof(*fingerprint));

    fingerprint->state = XXH3_createState();
    if (!fingerprint->state) {
        return NULL;
    }
    apr_pool_cleanup_register(pool, fingerprint->state, free_state, apr_pool_cleanup_null);
    fingerprint->pool = pool;
    XXH3_128bits_reset(fingerprint->state);
    return fingerprint;
}

void stm_fingerprint_add(stm_fingerprint_t *fingerprint, const void *bytes, apr_size_t size)
{
    XXH3_128bits_update(fingerprint->state, bytes, size);
}

static const char *hex_of(XXH128_hash_t hash, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%016" APR_UINT64_T_HEX_FMT "%016" APR_UINT64_T_HEX_FMT,
                        (apr_uint64_t)hash.high64, (apr_uint64_t)hash.low64);
}

const char *stm_fingerprint_hex(stm_fingerprint_t *fingerprint)
{
    return hex_of(XXH3_128bits_digest(fingerprint->state), fingerprint->pool);
}

const char *stm_fingerprint(const void *bytes, apr_size_t size, apr_pool_t *result_pool)
{
    return hex_of(XXH3_128bits(bytes, size), result_pool);
}

apr_uint64_t stm_fingerprint_short(const void *bytes, apr_size_t size)
{
    return XXH3_64bits(bytes, size);
}
