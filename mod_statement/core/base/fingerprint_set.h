/**
 * core/base/fingerprint_set - which of many texts were met before, in a few bytes each.
 *
 * It may take a new text for one that was met, never one that was met for a new one: what it calls
 * new needs no look into a database.
 */
#ifndef CORE_BASE_FINGERPRINT_SET_H
#define CORE_BASE_FINGERPRINT_SET_H

#include <apr_pools.h>

typedef struct stm_fingerprint_set_t stm_fingerprint_set_t;

/** Empty. Its memory is of @a result_pool; one thread uses it at a time. */
stm_fingerprint_set_t *stm_fingerprint_set_make(apr_pool_t *result_pool);

/** Zero where @a text is new; from now on it was met. */
int stm_fingerprint_set_add(stm_fingerprint_set_t *seen, const char *text);

#endif
