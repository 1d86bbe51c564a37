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

static void make_slots(stm_fingerprint_set_t *seen, apr_size_t number)
{
    seen->slots = apr_pcalloc(seen->pool, number * sizeof(*seen->slots));
    seen->mask = number - 1;
}

stm_fingerprint_set_t *stm_fingerprint_set_make(apr_pool_t *result_pool)
{
    stm_fingerprint_set_t *seen = apr_pcalloc(result_pool, sizeof(*seen));
    seen->pool = result_pool;
    make_slots(seen, FIRST_SLOTS);
    return seen;
}

static apr_uint64_t *find_slot(const stm_fingerprint_set_t *seen, apr_uint64_t hash)
{
    apr_size_t slot = (apr_size_t)hash & seen->mask;
    while (seen->slots[slot] && seen->slots[slot] != hash) {
        slot = (slot + 1) & seen->mask;
    }
    return &seen->slots[slot];
}

static void enlarge(stm_fingerprint_set_t *seen)
{
    const apr_uint64_t *old = seen->slots;
    apr_size_t number = seen->mask + 1, i;
    make_slots(seen, number * 2);
    for (i = 0; i < number; i++) {
        if (old[i]) {
            *find_slot(seen, old[i]) = old[i];
        }
    }
}

int stm_fingerprint_set_add(stm_fingerprint_set_t *seen, const char *text)
{
    apr_uint64_t hash = stm_fingerprint_short(text, strlen(text));
    apr_uint64_t *slot;
    hash += !hash;
    slot = find_slot(seen, hash);
    if (*slot) {
        return 1;
    }
    *slot = hash;
    if (++seen->used > seen->mask / 2) {
        enlarge(seen);
    }
    return 0;
}
