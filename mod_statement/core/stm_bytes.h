/**
 * stm_bytes - bytes that grow in a pool, for who writes many small pieces.
 *
 * There is always some room to spare behind the end, so that a short piece can be copied in a
 * block of fixed size: only the bytes before `at` count.
 */
#ifndef STM_BYTES_H
#define STM_BYTES_H

#include <apr_pools.h>
#include <string.h>

#define STM_BYTES_SPARE 32

typedef struct stm_bytes_t {
    char *start;
    char *at;  /* where the next byte goes */
    char *end; /* STM_BYTES_SPARE more may be written past it */
    apr_pool_t *pool;
} stm_bytes_t;

void stm_bytes_init(stm_bytes_t *bytes, apr_size_t size, apr_pool_t *pool);

/** Makes room for @a size more; what stands there moves. */
void stm_bytes_grow(stm_bytes_t *bytes, apr_size_t size);

/** Where at least @a size bytes may be written, and STM_BYTES_SPARE more. */
static inline char *stm_bytes_room(stm_bytes_t *bytes, apr_size_t size)
{
    if (__builtin_expect((apr_size_t)(bytes->end - bytes->at) < size, 0)) {
        stm_bytes_grow(bytes, size);
    }
    return bytes->at;
}

static inline apr_size_t stm_bytes_size(const stm_bytes_t *bytes)
{
    return (apr_size_t)(bytes->at - bytes->start);
}

static inline void stm_bytes_add(stm_bytes_t *bytes, const void *piece, apr_size_t size)
{
    memcpy(stm_bytes_room(bytes, size), piece, size);
    bytes->at += size;
}

/** NULL adds nothing. */
static inline void stm_bytes_add_string(stm_bytes_t *bytes, const void *string)
{
    if (string != NULL) {
        stm_bytes_add(bytes, string, strlen(string));
    }
}

#define stm_bytes_add_literal(bytes, literal) stm_bytes_add(bytes, literal, sizeof(literal) - 1)

#endif
