#include "core/site/reference.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/percent.h"
#include "core/i18n/host.h"
#include "core/site/newsroom.h"
#include "core/site/spelling.h"
#include "core/xml/file_name.h"

#define SLASHES "/\\"

/* Decoded as httpd and browsers do before they look at slashes and dots: escapes undone, also that
 * of a slash, backslashes turned, line breaks and tabs out. NULL where an end of text hides in it.
 */
static char *decode(const char *text, apr_size_t length, apr_pool_t *pool)
{
    const char *end = text + length;
    char *decoded = apr_palloc(pool, length + 1), *out = decoded;

    while (text < end) {
        int value = end - text > 2 ? stm_percent_value(text) : -1;
        char byte = value < 0 ? *text : (char)value;

        text += value < 0 ? 1 : 3;
        if (byte == '\0') {
            return NULL;
        }
        if (byte != '\t' && byte != '\n' && byte != '\r') {
            *out++ = (char)(byte == '\\' ? '/' : byte);
        }
    }
    *out = '\0';
    return decoded;
}

/* Takes the last step off @a path, which ends at @a *end; 0 where none is left. */
static int climb(const char *path, char **end)
{
    if (*end == path) {
        return 0;
    }
    for (--*end; *end > path && (*end)[-1] != '/'; --*end) {
    }
    return 1;
}

static const char *climbed(apr_size_t steps, const char *path, apr_pool_t *pool)
{
    apr_size_t length = strlen(path) + 1;
    char *whole = apr_palloc(pool, 3 * steps + length), *end = whole;

    for (; steps > 0; steps--, end += 3) {
        memcpy(end, "../", 3);
    }
    memcpy(end, path, length);
    return whole;
}

/* RFC 3986 section 5.2.4 for a path without a slash at its start: "../" is left at its start for
 * each step that climbs above that. Empty steps go. */
static const char *clean(const char *path, apr_pool_t *pool)
{
    char *steps = apr_palloc(pool, strlen(path) + 1), *end = steps;
    apr_size_t above = 0;

    for (;;) {
        apr_size_t length = strcspn(path, "/");
        int is_last = path[length] == '\0';

        if (length == 2 && memcmp(path, "..", 2) == 0) {
            above += climb(steps, &end) ? 0 : 1;
        }
        else if (length > 0 && !(length == 1 && *path == '.')) {
            memcpy(end, path, length);
            end += length;
            if (!is_last) {
                *end++ = '/';
            }
        }
        if (is_last) {
            *end = '\0';
            return above == 0 ? steps : climbed(above, steps, pool);
        }
        path += length + 1;
    }
}

/* From the root nothing climbs. */
static const char *clean_from_root(const char *path, apr_pool_t *pool)
{
    const char *cleaned = clean(path, pool);

    while (strncmp(cleaned, "../", 3) == 0) {
        cleaned += 3;
    }
    return apr_pstrcat(pool, "/", cleaned, NULL);
}

static int is_file(const char *path)
{
    apr_size_t length = strlen(path);

    return length > 0 && path[length - 1] != '/';
}

/* Who is asked for, without a name of the reader, the port, and dots at the end: the A-label, as
 * browsers look it up, and what has none as it stands. */
static const char *host_of(const char *authority, apr_size_t length, apr_pool_t *pool)
{
    char *host = decode(authority, length, pool), *end;
    const char *user = host == NULL ? NULL : strrchr(host, '@'), *ascii;

    if (host == NULL) {
        return NULL;
    }
    host = user == NULL ? host : host + (user + 1 - host);
    end = strchr(*host == '[' ? host + strcspn(host, "]") : host, ':');
    if (end != NULL) {
        *end = '\0';
    }
    ascii = stm_spelling_is_plain(host) ? NULL : stm_host_ascii(host, pool);
    host = ascii == NULL ? host : apr_pstrdup(pool, ascii);
    for (end = host + strlen(host); end > host && end[-1] == '.';) {
        *--end = '\0';
    }
    for (end = host; *end != '\0'; end++) {
        *end = (char)apr_tolower(*end);
    }
    return *host == '\0' || strchr(host, '/') != NULL ? NULL : host;
}

/* "//host/path" of what stands after the slashes before a host. */
static const char *make_foreign(const char *authority, apr_pool_t *pool)
{
    apr_size_t length = strcspn(authority, SLASHES "?#");
    const char *host = host_of(authority, length, pool), *path = authority + length;
    const char *decoded = decode(path, strcspn(path, "?#"), pool);

    if (host == NULL || decoded == NULL) {
        return NULL;
    }
    path = clean_from_root(decoded, pool);
    return is_file(path) ? apr_pstrcat(pool, "//", host, path, NULL) : NULL;
}

static const char *make_relative(const char *href, const char *name, apr_pool_t *pool)
{
    const char *slash = strrchr(name, '/');
    const char *path = decode(href, strcspn(href, "?#"), pool);

    if (path == NULL || *path == '\0') {
        return NULL;
    }
    if (*path == '/') {
        path = clean_from_root(path, pool);
    }
    else {
        name = slash == NULL ? "" : apr_pstrmemdup(pool, name, (apr_size_t)(slash + 1 - name));
        path = clean(apr_pstrcat(pool, name, path, NULL), pool);
    }
    return is_file(path) ? path : NULL;
}

/* What follows "http:" or "https:"; @a href itself where it has no scheme; NULL where another. */
static const char *after_scheme(const char *href)
{
    apr_size_t length = strcspn(href, ":/?#");

    if (href[length] != ':') {
        return href;
    }
    return (length == 4 && apr_cstr_casecmpn(href, "http", 4) == 0) ||
                   (length == 5 && apr_cstr_casecmpn(href, "https", 5) == 0)
               ? href + length + 1
               : NULL;
}

static const char *trim(const char *href, apr_pool_t *pool)
{
    apr_size_t length;

    while (*href != '\0' && (unsigned char)*href <= 0x20) {
        href++;
    }
    for (length = strlen(href); length > 0 && (unsigned char)href[length - 1] <= 0x20; length--) {
    }
    return href[length] == '\0' ? href : apr_pstrmemdup(pool, href, length);
}

const char *stm_reference_make(const char *href, const char *name, apr_pool_t *result_pool)
{
    const char *rest = after_scheme(trim(href, result_pool));
    apr_size_t slashes = rest == NULL ? 0 : strspn(rest, SLASHES);

    if (rest == NULL) {
        return NULL;
    }
    return slashes >= 2 ? make_foreign(rest + slashes, result_pool)
                        : make_relative(rest, name, result_pool);
}

const char *stm_reference_host(const char *url, apr_pool_t *result_pool)
{
    const char *authority = strstr(url, "//");

    return authority == NULL ? NULL
                             : host_of(authority + 2, strcspn(authority + 2, "/?#"), result_pool);
}

const char *stm_reference_path(const char *url, apr_pool_t *result_pool)
{
    const char *authority = strstr(url, "//");
    const char *path = authority == NULL ? NULL : strchr(authority + 2, '/');
    const char *decoded = path == NULL ? NULL : decode(path, strcspn(path, "?#"), result_pool);

    return decoded == NULL || *decoded == '\0' ? "/" : decoded;
}

int stm_reference_is_certain(const char *reference)
{
    return *reference != '/' && strncmp(reference, "../", 3) != 0;
}

/* The path from the host's root, seen from the newsroom's root at @a mount. */
static const char *from_root(const char *reference, const char *mount, apr_pool_t *pool)
{
    if (*reference != '/') {
        return clean_from_root(apr_pstrcat(pool, mount, reference, NULL), pool);
    }
    return reference[1] == '/' ? reference + 2 + strcspn(reference + 2, "/") : reference;
}

int stm_reference_is_own(const char *reference, const stm_mounts_t *mounts,
                         apr_pool_t *scratch_pool)
{
    if (strncmp(reference, "//", 2) != 0) {
        return 1;
    }
    reference += 2;
    return mounts->is_host(mounts->baton,
                           apr_pstrmemdup(scratch_pool, reference, strcspn(reference, "/")));
}

/* What of @a reference lies below the newsroom's root mounted at @a mount; NULL. */
static const char *below(const char *reference, const char *mount, apr_pool_t *pool)
{
    const char *path = from_root(reference, mount, pool);
    apr_size_t length = strlen(mount);

    return strncmp(path, mount, length) == 0 ? path + length : NULL;
}

const char *stm_reference_tail(const char *reference, const stm_mounts_t *mounts,
                               apr_pool_t *result_pool)
{
    const char *tail = NULL;
    int i;

    if (stm_reference_is_certain(reference)) {
        return reference;
    }
    if (mounts == NULL || !stm_reference_is_own(reference, mounts, result_pool)) {
        return NULL;
    }
    for (i = 0; i < mounts->paths->nelts && tail == NULL; i++) {
        tail = below(reference, APR_ARRAY_IDX(mounts->paths, i, const char *), result_pool);
    }
    return tail;
}

int stm_reference_leads(const char *reference, const char *file, const stm_mounts_t *mounts,
                        apr_pool_t *scratch_pool)
{
    const char *path;
    apr_size_t length, size = strlen(file);
    int i;

    if (stm_reference_is_certain(reference)) {
        return stm_spelling_is_same(reference, file, scratch_pool);
    }
    if (mounts == NULL || mounts->paths->nelts == 0 ||
        !stm_reference_is_own(reference, mounts, scratch_pool)) {
        return 0;
    }
    for (i = 0; i < mounts->paths->nelts; i++) {
        path = below(reference, APR_ARRAY_IDX(mounts->paths, i, const char *), scratch_pool);
        if (path != NULL && stm_spelling_is_same(path, file, scratch_pool)) {
            return 1;
        }
    }
    path = from_root(reference, APR_ARRAY_IDX(mounts->paths, 0, const char *), scratch_pool);
    length = strlen(path);
    return length > size && path[length - size - 1] == '/' &&
           strcmp(path + length - size, file) == 0 && mounts->leads != NULL &&
           mounts->leads(mounts->baton, path, file);
}

const apr_array_header_t *stm_reference_ends(const char *reference, apr_pool_t *result_pool)
{
    apr_array_header_t *ends = apr_array_make(result_pool, 4, sizeof(const char *));
    const char *at = reference;

    if (strncmp(at, "//", 2) == 0) {
        at += 2 + strcspn(at + 2, "/");
    }
    while (strncmp(at, "../", 3) == 0) {
        at += 3;
    }
    for (at += *at == '/'; at != NULL; at = strchr(at, '/')) {
        at += *at == '/';
        APR_ARRAY_PUSH(ends, const char *) = at;
    }
    return ends;
}

const char *stm_reference_name(const char *path, apr_pool_t *result_pool)
{
    return stm_file_name_is_xml(path) ? apr_pstrmemdup(result_pool, path, strlen(path) - 4) : path;
}

static int is_base_host(void *baton, const char *host)
{
    return baton != NULL && strcmp(baton, host) == 0;
}

int stm_reference_is_number(const char *host)
{
    apr_size_t size = strlen(host);

    return *host == '[' || host[strspn(host, "0123456789.")] == '\0' ||
           strcmp(host, "localhost") == 0 ||
           (size > 10 && strcmp(host + size - 10, ".localhost") == 0);
}

const stm_mounts_t *stm_mounts_of_base(const char *base, apr_pool_t *result_pool)
{
    stm_mounts_t *mounts = apr_pcalloc(result_pool, sizeof(*mounts));
    apr_array_header_t *paths = apr_array_make(result_pool, 1, sizeof(const char *));

    APR_ARRAY_PUSH(paths, const char *) = stm_reference_path(base, result_pool);
    mounts->paths = paths;
    mounts->baton = (void *)stm_reference_host(base, result_pool);
    mounts->is_host = is_base_host;
    return mounts;
}
