#include "core/state/generation.h"

#include <apr_strings.h>

#include "core/base/shared_file.h"

#define SLOTS 65536

/* The file, as it is mapped. */
struct stm_generation_t {
    apr_uint32_t everything;
    apr_uint32_t is_abandoned;
    apr_uint32_t unused[14]; /* a cache line of its own for what all read */
    apr_uint32_t slots[SLOTS];
};

apr_status_t stm_generation_open(stm_generation_t **generation, const char *state_dir,
                                 apr_pool_t *result_pool)
{
    void *address;
    apr_status_t status =
        stm_shared_file_map(&address, apr_pstrcat(result_pool, state_dir, "/changes", NULL),
                            sizeof(stm_generation_t), result_pool);

    *generation = address;
    return status;
}

static apr_uint32_t mix(apr_uint32_t hash, const char *text)
{
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619u; /* FNV-1a */
    }
    return hash;
}

apr_uint32_t stm_generation_slot(const char *newsroom, const char *name)
{
    apr_uint32_t hash = mix(2166136261u, newsroom);

    if (name) {
        hash = mix((hash ^ '/') * 16777619u, name);
    }
    return (hash ^ hash >> 16) % SLOTS;
}

/* Half of it counts everything, so that neither can make up for the other; one more than what is
 * stored, so that a new file's is not "unknown". */
apr_uint64_t stm_generation_get(const stm_generation_t *generation, apr_uint32_t slot)
{
    apr_uint32_t everything, own;

    if (!generation || __atomic_load_n(&generation->is_abandoned, __ATOMIC_ACQUIRE)) {
        return STM_GENERATION_UNKNOWN;
    }
    everything = __atomic_load_n(&generation->everything, __ATOMIC_ACQUIRE);
    own = __atomic_load_n(&generation->slots[slot], __ATOMIC_ACQUIRE);
    return ((apr_uint64_t)everything << 32 | own) + 1;
}

void stm_generation_bump(stm_generation_t *generation, apr_uint32_t slot)
{
    if (generation) {
        __atomic_add_fetch(&generation->slots[slot], 1, __ATOMIC_ACQ_REL);
    }
}

void stm_generation_bump_all(stm_generation_t *generation)
{
    if (generation) {
        __atomic_add_fetch(&generation->everything, 1, __ATOMIC_ACQ_REL);
        __atomic_store_n(&generation->is_abandoned, 0, __ATOMIC_RELEASE);
    }
}

void stm_generation_abandon(stm_generation_t *generation)
{
    if (generation) {
        __atomic_store_n(&generation->is_abandoned, 1, __ATOMIC_RELEASE);
    }
}
