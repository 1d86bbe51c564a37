/**
 * core/base/bytes - a growing byte buffer for many small pieces.
 *
 * STM_BYTES_SPARE bytes past the end may be written, so that a short piece can be copied in a
 * block of fixed size; only the bytes before `at` count. The memory comes from xmlMalloc: a pool
 * would keep each size that the buffer grew through. Without memory the process ends, as in
 * httpd's pools.
 */
#ifndef CORE_BASE_BYTES_H
#define CORE_BASE_BYTES_H

#include <apr.h>
#include <string.h>

#define STM_BYTES_SPARE 32

typedef struct stm_bytes_t {
    char *start;
    char *at;  /* where the next byte goes */
    char *end; /* STM_BYTES_SPARE more may be written past it */
} stm_bytes_t;

/** Starts a buffer; end it with stm_bytes_finish or stm_bytes_drop. */
void stm_bytes_init(stm_bytes_t *bytes, apr_size_t size);

/** Ends the buffer and returns its bytes, followed by a NUL, in as much memory as they need; the
 * caller frees them with xmlFree. */
char *stm_bytes_finish(stm_bytes_t *bytes);

/** Ends the buffer and frees its bytes. */
void stm_bytes_drop(stm_bytes_t *bytes);

/** Makes room for @a size more bytes; pointers into the buffer become invalid. */
void stm_bytes_grow(stm_bytes_t *bytes, apr_size_t size);

/** Returns where at least @a size bytes may be written, and STM_BYTES_SPARE more. `at` may be past
 * `end` where spare bytes were used. */
static inline char *stm_bytes_room(stm_bytes_t *bytes, apr_size_t size)
{
    if (__builtin_expect(bytes->end - bytes->at < (apr_ssize_t)size, 0)) {
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
