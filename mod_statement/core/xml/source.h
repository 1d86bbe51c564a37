/**
 * core/xml/source - a file's bytes as UTF-8 text, and places in that text.
 *
 * Decoding comes before parsing, so that a wrong encoding is explained in our words, and so that
 * every offset the parser knows is an offset into this text: exact lines and columns follow.
 */
#ifndef CORE_XML_SOURCE_H
#define CORE_XML_SOURCE_H

#include <apr_pools.h>

#include "core/base/problem.h"

typedef struct stm_source_t {
    const char *name;
    const char *text; /* UTF-8, no byte order mark, not ended by a NUL */
    apr_size_t size;
} stm_source_t;

/** Decodes @a bytes by byte order mark, then by XML declaration, then as UTF-8. STM_EMALFORMED
 * with one problem where they are no text in that encoding, or no text at all. */
apr_status_t stm_source_decode(stm_source_t *source, const char *name, const char *bytes,
                               apr_size_t size, stm_problems_t *problems, apr_pool_t *result_pool);

/** A place that moves forward through a text; cheap when asked for places in order. */
typedef struct stm_cursor_t {
    const char *at;
    const char *end;
    int line, column;
} stm_cursor_t;

void stm_cursor_start(stm_cursor_t *cursor, const stm_source_t *source);

/** Moves to @a to, which is not before the cursor. */
void stm_cursor_move(stm_cursor_t *cursor, const char *to);

#endif
