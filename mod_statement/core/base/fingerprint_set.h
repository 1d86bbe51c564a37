/**
 * core/base/fingerprint_set - a set of texts that keeps a few bytes for each of them.
 *
 * Like a Bloom filter it may report a new text as present, never a present one as new: a text that
 * it reports as new needs no query.
 */
#ifndef CORE_BASE_FINGERPRINT_SET_H
#define CORE_BASE_FINGERPRINT_SET_H

#include <apr_pools.h>

typedef struct stm_fingerprint_set_t stm_fingerprint_set_t;

/** Empty. Its memory is of @a result_pool; one thread uses it at a time. */
stm_fingerprint_set_t *stm_fingerprint_set_make(apr_pool_t *result_pool);

/** Adds @a text. Zero where it was new. */
int stm_fingerprint_set_add(stm_fingerprint_set_t *set, const char *text);

#endif
