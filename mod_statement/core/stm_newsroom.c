#include "stm_newsroom.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <string.h>

#include "stm_hash.h"
#include "stm_source.h"

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

int stm_newsroom_is_text(const char *words)
{
    const char *end = words + strlen(words);
    int length;

    for (; words < end; words += length) {
        apr_uint32_t code;

        length = stm_source_sequence(words, end);
        code = length ? stm_source_character(words, &length) : 0;
        if (code < 0x20 || code == 0x7F || code == 0xFFFE || code == 0xFFFF) {
            return 0;
        }
    }
    return 1;
}

static int ends_with(const char *text, const char *end)
{
    apr_size_t length = strlen(text), end_length = strlen(end);

    return length >= end_length && apr_cstr_casecmp(text + length - end_length, end) == 0;
}

int stm_newsroom_is_companion(const char *file_name)
{
    static const char *const ends[] = {".bak",    ".orig",       ".rej", ".swp",
                                       ".swo",    ".part",       ".tmp", ".filepart",
                                       ".upload", ".crdownload", "~"};
    static const char *const names[] = {"newsroom.xml", "thumbs.db", "desktop.ini"};
    apr_size_t i, length = strlen(file_name);

    /* Dot files hold .nfs*, rsync's .name.xml.Ab12Cd and macOS's ._name. */
    if (file_name[0] == '.' || strncmp(file_name, "~$", 2) == 0) {
        return 1;
    }
    if (length > 1 && file_name[0] == '#' && file_name[length - 1] == '#') {
        return 1;
    }
    for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        if (ends_with(file_name, ends[i])) {
            return 1;
        }
    }
    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (apr_cstr_casecmp(file_name, names[i]) == 0) {
            return 1;
        }
    }
    return 0;
}
