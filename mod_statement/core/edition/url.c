/*
 * URLs as text: what a reference means from a document, without asking whether anything is there.
 *
 * A reference is resolved against the page's canonical URL, which lies in the same folder as the
 * document (RFC 3986 section 5.2).
 */
#include "core/edition/internal.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/percent.h"
#include "core/i18n/host.h"
#include "core/i18n/mail.h"
#include "core/site/address.h"
#include "core/site/newsroom.h"
#include "core/site/reference.h"
#include "core/site/spelling.h"

const char *stm_edition_canonical(const stm_view_t *view, const char *name, apr_pool_t *result_pool)
{
    name = stm_spelling_public(view->newsroom->root, name, ".xml", result_pool);
    return apr_pstrcat(result_pool, view->base, stm_address_encode(name, 0, result_pool), NULL);
}

/* Decoded, a stray "%" as it stands; NULL where a slash or an end of text hides in it. */
static const char *decode(const char *text, apr_size_t length, apr_pool_t *pool)
{
    const char *end = text + length;
    char *decoded = apr_palloc(pool, length + 1), *out = decoded;

    while (text < end) {
        int value = end - text > 2 ? stm_percent_value(text) : -1;

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

    return path == NULL ? NULL : stm_reference_name(path, result_pool);
}

/* "[::1]:8080": what has letters in its brackets that no address has is escaped with them. */
static const char *encode_literal(const char *host, apr_pool_t *pool)
{
    const char *end = host + 1 + strspn(host + 1, "0123456789abcdefABCDEF:.");
    const char *zone = strncmp(end, "%25", 3) == 0 ? end + 3 : NULL;

    if (zone != NULL) {
        end = zone + strcspn(zone, "]");
    }
    return *end == ']' ? apr_pstrcat(pool, apr_pstrmemdup(pool, host, (apr_size_t)(end + 1 - host)),
                                     stm_percent_encode(end + 1, "%:", pool), NULL)
                       : stm_percent_encode(host, STM_EDITION_IN_REFERENCE, pool);
}

/* A host that has no A-label stays as it was typed: escaped, it would be another one. */
static const char *encode_host(const char *host, apr_pool_t *pool)
{
    const char *port = strchr(host, ':'), *name, *ascii;

    if (*host == '[') {
        return encode_literal(host, pool);
    }
    if (stm_spelling_is_plain(host)) {
        return stm_percent_encode(host, STM_EDITION_IN_REFERENCE, pool);
    }
    name = port == NULL ? host : apr_pstrmemdup(pool, host, (apr_size_t)(port - host));
    ascii = stm_host_ascii(name, pool);
    return apr_pstrcat(pool, ascii == NULL ? name : ascii, port, NULL);
}

/* The length of the part of @a url up to its host, without the name of a user; 0: it has none. */
static apr_size_t host_start(const char *url, const char **end)
{
    const char *slashes = strstr(url, "//"), *at;

    if (slashes == NULL || (slashes != url && stm_edition_scheme_end(url) != slashes - 1)) {
        return 0;
    }
    *end = slashes + 2 + strcspn(slashes + 2, "/?#");
    for (at = *end; at > slashes + 2 && at[-1] != '@'; at--) {
    }
    return (apr_size_t)(at - url);
}

/* RFC 6068 allows escapes in the host, but what sends mail knows A-labels only. */
static const char *encode_mail(const char *href, apr_pool_t *pool)
{
    apr_size_t length = strcspn(href, "?");
    const char *address = apr_pstrmemdup(pool, href, length);

    address =
        stm_spelling_is_plain(address) ? NULL : stm_mail_address(address + strlen("mailto:"), pool);
    return address == NULL
               ? stm_percent_encode(href, STM_EDITION_IN_REFERENCE, pool)
               : apr_pstrcat(pool, address,
                             stm_percent_encode(href + length, STM_EDITION_IN_REFERENCE, pool),
                             NULL);
}

const char *stm_edition_encode(const char *href, apr_pool_t *result_pool)
{
    const char *end;
    apr_size_t start = host_start(href, &end);
    const char *before, *host;

    if (apr_cstr_casecmpn(href, "mailto:", strlen("mailto:")) == 0) {
        return encode_mail(href, result_pool);
    }
    if (start == 0) {
        return stm_percent_encode(href, STM_EDITION_IN_REFERENCE, result_pool);
    }
    before = apr_pstrmemdup(result_pool, href, start);
    host = apr_pstrmemdup(result_pool, href + start, (apr_size_t)(end - href) - start);
    return apr_pstrcat(result_pool,
                       stm_percent_encode(before, STM_EDITION_IN_REFERENCE, result_pool),
                       encode_host(host, result_pool),
                       stm_percent_encode(end, STM_EDITION_IN_REFERENCE, result_pool), NULL);
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
    const char *reference = stm_edition_encode(href, pool);
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
