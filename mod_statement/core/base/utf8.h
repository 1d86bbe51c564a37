/**
 * core/base/utf8 - one character of a text at a time (UTF-8, RFC 3629).
 */
#ifndef CORE_BASE_UTF8_H
#define CORE_BASE_UTF8_H

#include <apr.h>

/** The length of the valid UTF-8 sequence at @a text (RFC 3629), 0 where there is none. Reads no
 * further than @a end. */
int stm_utf8_length(const char *text, const char *end);

/** The code point of a valid sequence; its length in @a length. */
apr_uint32_t stm_utf8_decode(const char *text, int *length);

/** Blanks in @a text (NULL: none) what a terminal would obey or that breaks its line: control
 * characters, line and paragraph separators, and marks that turn the direction of the rest round.
 * Returns @a text. */
char *stm_utf8_one_line(char *text);

/** The same of @a size bytes, which may hold NUL and have one behind them; tabs stay. */
void stm_utf8_one_line_of(char *line, apr_size_t size);

#endif
