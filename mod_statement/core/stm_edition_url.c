/*
 * URLs as text: what a reference means from a document, without asking whether anything is there.
 *
 * A reference is resolved against the page's canonical URL, which lies in the same folder as the
 * document (RFC 3986 section 5.2).
 */
#include "stm_edition_parts.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "stm_address.h"
#include "stm_newsroom.h"

const char *stm_edition_canonical(const char *base, const char *name, apr_pool_t *result_pool)
{
    return apr_pstrcat(result_pool, base, stm_address_encode(name, 0, result_pool), NULL);
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The value of an escape such as %2F at @a text, or -1. */
static int escape_value(const char *text)
{
    int high = text[0] == '%' ? hex_value(text[1]) : -1;
    int low = high < 0 ? -1 : hex_value(text[2]);

    return low < 0 ? -1 : high * 16 + low;
}

/* Decoded, a stray "%" as it stands; NULL where a slash or an end of text hides in it. */
static const char *decode(const char *text, apr_size_t length, apr_pool_t *pool)
{
    const char *end = text + length;
    char *decoded = apr_palloc(pool, length + 1), *out = decoded;

    while (text < end) {
        int value = end - text > 2 ? escape_value(text) : -1;

        if (value == '/' || value == '\0') {
            return NULL;
        }
        *out++ = value < 0 ? *text : (char)value;
        text += value < 0 ? 1 : 3;
    }
    *out = '\0';
    return decoded;
}

const char *stm_edition_scheme_end(const char *href)
{
    const char *end = href + strcspn(href, ":/?#");

    return *end == ':' ? end : NULL;
}

int stm_edition_is_allowed(const char *href, const char *end)
{
    static const char *const schemes[] = {"http", "https", "mailto", "tel", NULL};
    const char *const *scheme;

    for (scheme = schemes; *scheme != NULL; scheme++) {
        apr_size_t length = strlen(*scheme);

        if ((apr_size_t)(end - href) == length && apr_cstr_casecmpn(href, *scheme, length) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Appends the step to @a path, which is empty or ends with a slash before @a *end; 0 where it
 * climbs too far. */
static int add_step(char *path, char **end, const char *step, int is_last)
{
    apr_size_t length = strlen(step);

    if (strcmp(step, "..") == 0) {
        if (*end == path) {
            return 0;
        }
        for (--*end; *end > path && (*end)[-1] != '/'; --*end) {
        }
    }
    else if (length > 0 && strcmp(step, ".") != 0) {
        memcpy(*end, step, length);
        *end += length;
        if (!is_last) {
            *(*end)++ = '/';
        }
    }
    **end = '\0';
    return 1;
}

static const char *without_xml(const char *name, apr_pool_t *pool)
{
    return stm_newsroom_is_document(name) ? apr_pstrmemdup(pool, name, strlen(name) - 4) : name;
}

static const char *path_of(const char *href, const char *name, apr_pool_t *pool)
{
    apr_size_t length = strcspn(href, "?#");
    const char *slash = strrchr(name, '/'), *step = href;
    char *path, *end;

    if (length == 0 || *href == '/' || stm_edition_scheme_end(href) != NULL) {
        return NULL;
    }
    path = apr_pcalloc(pool, strlen(name) + length + 2);
    end = path + (slash == NULL ? 0 : slash - name + 1);
    memcpy(path, name, (apr_size_t)(end - path));
    for (;;) {
        apr_size_t step_length = strcspn(step, "/?#");
        int is_last = step[step_length] != '/';
        const char *decoded = decode(step, step_length, pool);

        if (decoded == NULL || !add_step(path, &end, decoded, is_last)) {
            return NULL;
        }
        if (is_last) {
            break;
        }
        step += step_length + 1;
    }
    return end == path || end[-1] == '/' ? NULL : path;
}

const char *stm_edition_name(const char *href, const char *name, apr_pool_t *result_pool)
{
    const char *path = path_of(href, name, result_pool);

    return path == NULL ? NULL : without_xml(path, result_pool);
}

const char *stm_edition_escape(const char *text, const char *allowed, apr_pool_t *pool)
{
    static const char digits[] = "0123456789ABCDEF";
    char *escaped = apr_palloc(pool, 3 * strlen(text) + 1), *out = escaped;

    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (escape_value(text) >= 0 ||
            (byte < 0x80 && (apr_isalnum(byte) || strchr(allowed, byte)))) {
            *out++ = (char)byte;
        }
        else {
            *out++ = '%';
            *out++ = digits[byte >> 4];
            *out++ = digits[byte & 15];
        }
    }
    *out = '\0';
    return escaped;
}

/* RFC 3986 section 5.2.4 for @a path, which starts with a slash: what climbs above the host's
 * root stays there. */
static const char *remove_dots(const char *path, apr_size_t length, apr_pool_t *pool)
{
    const char *step = path + 1, *end = path + length;
    char *clean = apr_pcalloc(pool, length + 2), *clean_end = clean;

    for (;;) {
        const char *slash = memchr(step, '/', (apr_size_t)(end - step));
        apr_size_t step_length = (apr_size_t)((slash == NULL ? end : slash) - step);

        if (slash != NULL && step_length == 0) {
            *clean_end++ = '/';
        }
        else {
            add_step(clean, &clean_end, apr_pstrmemdup(pool, step, step_length), slash == NULL);
        }
        if (slash == NULL) {
            return apr_pstrcat(pool, "/", clean, NULL);
        }
        step = slash + 1;
    }
}

/* RFC 3986 section 5.2.2 for a reference without a scheme. */
const char *stm_edition_resolve(const char *page, const char *href, apr_pool_t *pool)
{
    const char *authority = strstr(page, "://"), *path, *merged;
    const char *reference = stm_edition_escape(href, STM_EDITION_IN_REFERENCE, pool);
    apr_size_t length = strcspn(reference, "?#");

    if (authority == NULL) {
        return reference;
    }
    if (strncmp(reference, "//", 2) == 0) {
        return apr_pstrcat(pool, apr_pstrmemdup(pool, page, (apr_size_t)(authority + 1 - page)),
                           reference, NULL);
    }
    path = authority + 3 + strcspn(authority + 3, "/");
    if (length == 0) {
        return apr_pstrcat(pool, page, reference, NULL);
    }
    if (*reference != '/') {
        const char *slash = strrchr(path, '/');
        apr_size_t folder = slash == NULL ? 0 : (apr_size_t)(slash + 1 - path);

        merged = apr_pstrcat(pool, folder == 0 ? "/" : apr_pstrmemdup(pool, path, folder),
                             apr_pstrmemdup(pool, reference, length), NULL);
    }
    else {
        merged = apr_pstrmemdup(pool, reference, length);
    }
    return apr_pstrcat(pool, apr_pstrmemdup(pool, page, (apr_size_t)(path - page)),
                       remove_dots(merged, strlen(merged), pool), reference + length, NULL);
}
