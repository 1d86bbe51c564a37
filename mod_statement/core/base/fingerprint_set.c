#include "core/base/fingerprint_set.h"

#include <string.h>

#include "core/base/fingerprint.h"

#define FIRST_SLOTS 1024

struct stm_fingerprint_set_t {
    apr_uint64_t *slots; /* hashes of texts; 0: free */
    apr_size_t mask;     /* their number, less 1 */
    apr_size_t used;
    apr_pool_t *pool;
};

static void make_slots(stm_fingerprint_set_t *set, apr_size_t number)
{
    set->slots = apr_pcalloc(set->pool, number * sizeof(*set->slots));
    set->mask = number - 1;
}

stm_fingerprint_set_t *stm_fingerprint_set_make(apr_pool_t *result_pool)
{
    stm_fingerprint_set_t *set = apr_pcalloc(result_pool, sizeof(*set));
    set->pool = result_pool;
    make_slots(set, FIRST_SLOTS);
    return set;
}

static apr_uint64_t *find_slot(const stm_fingerprint_set_t *set, apr_uint64_t hash)
{
    apr_size_t slot = (apr_size_t)hash & set->mask;
    while (set->slots[slot] && set->slots[slot] != hash) {
        slot = (slot + 1) & set->mask;
    }
    return &set->slots[slot];
}

static void enlarge(stm_fingerprint_set_t *set)
{
    const apr_uint64_t *old = set->slots;
    apr_size_t number = set->mask + 1, i;
    make_slots(set, number * 2);
    for (i = 0; i < number; i++) {
        if (old[i]) {
            *find_slot(set, old[i]) = old[i];
        }
    }
}

int stm_fingerprint_set_add(stm_fingerprint_set_t *set, const char *text)
{
    apr_uint64_t hash = stm_fingerprint_short(text, strlen(text));
    apr_uint64_t *slot;
    hash += !hash;
    slot = find_slot(set, hash);
    if (*slot) {
        return 1;
    }
    *slot = hash;
    if (++set->used > set->mask / 2) {
        enlarge(set);
    }
    return 0;
}
