/**
 * core/base/bytes - bytes that grow, for who writes many small pieces.
 *
 * They come from xmlMalloc and not from a pool, which would keep each size that they grew through.
 * Where there is no memory the process ends, as it does in httpd's pools.
 */
#ifndef CORE_BASE_BYTES_H
#define CORE_BASE_BYTES_H

#include <apr.h>
#include <string.h>

typedef struct stm_bytes_t {
    char *start;
    char *at;  /* where the next byte goes */
    char *end; /* a zero may be written behind it */
} stm_bytes_t;

/** To be ended with one of the two below. */
void stm_bytes_init(stm_bytes_t *bytes, apr_size_t size);

/** What has been written, a zero behind it, in as much memory as it needs: the caller's to free
 * with xmlFree. */
char *stm_bytes_finish(stm_bytes_t *bytes);

void stm_bytes_drop(stm_bytes_t *bytes);

/** Makes room for @a size more. */
void stm_bytes_grow(stm_bytes_t *bytes, apr_size_t size);

static inline apr_size_t stm_bytes_size(const stm_bytes_t *bytes)
{
    return (apr_size_t)(bytes->at - bytes->start);
}

static inline void stm_bytes_add(stm_bytes_t *bytes, const void *piece, apr_size_t size)
{
    if ((apr_size_t)(bytes->end - bytes->at) < size) {
        stm_bytes_grow(bytes, size);
    }
    memcpy(bytes->at, piece, size);
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
