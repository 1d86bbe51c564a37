#include "core/any_xml/strings.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/bytes.h"
#include "core/base/utf8.h"

/* One letter of translate()'s second argument. */
typedef struct letter_t {
    unsigned code;
    unsigned order;      /* the first of those that are the same counts */
    const char *instead; /* in the third argument; NULL: it goes */
    int length;          /* of instead */
} letter_t;

/* NULL after an error. The caller frees it. */
static char *pop(xmlXPathParserContextPtr context)
{
    return (char *)xmlXPathPopString(context);
}

/* Zero: an error has been reported. */
static int has_count(xmlXPathParserContextPtr context, int count, int wanted)
{
    if (count != wanted) {
        xmlXPathErr(context, XPATH_INVALID_ARITY);
    }
    return count == wanted;
}

static const char *find(const char *text, const char *part)
{
    return memmem(text, strlen(text), part, strlen(part));
}

/* Takes two strings, and pushes what @a make makes of them. */
static void combine(xmlXPathParserContextPtr context, int count,
                    xmlXPathObjectPtr (*make)(const char *text, const char *part))
{
    char *text, *part;

    if (!has_count(context, count, 2)) {
        return;
    }
    part = pop(context);
    text = pop(context);
    if (text != NULL && part != NULL) {
        valuePush(context, make(text, part));
    }
    xmlFree(text);
    xmlFree(part);
}

static xmlXPathObjectPtr make_contains(const char *text, const char *part)
{
    return xmlXPathNewBoolean(find(text, part) != NULL);
}

static xmlXPathObjectPtr make_before(const char *text, const char *part)
{
    const char *found = find(text, part);

    return xmlXPathWrapString(xmlStrndup(BAD_CAST text, found == NULL ? 0 : (int)(found - text)));
}

static xmlXPathObjectPtr make_after(const char *text, const char *part)
{
    const char *found = find(text, part);

    return xmlXPathNewCString(found == NULL ? "" : found + strlen(part));
}

void stm_strings_contains(xmlXPathParserContextPtr context, int count)
{
    combine(context, count, make_contains);
}

void stm_strings_substring_before(xmlXPathParserContextPtr context, int count)
{
    combine(context, count, make_before);
}

void stm_strings_substring_after(xmlXPathParserContextPtr context, int count)
{
    combine(context, count, make_after);
}

static int by_code(const void *one, const void *other)
{
    const letter_t *a = one, *b = other;

    return a->code != b->code ? (a->code < b->code ? -1 : 1) : (int)a->order - (int)b->order;
}

static int compare_code(const void *code, const void *letter)
{
    unsigned wanted = *(const unsigned *)code, own = ((const letter_t *)letter)->code;

    return wanted < own ? -1 : wanted > own;
}

/* The letters of @a from in order, each once. */
static letter_t *make_map(unsigned *count, const char *from, const char *to)
{
    letter_t *map = xmlMalloc((strlen(from) + 1) * sizeof(*map));
    unsigned all = 0, kept = 0;
    int length;

    for (; map != NULL && *from != '\0'; from += length) {
        map[all] = (letter_t){.order = all};
        map[all].code = stm_utf8_decode(from, &length);
        if (*to != '\0') {
            map[all].instead = to;
            stm_utf8_decode(to, &map[all].length);
            to += map[all].length;
        }
        all++;
    }
    if (map != NULL && all > 0) {
        qsort(map, all, sizeof(*map), by_code);
    }
    for (unsigned i = 0; i < all; i++) {
        if (kept == 0 || map[kept - 1].code != map[i].code) {
            map[kept++] = map[i];
        }
    }
    *count = kept;
    return map;
}

static xmlChar *translate(const char *text, const letter_t *map, unsigned count)
{
    stm_bytes_t bytes;
    int length;

    stm_bytes_init(&bytes, strlen(text) + 16);
    for (; *text != '\0'; text += length) {
        unsigned code = stm_utf8_decode(text, &length);
        const letter_t *letter = bsearch(&code, map, count, sizeof(*map), compare_code);

        if (letter == NULL) {
            stm_bytes_add(&bytes, text, (apr_size_t)length);
        }
        else if (letter->instead != NULL) {
            stm_bytes_add(&bytes, letter->instead, (apr_size_t)letter->length);
        }
    }
    return BAD_CAST stm_bytes_finish(&bytes);
}

void stm_strings_translate(xmlXPathParserContextPtr context, int count)
{
    char *text, *from, *to;
    letter_t *map = NULL;
    unsigned letters = 0;

    if (!has_count(context, count, 3)) {
        return;
    }
    to = pop(context);
    from = pop(context);
    text = pop(context);
    if (text != NULL && from != NULL && to != NULL) {
        map = make_map(&letters, from, to);
        valuePush(context, map == NULL ? xmlXPathNewCString("")
                                       : xmlXPathWrapString(translate(text, map, letters)));
    }
    xmlFree(map);
    xmlFree(text);
    xmlFree(from);
    xmlFree(to);
}
