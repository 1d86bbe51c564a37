/**
 * core/base/counters - counts for pairs of numbers.
 *
 * A burst asks for the same few thousand of them millions of times: they lie in one table without
 * pointers, so that each is one look into memory.
 */
#ifndef CORE_BASE_COUNTERS_H
#define CORE_BASE_COUNTERS_H

#include <apr_pools.h>

typedef struct stm_counters_t stm_counters_t;

typedef struct stm_counter_t {
    apr_int64_t list, other;
    int kind, step;
} stm_counter_t;

/** Its memory is of @a result_pool. */
stm_counters_t *stm_counters_make(apr_pool_t *result_pool);

/** The count of a pair, @a list above 0; where there is none yet, one whose kind and step are 0.
 * Valid until the next call. */
stm_counter_t *stm_counters_find(stm_counters_t *tally, apr_int64_t list, apr_int64_t other);

/** All of them, by list, then other; *number: how many. The tally is empty afterwards, and they are
 * valid until the next call. */
stm_counter_t *stm_counters_take(int *number, stm_counters_t *tally);

#endif
