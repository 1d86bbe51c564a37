/**
 * core/base/fingerprint - what tells versions of a page apart: XXH3 of 128 bits, as hexadecimal
 * digits.
 *
 * The same for the same bytes on every machine. Quick, so that it costs little beside rendering;
 * names of things that are kept are made with core/base/hash.
 */
#ifndef CORE_BASE_FINGERPRINT_H
#define CORE_BASE_FINGERPRINT_H

#include <apr_pools.h>

typedef struct stm_fingerprint_t stm_fingerprint_t;

/** Of pieces that are added one after another. NULL where there is no memory. */
stm_fingerprint_t *stm_fingerprint_start(apr_pool_t *pool);

void stm_fingerprint_add(stm_fingerprint_t *fingerprint, const void *bytes, apr_size_t size);

/** 32 digits, in the pool of its start. */
const char *stm_fingerprint_hex(stm_fingerprint_t *fingerprint);

/** The same of one piece. */
const char *stm_fingerprint(const void *bytes, apr_size_t size, apr_pool_t *result_pool);

/** 64 bits of one piece, for tables in this process. */
apr_uint64_t stm_fingerprint_short(const void *bytes, apr_size_t size);

#endif
