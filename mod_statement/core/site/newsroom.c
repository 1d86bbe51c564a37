#include "core/site/newsroom.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/xml/file_name.h"

apr_array_header_t *stm_params_settle(const apr_array_header_t *given, apr_pool_t *result_pool)
{
    apr_array_header_t *params = apr_array_make(result_pool, 4, sizeof(stm_param_t));
    int i, j;

    for (i = 0; given && i < given->nelts; i++) {
        const stm_param_t *param = &APR_ARRAY_IDX(given, i, stm_param_t);
        for (j = 0; j < params->nelts; j++) {
            if (!strcmp(APR_ARRAY_IDX(params, j, stm_param_t).name, param->name)) {
                break;
            }
        }
        if (j == params->nelts) {
            apr_array_push(params);
        }
        APR_ARRAY_IDX(params, j, stm_param_t) = *param;
    }
    return params;
}

const char *stm_newsroom_key(const char *root, const stm_zone_t *set_zone, stm_validate_t validate,
                             const char *identity, apr_pool_t *result_pool)
{
    stm_hash_t hash;

    stm_hash_start(&hash);
    stm_hash_text(&hash, root);
    stm_hash_text(&hash, set_zone == NULL ? NULL : stm_zone_name(set_zone));
    stm_hash_bytes(&hash, &validate, sizeof(validate));
    stm_hash_text(&hash, identity);
    return stm_hash_hex(&hash, result_pool);
}

const char *stm_newsroom_path(const stm_newsroom_t *newsroom, const char *name,
                              apr_pool_t *result_pool)
{
    return apr_pstrcat(result_pool, newsroom->root, "/", name, ".xml", NULL);
}

const char *stm_newsroom_find(apr_finfo_t *finfo, const stm_newsroom_t *newsroom, const char *name,
                              apr_int32_t wanted, apr_pool_t *result_pool)
{
    char *path = apr_pstrcat(result_pool, newsroom->root, "/", name, ".xml", NULL);

    return !apr_stat(finfo, path, wanted, result_pool) ||
                   (stm_file_name_respell(path) && !apr_stat(finfo, path, wanted, result_pool))
               ? path
               : NULL;
}

int stm_newsroom_is_there(const stm_newsroom_t *newsroom, const char *name,
                          apr_pool_t *scratch_pool)
{
    char *path = apr_pstrcat(scratch_pool, newsroom->root, "/", name, ".xml", NULL);
    struct stat found;

    return (stat(path, &found) == 0 && S_ISREG(found.st_mode)) || stm_file_name_respell(path);
}

int stm_newsroom_is_text(const char *words)
{
    const char *end = words + strlen(words);
    int length;

    for (; words < end; words += length) {
        apr_uint32_t code;

        length = stm_utf8_length(words, end);
        code = length ? stm_utf8_decode(words, &length) : 0;
        if (code < 0x20 || code == 0x7F || code == 0xFFFE || code == 0xFFFF) {
            return 0;
        }
    }
    return 1;
}

/* @a first: the first letters of @a words, all in small letters. Most names begin with another. */
static int is_one_of(const char *text, const char *first, const char *const *words,
                     apr_size_t count)
{
    apr_size_t i;

    if (strchr(first, apr_tolower(*text)) == NULL) {
        return 0;
    }
    for (i = 0; i < count; i++) {
        if (apr_cstr_casecmp(text, words[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

/* @a part: in small letters. */
static int contains(const char *text, const char *part)
{
    apr_size_t length = strlen(part);

    for (; *text; text++) {
        if ((*text | 0x20) == *part && apr_cstr_casecmpn(text, part, length) == 0) {
            return 1;
        }
    }
    return 0;
}

static int ends_with(const char *text, apr_size_t length, const char *end)
{
    apr_size_t end_length = strlen(end);

    return length >= end_length && apr_cstr_casecmp(text + length - end_length, end) == 0;
}

/* What sync clients keep when two have changed a file, and what Windows notes beside a download. */
static int is_of_sync(const char *name, const char *dot, apr_size_t length)
{
    return (dot && strchr(name, '.') != dot && contains(name, ".sync-conflict-")) ||
           (dot && ends_with(name, length, ":zone.identifier")) ||
           (strchr(name, ' ') != NULL && contains(name, "conflicted copy"));
}

int stm_newsroom_is_companion(const char *file_name)
{
    static const char *const extensions[] = {"bak",  "orig", "rej",      "swp",    "swo",
                                             "part", "tmp",  "filepart", "upload", "crdownload"};
    static const char *const names[] = {"newsroom.xml", "thumbs.db", "ehthumbs.db", "desktop.ini",
                                        "@eadir"};
    const char *dot = strrchr(file_name, '.');
    apr_size_t length = strlen(file_name);

    /* Dot files hold .nfs*, rsync's .name.xml.Ab12Cd and macOS's ._name. */
    if (file_name[0] == '.' || strncmp(file_name, "~$", 2) == 0) {
        return 1;
    }
    if (length > 1 && file_name[0] == '#' && file_name[length - 1] == '#') {
        return 1;
    }
    if (length && file_name[length - 1] == '~') {
        return 1;
    }
    if (is_of_sync(file_name, dot, length)) {
        return 1;
    }
    return (dot && is_one_of(dot + 1, "borsptfuc", extensions,
                             sizeof(extensions) / sizeof(*extensions))) ||
           is_one_of(file_name, "nted@", names, sizeof(names) / sizeof(*names));
}
