#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/xml/reader.h"

#define ATTRIBUTE_FORM "Write it as name=\"value\", with straight quotation marks."

/* The typographic mark at the reader's place, which a word processor puts for a straight one. */
static int typed_mark_length(const stm_reader_t *reader)
{
    static const char *const marks[] = {"“", "”", "„", "‘", "’", "«", "»"};

    for (int i = 0; i < 7; i++) {
        if (stm_reader_looks_at(reader, marks[i])) {
            return (int)strlen(marks[i]);
        }
    }
    return 0;
}

static void skip_bare_value(stm_reader_t *reader)
{
    while (reader->at < reader->end && !apr_isspace(*reader->at) && *reader->at != '>' &&
           *reader->at != '<' && !stm_reader_looks_at(reader, "/>")) {
        reader->at++;
    }
}

static void quoted_value(stm_reader_t *reader, stm_reader_name_t attribute)
{
    const char *where = reader->at;
    const char *stop = memchr(where + 1, *where, (apr_size_t)(reader->end - where - 1));
    const char *angle = memchr(where, '<', (apr_size_t)(reader->end - where));

    reader->at++;
    if (stop == NULL || (angle != NULL && angle < stop &&
                         memchr(where, '\n', (apr_size_t)(stop - where)) != NULL)) {
        stm_reader_report(
            reader, "open-value", where, "Put the missing quotation mark after the value.",
            "The value of %.*s has no closing quotation mark", attribute.length, attribute.start);
        skip_bare_value(reader);
        return;
    }
    if (angle != NULL && angle < stop) {
        stm_reader_report(reader, "bare-less-than", angle, "Write &lt; instead.",
                          "The sign < may not stand in the value of %.*s", attribute.length,
                          attribute.start);
    }
    stm_reader_text(reader, stop);
    reader->at = stop + 1;
}

static void value(stm_reader_t *reader, stm_reader_name_t attribute)
{
    stm_reader_skip_space(reader);
    if (reader->at >= reader->end || *reader->at != '=') {
        stm_reader_report(reader, "attribute-value", attribute.start, ATTRIBUTE_FORM,
                          "The attribute %.*s has no value", attribute.length, attribute.start);
        return;
    }
    reader->at++;
    stm_reader_skip_space(reader);
    if (reader->at < reader->end && (*reader->at == '"' || *reader->at == '\'')) {
        quoted_value(reader, attribute);
    }
    else if (typed_mark_length(reader) > 0) {
        stm_reader_report(reader, "attribute-marks", reader->at, ATTRIBUTE_FORM,
                          "The value of %.*s is in typographic quotation marks", attribute.length,
                          attribute.start);
        skip_bare_value(reader);
    }
    else {
        stm_reader_report(reader, "attribute-marks", reader->at, ATTRIBUTE_FORM,
                          "The value of %.*s has no quotation marks", attribute.length,
                          attribute.start);
        skip_bare_value(reader);
    }
}

static void remember(stm_reader_t *reader, apr_array_header_t *names, stm_reader_name_t name,
                     stm_reader_name_t element)
{
    for (int i = 0; i < names->nelts; i++) {
        if (stm_name_equals(APR_ARRAY_IDX(names, i, stm_reader_name_t), name)) {
            stm_reader_report(reader, "attribute-twice", name.start, "Keep one of the two.",
                              "The attribute %.*s occurs twice in <%.*s>", name.length, name.start,
                              element.length, element.start);
            return;
        }
    }
    APR_ARRAY_PUSH(names, stm_reader_name_t) = name;
}

/* One attribute, or something else, which is reported and passed. */
static void attribute(stm_reader_t *reader, apr_array_header_t *names, stm_reader_name_t element)
{
    const char *before = reader->at;
    stm_reader_name_t name = stm_reader_name(reader);

    if (name.length == 0) {
        stm_reader_report(reader, "tag", before, ATTRIBUTE_FORM,
                          "The tag <%.*s> holds something that is no attribute", element.length,
                          element.start);
        reader->at += stm_utf8_length(reader->at, reader->end);
        skip_bare_value(reader);
        return;
    }
    if (!apr_isspace(before[-1])) {
        stm_reader_report(reader, "attribute-space", before, "Put a space before it.",
                          "The attribute %.*s follows without a space", name.length, name.start);
    }
    remember(reader, names, name, element);
    value(reader, name);
}

int stm_reader_attributes(stm_reader_t *reader, stm_reader_name_t element, const char *tag_at)
{
    apr_array_header_t *names = apr_array_make(reader->pool, 4, sizeof(stm_reader_name_t));

    for (;;) {
        stm_reader_skip_space(reader);
        if (stm_reader_looks_at(reader, "/>")) {
            reader->at += 2;
            return 1;
        }
        if (stm_reader_looks_at(reader, ">")) {
            reader->at++;
            return 0;
        }
        if (reader->found >= STM_PROBLEMS_MALFORMED_MOST) {
            return 0;
        }
        if (reader->at >= reader->end || *reader->at == '<') {
            stm_reader_report(reader, "open-tag", tag_at, "Put the missing > at its end.",
                              "The tag <%.*s is not finished", element.length, element.start);
            return 0;
        }
        attribute(reader, names, element);
    }
}
