/**
 * stm_source - a file's bytes as UTF-8 text, and places in that text.
 *
 * Decoding comes before parsing, so that a wrong encoding is explained in our words, and so that
 * every offset the parser knows is an offset into this text: exact lines and columns follow.
 */
#ifndef STM_SOURCE_H
#define STM_SOURCE_H

#include <apr_pools.h>

#include "stm_problem.h"

typedef struct stm_source_t {
    const char *name;
    const char *text; /* UTF-8, no byte order mark, not ended by a NUL */
    apr_size_t size;
} stm_source_t;

/** Decodes @a bytes by byte order mark, then by XML declaration, then as UTF-8. STM_EMALFORMED
 * with one problem where they are no text in that encoding, or no text at all. */
apr_status_t stm_source_decode(stm_source_t *source, const char *name, const char *bytes,
                               apr_size_t size, stm_problems_t *problems, apr_pool_t *result_pool);

/** The length of the valid UTF-8 sequence at @a text (RFC 3629), 0 where there is none. Reads no
 * further than @a end. */
int stm_source_sequence(const char *text, const char *end);

/** The code point of a valid sequence; its length in @a length. */
apr_uint32_t stm_source_character(const char *text, int *length);

/** The letter that Windows-1252 has at @a code (0x80 to 0xFF), as UTF-8; NULL: none. */
const char *stm_source_windows_letter(apr_uint32_t code);

/** The first of the characters U+0080 to U+009F in @a text, which may be NULL: they have no shape,
 * and where one stands, somebody's Windows-1252 letter was taken for something else. It is two
 * bytes, of which the second is its number. NULL: none. */
const char *stm_source_lost(const char *text);

/** @a text with the letters that were meant in their places, and without those that mean none; @a
 * text itself where there are none. */
const char *stm_source_mended(const char *text, apr_pool_t *result_pool);

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
