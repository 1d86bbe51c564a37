#include "core/base/bytes.h"

#include <libxml/parser.h>
#include <stdlib.h>

/* As much as was written stays. */
static void resize(stm_bytes_t *bytes, apr_size_t size)
{
    apr_size_t used = stm_bytes_size(bytes);
    char *start = xmlRealloc(bytes->start, size + 1);

    if (start == NULL) {
        abort();
    }
    bytes->start = start;
    bytes->at = start + used;
    bytes->end = start + size;
}

void stm_bytes_init(stm_bytes_t *bytes, apr_size_t size)
{
    bytes->start = bytes->at = bytes->end = NULL;
    resize(bytes, size);
}

char *stm_bytes_finish(stm_bytes_t *bytes)
{
    *bytes->at = '\0';
    resize(bytes, stm_bytes_size(bytes));
    return bytes->start;
}

void stm_bytes_drop(stm_bytes_t *bytes)
{
    xmlFree(bytes->start);
}

void stm_bytes_grow(stm_bytes_t *bytes, apr_size_t size)
{
    apr_size_t used = stm_bytes_size(bytes);
    apr_size_t doubled = 2 * (apr_size_t)(bytes->end - bytes->start);

    resize(bytes, doubled > used + size ? doubled : used + size);
}
