/**
 * core/base/hash - SHA-1 over several pieces, as hexadecimal digits: names content, guards no
 * secret.
 *
 * Each piece goes in with its length, so that ("ab", "c") and ("a", "bc") differ.
 */
#ifndef CORE_BASE_HASH_H
#define CORE_BASE_HASH_H

#include <apr_pools.h>
#include <apr_sha1.h>

#define STM_HASH_SHORT 32 /* digits of a short hash: 128 bits */

typedef struct stm_hash_t {
    apr_sha1_ctx_t sha1;
} stm_hash_t;

void stm_hash_start(stm_hash_t *hash);

/** Adds @a size bytes. */
void stm_hash_bytes(stm_hash_t *hash, const void *bytes, apr_size_t size);

/** Adds a string; NULL counts, and differs from "". */
void stm_hash_text(stm_hash_t *hash, const char *text);

/** The first STM_HASH_SHORT hexadecimal digits; ends the hash. */
const char *stm_hash_hex(stm_hash_t *hash, apr_pool_t *result_pool);

#endif
