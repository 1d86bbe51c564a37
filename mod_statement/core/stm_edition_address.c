/*
 * Addresses: every href and cite becomes an absolute URL, and none leads where it may not.
 *
 * A reference is resolved against the page's canonical URL, which lies in the same folder as the
 * document (RFC 3986 section 5.2). One that names a statement, with or without ".xml", becomes
 * that statement's canonical URL, or goes where the statement is hidden.
 */
#include "stm_edition_parts.h"

#include <apr_cstr.h>
#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "stm_address.h"

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

/* The colon after a scheme, or what a browser might take for one; NULL. */
static const char *scheme_end(const char *href)
{
    const char *end = href + strcspn(href, ":/?#");

    return *end == ':' ? end : NULL;
}

static int is_allowed_scheme(const char *href, const char *end)
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
    apr_size_t length = strlen(name);

    if (length > 4 && strcmp(name + length - 4, ".xml") == 0) {
        return apr_pstrmemdup(pool, name, length - 4);
    }
    return name;
}

/* The path below the root that @a href of the document @a name leads to; NULL. */
static const char *path_below(const char *href, const char *name, apr_pool_t *pool)
{
    apr_size_t length = strcspn(href, "?#");
    const char *slash = strrchr(name, '/'), *step = href;
    char *path, *end;

    if (length == 0 || *href == '/' || scheme_end(href) != NULL) {
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
    const char *path = path_below(href, name, result_pool);

    return path == NULL ? NULL : without_xml(path, result_pool);
}

#define IN_REFERENCE "-._~!$&'()*+,;=:@/?#"
#define IN_URL       IN_REFERENCE "[]" /* around an IPv6 address */

/* Letters, digits, escapes and what is in @a allowed stay; anything else is percent-encoded. */
static const char *escape(const char *text, const char *allowed, apr_pool_t *pool)
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
static const char *resolve(const char *page, const char *href, apr_pool_t *pool)
{
    const char *authority = strstr(page, "://"), *path, *merged;
    const char *reference = escape(href, IN_REFERENCE, pool);
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

stm_reference_t stm_edition_state(const char *name, const stm_editing_t *editing)
{
    const stm_view_t *view = editing->view;
    stm_reference_t *state = apr_hash_get(editing->states, name, APR_HASH_KEY_STRING);

    if (state == NULL) {
        state = apr_palloc(editing->pool, sizeof(*state));
        *state = view->resolver->state(view->resolver->baton, name, view->moment, editing->pool);
        apr_hash_set(editing->states, name, APR_HASH_KEY_STRING, state);
    }
    return *state;
}

/* The statement that @a href names and its state; *target is NULL where it names none. "name.rss"
 * is as hidden as "name". */
static stm_reference_t look_up(const char **target, const char *href, const stm_editing_t *editing)
{
    const char *base = editing->view->base, *dot;
    apr_size_t length = strlen(base);
    stm_reference_t state;

    *target = strncmp(href, base, length) == 0
                  ? stm_edition_name(href + length, "", editing->pool)
                  : stm_edition_name(href, editing->name, editing->pool);
    if (*target == NULL) {
        return STM_REFERENCE_MISSING;
    }
    state = stm_edition_state(*target, editing);
    dot = strrchr(*target, '.');
    if (state == STM_REFERENCE_MISSING && dot != NULL && strchr(dot, '/') == NULL &&
        dot > *target) {
        const char *stem = apr_pstrmemdup(editing->pool, *target, (apr_size_t)(dot - *target));

        if (stm_edition_state(stem, editing) == STM_REFERENCE_HIDDEN) {
            return STM_REFERENCE_HIDDEN;
        }
    }
    return state;
}

/* The absolute address of @a href; NULL where it has to go. */
static const char *settle(stm_reference_t *state, const char **target, const char *href,
                          const stm_editing_t *editing)
{
    const char *page = stm_edition_canonical(editing->view->base, editing->name, editing->pool);
    const char *end = scheme_end(href);

    *state = STM_REFERENCE_MISSING;
    *target = NULL;
    if (end != NULL && !is_allowed_scheme(href, end)) {
        return NULL;
    }
    *state = look_up(target, href, editing);
    if (*state == STM_REFERENCE_HIDDEN) {
        return NULL;
    }
    if (*state == STM_REFERENCE_MISSING || *target == NULL) {
        return end != NULL ? escape(href, IN_URL, editing->pool)
                           : resolve(page, href, editing->pool);
    }
    return apr_pstrcat(editing->pool,
                       stm_edition_canonical(editing->view->base, *target, editing->pool),
                       escape(href + strcspn(href, "?#"), IN_REFERENCE, editing->pool), NULL);
}

static void unwrap(xmlNode *node)
{
    while (node->children != NULL) {
        xmlNode *child = node->children;

        xmlUnlinkNode(child);
        xmlAddPrevSibling(node, child);
    }
    stm_edition_remove(node);
}

/* A translation is a statement of this newsroom: where that cannot be read, nothing is offered. */
static int is_pointless(const xmlNode *node, stm_reference_t state, const char *target)
{
    return stm_edition_is(node, "translation") && target != NULL && state != STM_REFERENCE_VISIBLE;
}

/* What stays of an element whose address may not be named: a link's words, nothing of what is
 * only a pointer. */
static void forget(xmlNode *node, const char *attribute)
{
    if (stm_edition_is(node, "link") && !stm_edition_is(node->parent, "contact")) {
        unwrap(node);
    }
    else if (stm_edition_is(node, "link") || stm_edition_is(node, "translation") ||
             stm_edition_is(node, "related") || stm_edition_is(node, "image") ||
             stm_edition_is(node, "attachment")) {
        stm_edition_remove(node);
    }
    else {
        xmlUnsetProp(node, BAD_CAST attribute);
    }
}

/* Feeds name a file for download with its size (RSS 2.0, enclosure). */
static void measure(xmlNode *node, const char *href, const stm_editing_t *editing)
{
    const char *root = editing->view->newsroom->root;
    const char *path = path_below(href, editing->name, editing->pool);
    apr_finfo_t finfo;

    if (root != NULL && path != NULL && *path != '.' && strstr(path, "/.") == NULL &&
        apr_stat(&finfo, apr_pstrcat(editing->pool, root, "/", path, NULL),
                 APR_FINFO_TYPE | APR_FINFO_SIZE, editing->pool) == APR_SUCCESS &&
        finfo.filetype == APR_REG) {
        stm_edition_mark(node, "length", apr_off_t_toa(editing->pool, finfo.size));
    }
}

static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (apr_isspace(*text)) {
        text++;
    }
    while (end > text && apr_isspace(end[-1])) {
        *--end = '\0';
    }
    return text;
}

static void settle_attribute(xmlNode *node, const char *attribute, const stm_editing_t *editing)
{
    char *value = stm_edition_get(node, attribute, editing->pool);
    const char *address, *target;
    stm_reference_t state;

    if (value == NULL) {
        return;
    }
    value = trim(value);
    address = settle(&state, &target, value, editing);
    if (address == NULL || is_pointless(node, state, target)) {
        forget(node, attribute);
    }
    else {
        xmlSetProp(node, BAD_CAST attribute, BAD_CAST address);
        if (stm_edition_is(node, "attachment")) {
            measure(node, value, editing);
        }
    }
}

void stm_edition_addresses(xmlNode *root, const stm_editing_t *editing)
{
    xmlNode *node, *next;

    for (node = root->children; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE) {
            /* Children first: an element may be gone after its own turn. */
            stm_edition_addresses(node, editing);
            settle_attribute(node, "cite", editing);
            settle_attribute(node, "href", editing);
        }
    }
}
