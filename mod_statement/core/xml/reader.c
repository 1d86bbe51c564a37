#include "core/xml/reader.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

void stm_reader_report(stm_reader_t *reader, const char *code, const char *where,
                       const char *remedy, const char *format, ...)
{
    stm_cursor_t cursor;
    va_list arguments;
    const char *message;

    if (reader->found++ >= STM_PROBLEMS_MALFORMED_MOST) {
        return;
    }
    va_start(arguments, format);
    message = apr_pvsprintf(reader->pool, format, arguments);
    va_end(arguments);
    stm_cursor_start(&cursor, reader->source);
    stm_cursor_move(&cursor, where);
    stm_problems_add(reader->problems, STM_SEVERITY_ERROR, code, reader->source->name, cursor.line,
                     cursor.column, remedy, "%s", message);
}

int stm_reader_looks_at(const stm_reader_t *reader, const char *string)
{
    apr_size_t length = strlen(string);

    return (apr_size_t)(reader->end - reader->at) >= length &&
           memcmp(reader->at, string, length) == 0;
}

int stm_reader_skip_past(stm_reader_t *reader, const char *string)
{
    while (reader->at < reader->end) {
        if (stm_reader_looks_at(reader, string)) {
            reader->at += strlen(string);
            return 1;
        }
        reader->at++;
    }
    return 0;
}

/* Every letter beyond ASCII counts as one of a name: what matters here is where names end. */
static int is_name_byte(char byte, int is_first)
{
    unsigned char u = (unsigned char)byte;

    return u >= 0x80 || apr_isalpha(u) || u == '_' || u == ':' ||
           (!is_first && (apr_isdigit(u) || u == '-' || u == '.'));
}

/* Typographic marks and spaces end a name, though they are beyond ASCII. */
static int is_punctuation(const stm_reader_t *reader)
{
    return stm_reader_looks_at(reader, "\xE2\x80") || stm_reader_looks_at(reader, "\u00A0") ||
           stm_reader_looks_at(reader, "«") || stm_reader_looks_at(reader, "»");
}

stm_reader_name_t stm_reader_name(stm_reader_t *reader)
{
    stm_reader_name_t name = {reader->at, 0};

    while (reader->at < reader->end && is_name_byte(*reader->at, reader->at == name.start) &&
           !is_punctuation(reader)) {
        reader->at++;
    }
    name.length = (int)(reader->at - name.start);
    return name;
}

void stm_reader_skip_space(stm_reader_t *reader)
{
    while (reader->at < reader->end && apr_isspace(*reader->at)) {
        reader->at++;
    }
}

int stm_name_equals(stm_reader_name_t a, stm_reader_name_t b)
{
    return a.length == b.length && memcmp(a.start, b.start, (apr_size_t)a.length) == 0;
}

int stm_name_resembles(stm_reader_name_t a, stm_reader_name_t b)
{
    return a.length == b.length && strncasecmp(a.start, b.start, (apr_size_t)a.length) == 0;
}
