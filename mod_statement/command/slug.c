#include "command/slug.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

/* NULL where ICU has no memory or no data for it. */
static const char *to_ascii(const char *text, apr_pool_t *pool)
{
    static const UChar rules[] = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode error = U_ZERO_ERROR;
    int32_t room = (int32_t)strlen(text) * 12 + 16, length = 0, limit;
    UChar *letters = apr_palloc(pool, (apr_size_t)room * sizeof(UChar));
    char *ascii = apr_palloc(pool, (apr_size_t)room * 3 + 1);
    UTransliterator *transliterator =
        utrans_openU(rules, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);

    u_strFromUTF8WithSub(letters, room, &length, text, -1, 0xFFFD, NULL, &error);
    limit = length;
    if (U_SUCCESS(error)) {
        utrans_transUChars(transliterator, letters, &length, room, 0, &limit, &error);
    }
    u_strToUTF8(ascii, room * 3 + 1, NULL, letters, length, &error);
    if (transliterator != NULL) {
        utrans_close(transliterator);
    }
    return U_SUCCESS(error) ? ascii : NULL;
}

const char *slug_of(const char *title, int max_length, apr_pool_t *result_pool)
{
    const char *text = to_ascii(title, result_pool);
    char *slug, *to;

    if (text == NULL) {
        return NULL;
    }
    slug = to = apr_palloc(result_pool, strlen(text) + 1);
    for (; *text != '\0'; text++) {
        if (apr_isascii(*text) && apr_isalnum(*text)) {
            *to++ = *text;
        }
        else if (to > slug && to[-1] != '-' && *text != '\'') {
            *to++ = '-';
        }
    }
    *to = '\0';
    if (to - slug > max_length) {
        int is_between = slug[max_length] == '-';

        slug[max_length] = '\0';
        to = is_between ? NULL : strrchr(slug, '-');
        to = to != NULL ? to : slug + max_length;
    }
    while (to > slug && to[-1] == '-') {
        to--;
    }
    *to = '\0';
    return *slug != '\0' ? slug : NULL;
}
