#include "core/base/counters.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 256

struct stm_counters_t {
    stm_counter_t *slots; /* list 0: free */
    unsigned mask;        /* their number, less 1 */
    unsigned used;
    apr_pool_t *pool;
};

static void make_slots(stm_counters_t *tally, unsigned number)
{
    tally->slots = apr_pcalloc(tally->pool, number * sizeof(*tally->slots));
    tally->mask = number - 1;
    tally->used = 0;
}

stm_counters_t *stm_counters_make(apr_pool_t *result_pool)
{
    stm_counters_t *tally = apr_palloc(result_pool, sizeof(*tally));
    tally->pool = result_pool;
    make_slots(tally, FIRST_SLOTS);
    return tally;
}

static unsigned hash(apr_int64_t list, apr_int64_t other)
{
    apr_uint64_t mixed =
        (apr_uint64_t)list * APR_UINT64_C(0x9e3779b97f4a7c15) + (apr_uint64_t)other;
    mixed *= APR_UINT64_C(0xff51afd7ed558ccd);
    return (unsigned)(mixed >> 32);
}

static stm_counter_t *find_slot(const stm_counters_t *tally, apr_int64_t list, apr_int64_t other)
{
    unsigned slot = hash(list, other) & tally->mask;
    while (tally->slots[slot].list &&
           (tally->slots[slot].list != list || tally->slots[slot].other != other)) {
        slot = (slot + 1) & tally->mask;
    }
    return &tally->slots[slot];
}

static void enlarge(stm_counters_t *tally)
{
    const stm_counter_t *old = tally->slots;
    unsigned number = tally->mask + 1, used = tally->used, i;
    make_slots(tally, number * 2);
    tally->used = used;
    for (i = 0; i < number; i++) {
        if (old[i].list) {
            *find_slot(tally, old[i].list, old[i].other) = old[i];
        }
    }
}

stm_counter_t *stm_counters_find(stm_counters_t *tally, apr_int64_t list, apr_int64_t other)
{
    stm_counter_t *found = find_slot(tally, list, other);
    if (found->list) {
        return found;
    }
    if (++tally->used > tally->mask / 2) {
        enlarge(tally);
        found = find_slot(tally, list, other);
    }
    found->list = list;
    found->other = other;
    return found;
}

static int compare(const void *one, const void *other)
{
    const stm_counter_t *a = one, *b = other;
    return a->list != b->list ? (a->list > b->list) - (a->list < b->list)
                              : (a->other > b->other) - (a->other < b->other);
}

stm_counter_t *stm_counters_take(int *number, stm_counters_t *tally)
{
    stm_counter_t *all = tally->slots;
    unsigned count = 0, i;
    for (i = 0; i <= tally->mask; i++) {
        if (all[i].list) {
            all[count++] = all[i];
        }
    }
    qsort(all, count, sizeof(*all), compare);
    *number = (int)count;
    make_slots(tally, FIRST_SLOTS);
    return all;
}
