/* What the languages of several texts have in common. */
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "core/i18n/language.h"

/* The size of the subtag at the beginning of @a tag. */
static apr_size_t subtag_size(const char *tag)
{
    return strcspn(tag, "-");
}

/* The size of the beginning, whole subtags only, that both tags share. A single letter at its end
 * would announce what does not follow. */
static apr_size_t shared_size(const char *one, const char *other)
{
    apr_size_t shared = 0, at = 0;

    for (;;) {
        const apr_size_t size = subtag_size(one + at);

        if (!size || size != subtag_size(other + at) ||
            strncasecmp(one + at, other + at, size) != 0) {
            return shared;
        }
        at += size;
        shared = size > 1 ? at : shared;
        if (!one[at] || !other[at]) {
            return shared;
        }
        at++;
    }
}

/* Tags that name no language. */
static int is_language(const char *tag)
{
    static const char *const none[] = {"und", "mul", "zxx", "mis"};

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        if (subtag_size(tag) == 3 && strncasecmp(tag, none[i], 3) == 0) {
            return 0;
        }
    }
    return stm_language_is_tag(tag);
}

const char *stm_language_shared(const apr_array_header_t *tags, apr_pool_t *result_pool)
{
    const char *shared = tags->nelts ? APR_ARRAY_IDX(tags, 0, const char *) : NULL;

    for (int i = 0; shared && i < tags->nelts; i++) {
        const char *tag = APR_ARRAY_IDX(tags, i, const char *);
        const apr_size_t size = is_language(tag) ? shared_size(shared, tag) : 0;

        shared = size ? apr_pstrmemdup(result_pool, shared, size) : NULL;
    }
    return shared ? stm_language_canonical(shared, result_pool) : NULL;
}
