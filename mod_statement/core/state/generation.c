#include "core/state/generation.h"

#include <apr_strings.h>

#include "core/base/shared_file.h"

#define PLACES 65536

/* The file, as it is mapped. */
struct stm_changes_t {
    apr_uint32_t everything;
    apr_uint32_t is_abandoned;
    apr_uint32_t unused[14]; /* a cache line of its own for what all read */
    apr_uint32_t places[PLACES];
};

apr_status_t stm_changes_open(stm_changes_t **changes, const char *state_dir,
                              apr_pool_t *result_pool)
{
    void *address;
    apr_status_t status =
        stm_shared_map(&address, apr_pstrcat(result_pool, state_dir, "/changes", NULL),
                       sizeof(stm_changes_t), result_pool);

    *changes = address;
    return status;
}

static apr_uint32_t mix(apr_uint32_t hash, const char *text)
{
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619u; /* FNV-1a */
    }
    return hash;
}

apr_uint32_t stm_changes_place(const char *newsroom, const char *name)
{
    apr_uint32_t hash = mix(2166136261u, newsroom);

    if (name) {
        hash = mix((hash ^ '/') * 16777619u, name);
    }
    return (hash ^ hash >> 16) % PLACES;
}

/* Half of it counts everything, so that neither can make up for the other; one more than what is
 * stored, so that a new file's is not "unknown". */
apr_uint64_t stm_changes_mark(const stm_changes_t *changes, apr_uint32_t place)
{
    apr_uint32_t everything, own;

    if (!changes || __atomic_load_n(&changes->is_abandoned, __ATOMIC_ACQUIRE)) {
        return STM_CHANGES_UNKNOWN;
    }
    everything = __atomic_load_n(&changes->everything, __ATOMIC_ACQUIRE);
    own = __atomic_load_n(&changes->places[place], __ATOMIC_ACQUIRE);
    return ((apr_uint64_t)everything << 32 | own) + 1;
}

void stm_changes_raise(stm_changes_t *changes, apr_uint32_t place)
{
    if (changes) {
        __atomic_add_fetch(&changes->places[place], 1, __ATOMIC_ACQ_REL);
    }
}

void stm_changes_raise_all(stm_changes_t *changes)
{
    if (changes) {
        __atomic_add_fetch(&changes->everything, 1, __ATOMIC_ACQ_REL);
        __atomic_store_n(&changes->is_abandoned, 0, __ATOMIC_RELEASE);
    }
}

void stm_changes_abandon(stm_changes_t *changes)
{
    if (changes) {
        __atomic_store_n(&changes->is_abandoned, 1, __ATOMIC_RELEASE);
    }
}
