#include "stm_bytes.h"

static char *allocate(stm_bytes_t *bytes, apr_size_t size)
{
    char *start = apr_palloc(bytes->pool, size + STM_BYTES_SPARE);

    bytes->end = start + size;
    return start;
}

void stm_bytes_init(stm_bytes_t *bytes, apr_size_t size, apr_pool_t *pool)
{
    bytes->pool = pool;
    bytes->start = bytes->at = allocate(bytes, size);
}

void stm_bytes_grow(stm_bytes_t *bytes, apr_size_t size)
{
    apr_size_t used = stm_bytes_size(bytes);
    apr_size_t capacity = 2 * (apr_size_t)(bytes->end - bytes->start);
    char *start = allocate(bytes, capacity > used + size ? capacity : used + size);

    memcpy(start, bytes->start, used);
    bytes->start = start;
    bytes->at = start + used;
}
