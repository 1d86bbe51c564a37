#include "command/fix_text.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The encoding that the XML declaration names, as "name…"; NULL: none. */
static const char *declared(const fix_text_t *text, apr_size_t *length)
{
    const char *at = text->bytes, *end = memchr(at, '>', text->size), *name;

    if (text->size < 5 || memcmp(at, "<?xml", 5) != 0 || end == NULL) {
        return NULL;
    }
    while (at + 9 < end && memcmp(at, "encoding", 8) != 0) {
        at++;
    }
    if (at + 9 >= end) {
        return NULL;
    }
    for (at += 8; at < end && *at != '"' && *at != '\''; at++) {
    }
    name = at + 1;
    for (*length = 0; name + *length < end && name[*length] != *at; ++*length) {
    }
    return name;
}

static int begins(const char *name, apr_size_t length, const char *start)
{
    return length >= strlen(start) && strncasecmp(name, start, strlen(start)) == 0;
}

int fix_text_is_readable(fix_text_t *text)
{
    apr_size_t length;
    const char *name = declared(text, &length);

    text->is_utf8 = name == NULL || begins(name, length, "UTF-8") || begins(name, length, "UTF8");
    return memchr(text->bytes, '\0', text->size) == NULL &&
           (text->is_utf8 || begins(name, length, "ISO-8859-") ||
            begins(name, length, "windows-125") || begins(name, length, "US-ASCII"));
}

int fix_text_is_equal(const fix_text_t *a, const fix_text_t *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static int has_line_end(const char *from, const char *to)
{
    return memchr(from, '\n', (size_t)(to - from)) != NULL ||
           memchr(from, '\r', (size_t)(to - from)) != NULL;
}

void fix_text_replace(apr_array_header_t *edits, const fix_text_t *text, const char *from,
                      const char *to, const char *instead, int group)
{
    if (!has_line_end(from, to)) {
        fix_edit_t *edit = &APR_ARRAY_PUSH(edits, fix_edit_t);

        edit->at = (apr_size_t)(from - text->bytes);
        edit->length = (apr_size_t)(to - from);
        edit->instead = instead;
        edit->group = group;
    }
}

/* Of two at one place, the one that was added first comes first. */
static int compare(const void *a, const void *b)
{
    const fix_edit_t *one = *(const fix_edit_t *const *)a, *other = *(const fix_edit_t *const *)b;

    return one->at != other->at ? (one->at < other->at ? -1 : 1) : (one < other ? -1 : one > other);
}

static apr_array_header_t *sort(const apr_array_header_t *edits, int group, apr_size_t *added,
                                apr_pool_t *pool)
{
    apr_array_header_t *sorted = apr_array_make(pool, edits->nelts + 1, sizeof(fix_edit_t *));

    *added = 0;
    for (int i = 0; i < edits->nelts; i++) {
        fix_edit_t *edit = &APR_ARRAY_IDX(edits, i, fix_edit_t);

        if (group < 0 || edit->group == group) {
            APR_ARRAY_PUSH(sorted, fix_edit_t *) = edit;
            *added += strlen(edit->instead);
        }
    }
    qsort(sorted->elts, (size_t)sorted->nelts, sizeof(fix_edit_t *), compare);
    return sorted;
}

static char *put(char *to, const char *bytes, apr_size_t size)
{
    memcpy(to, bytes, size);
    return to + size;
}

fix_text_t fix_text_apply(const fix_text_t *text, const apr_array_header_t *edits, int group,
                          apr_pool_t *result_pool)
{
    apr_size_t added, from = 0;
    const apr_array_header_t *sorted = sort(edits, group, &added, result_pool);
    fix_text_t mended = *text;
    char *start = apr_palloc(result_pool, text->size + added + 1), *to = start;

    for (int i = 0; i < sorted->nelts; i++) {
        const fix_edit_t *edit = APR_ARRAY_IDX(sorted, i, fix_edit_t *);

        if (edit->at >= from) {
            to = put(to, text->bytes + from, edit->at - from);
            to = put(to, edit->instead, strlen(edit->instead));
            from = edit->at + edit->length;
        }
    }
    to = put(to, text->bytes + from, text->size - from);
    *to = '\0';
    mended.bytes = start;
    mended.size = (apr_size_t)(to - start);
    return mended;
}
