#include "core/any_xml/prolog.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>

/* Types that Firefox or Chromium took for XSLT. */
static const char *const types[] = {
    "text/xsl",
    "text/xml",
    "application/xml",
    "application/xslt+xml",
    "application/xhtml+xml",
    "application/rss+xml",
    "application/atom+xml",
};

typedef enum { TYPE = 0, HREF, MEDIA, ALTERNATE, OTHER, NAMES } name_t;

static name_t name_of(const char *name, apr_size_t length)
{
    static const char *const names[] = {"type", "href", "media", "alternate"};
    int i = 0;

    while (i < OTHER && (strlen(names[i]) != length || memcmp(names[i], name, length) != 0)) {
        i++;
    }
    return (name_t)i;
}

static int is_space(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && is_space(*at)) {
        at++;
    }
    return at;
}

static int is_name_byte(char letter)
{
    return apr_isalnum(letter) || letter == '-' || letter == '.' || letter == '_' ||
           letter == ':' || (unsigned char)letter >= 0x80;
}

/* The letter of "&#...;" whose digits begin at @a digits; -1: it is none of XML. */
static long numbered_letter(const char *digits, char **end)
{
    int is_hex = *digits == 'x';
    long code;

    digits += is_hex;
    if (is_hex ? !apr_isxdigit(*digits) : !apr_isdigit(*digits)) {
        *end = (char *)digits;
        return -1;
    }
    code = strtol(digits, end, is_hex ? 16 : 10);
    return code < 0x20 || code > 0x10FFFF || U_IS_SURROGATE(code) ? -1 : code;
}

static const char *skip_numbered(char **out, const char *digits)
{
    char *end;
    long code = numbered_letter(digits, &end);
    int32_t length = 0;

    if (code < 0 || *end != ';') {
        return NULL;
    }
    U8_APPEND_UNSAFE(*out, length, code);
    *out += length;
    return end + 1;
}

/* Behind a reference at @a at, which is written to *out; NULL: it is none. */
static const char *skip_reference(char **out, const char *at)
{
    static const char *const known[] = {"&lt;<", "&gt;>", "&amp;&", "&quot;\"", "&apos;'"};

    if (at[1] == '#') {
        return skip_numbered(out, at + 2);
    }
    for (apr_size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        apr_size_t length = strlen(known[i]) - 1;

        if (strncmp(at, known[i], length) == 0) {
            *(*out)++ = known[i][length];
            return at + length;
        }
    }
    return NULL;
}

/* A value with its references resolved; NULL: it breaks the grammar. */
static const char *resolve(const char *value, apr_pool_t *pool)
{
    char *resolved = apr_palloc(pool, strlen(value) + 1), *out = resolved;

    while (*value != '\0') {
        if (*value == '<') {
            return NULL;
        }
        if (*value != '&') {
            *out++ = *value++;
            continue;
        }
        value = skip_reference(&out, value);
        if (value == NULL) {
            return NULL;
        }
    }
    *out = '\0';
    return resolved;
}

/* Takes one pseudo-attribute at *at and moves behind it. Zero: it breaks the grammar, or is there a
 * second time. */
static int take_attribute(const char *values[NAMES], const char **at, const char *end,
                          apr_pool_t *pool)
{
    const char *name = *at, *next = *at, *close;
    name_t kind;

    while (next < end && is_name_byte(*next)) {
        next++;
    }
    kind = name_of(name, (apr_size_t)(next - name));
    next = skip_space(next, end);
    if (next == name || next >= end || *next != '=') {
        return 0;
    }
    next = skip_space(next + 1, end);
    if (next >= end || (*next != '"' && *next != '\'')) {
        return 0;
    }
    close = memchr(next + 1, *next, (apr_size_t)(end - next - 1));
    if (close == NULL || (kind != OTHER && values[kind] != NULL)) {
        return 0;
    }
    values[kind] = resolve(apr_pstrmemdup(pool, next + 1, (apr_size_t)(close - next - 1)), pool);
    *at = close + 1;
    return values[kind] != NULL;
}

static int is_xslt(const char *type)
{
    apr_size_t length;

    type += strspn(type, " \t\r\n");
    length = strcspn(type, "; \t\r\n");
    for (apr_size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        if (strlen(types[i]) == length && strncasecmp(types[i], type, length) == 0) {
            return 1;
        }
    }
    return 0;
}

static int is_word(const char *text, apr_size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

/* Of each query of the list, the media type decides: "only screen and (min-width: 20em)". */
static int is_for_screen(const char *media)
{
    int is_meant = media[strspn(media, " \t\r\n")] == '\0';

    while (*media != '\0' && !is_meant) {
        apr_size_t length;

        media += strspn(media, " \t\r\n,");
        length = strcspn(media, " \t\r\n,");
        if (is_word(media, length, "only")) {
            media += length + strspn(media + length, " \t\r\n");
            length = strcspn(media, " \t\r\n,");
        }
        is_meant = is_word(media, length, "all") || is_word(media, length, "screen");
        media += strcspn(media, ",");
    }
    return is_meant;
}

const char *stm_prolog_stylesheet(const char *data, apr_pool_t *result_pool)
{
    const char *values[NAMES] = {NULL}, *end = data + strlen(data);
    const char *at = skip_space(data, end);

    while (at < end) {
        const char *before;

        if (!take_attribute(values, &at, end, result_pool)) {
            return NULL;
        }
        before = at;
        at = skip_space(at, end);
        if (at == before && at < end) {
            return NULL;
        }
    }
    return values[TYPE] != NULL && is_xslt(values[TYPE]) && values[HREF] != NULL &&
                   *values[HREF] != '\0' &&
                   (values[ALTERNATE] == NULL || strcmp(values[ALTERNATE], "yes") != 0) &&
                   (values[MEDIA] == NULL || is_for_screen(values[MEDIA]))
               ? values[HREF]
               : NULL;
}

/* Behind the next @a mark; NULL: it does not come. */
static const char *behind(const char *at, const char *end, const char *mark)
{
    const char *found = memmem(at, (apr_size_t)(end - at), mark, strlen(mark));

    return found == NULL ? NULL : found + strlen(mark);
}

static int looks_at(const char *at, const char *end, const char *string)
{
    apr_size_t length = strlen(string);

    return (apr_size_t)(end - at) >= length && memcmp(at, string, length) == 0;
}

/* Behind what stands at @a at in a DOCTYPE. */
static const char *skip_part(const char *at, const char *end)
{
    if (*at == '"' || *at == '\'') {
        at = memchr(at + 1, *at, (apr_size_t)(end - at - 1));
        return at == NULL ? NULL : at + 1;
    }
    if (looks_at(at, end, "<!--")) {
        return behind(at + 4, end, "-->");
    }
    return looks_at(at, end, "<?") ? behind(at + 2, end, "?>") : at + 1;
}

/* Behind the DOCTYPE at @a at, with its internal subset (XML 1.0 section 2.8). */
static const char *skip_doctype(const char *at, const char *end)
{
    int is_in_subset = 0;

    while (at != NULL && at < end) {
        if (*at == '>' && !is_in_subset) {
            return at + 1;
        }
        is_in_subset = *at == '[' ? 1 : *at == ']' ? 0 : is_in_subset;
        at = skip_part(at, end);
    }
    return NULL;
}

static void take_instruction(stm_prolog_t *prolog, const char *at, const char *end,
                             apr_pool_t *pool)
{
    static const char target[] = "xml-stylesheet";
    const char *data = at + sizeof(target) - 1;

    if (prolog->href == NULL && looks_at(at, end, target) && data < end && is_space(*data)) {
        prolog->href =
            stm_prolog_stylesheet(apr_pstrmemdup(pool, data, (apr_size_t)(end - data)), pool);
    }
}

static void take_root(stm_prolog_t *prolog, const char *at, const char *end, apr_pool_t *pool)
{
    const char *name = at, *colon;

    while (at < end && is_name_byte(*at)) {
        at++;
    }
    if (at > name && at < end) {
        prolog->root = apr_pstrmemdup(pool, name, (apr_size_t)(at - name));
        colon = strchr(prolog->root, ':');
        prolog->root_local = colon == NULL ? prolog->root : colon + 1;
    }
}

/* Behind one piece of the prolog at @a at, a "<"; NULL: it was the last. */
static const char *take_piece(stm_prolog_t *prolog, const char *at, const char *end,
                              apr_pool_t *pool)
{
    if (looks_at(at, end, "<!--")) {
        return behind(at + 4, end, "-->");
    }
    if (looks_at(at, end, "<!DOCTYPE")) {
        const char *next = skip_doctype(at + 2, end);

        prolog->doctype_size += (apr_size_t)((next == NULL ? end : next) - at);
        return next;
    }
    if (looks_at(at, end, "<?")) {
        const char *next = behind(at + 2, end, "?>");

        if (next != NULL) {
            take_instruction(prolog, at + 2, next - 2, pool);
        }
        return next;
    }
    take_root(prolog, at + 1, end, pool);
    return NULL;
}

/* As UTF-8 where each letter has two bytes; otherwise as it is. */
static void narrow(const char **text, apr_size_t *size, apr_pool_t *pool)
{
    static const char *const marks[][2] = {
        {"\xff\xfe", "UTF-16LE"}, {"\xfe\xff", "UTF-16BE"}, {"\xef\xbb\xbf", NULL}};
    UErrorCode status = U_ZERO_ERROR;

    for (apr_size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
        apr_size_t length = strlen(marks[i][0]), room = *size * 3 + 4;

        if (*size >= length && memcmp(*text, marks[i][0], length) == 0) {
            *text += length;
            *size -= length;
            if (marks[i][1] != NULL) {
                char *narrowed = apr_palloc(pool, room);

                *size = (apr_size_t)ucnv_convert("UTF-8", marks[i][1], narrowed, (int32_t)room,
                                                 *text, (int32_t)*size, &status);
                *size = U_FAILURE(status) ? 0 : *size;
                *text = narrowed;
            }
            return;
        }
    }
}

int stm_prolog_read(stm_prolog_t *prolog, const char *bytes, apr_size_t size,
                    apr_pool_t *result_pool)
{
    const char *at, *end;

    memset(prolog, 0, sizeof(*prolog));
    size = size < STM_PROLOG_MOST ? size : STM_PROLOG_MOST;
    narrow(&bytes, &size, result_pool);
    end = bytes + size;
    at = skip_space(bytes, end);
    while (at != NULL && at < end && *at == '<') {
        at = take_piece(prolog, at, end, result_pool);
        at = at == NULL ? NULL : skip_space(at, end);
    }
    return prolog->href != NULL;
}
