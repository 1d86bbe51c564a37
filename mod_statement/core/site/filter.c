#include "core/site/filter.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/percent.h"
#include "core/base/utf8.h"
#include "core/i18n/language.h"

#define VALUE_MAX_BYTES 400

static const char *const names[STM_FACET_KINDS] = {"", "tag", "year", "lang", "issuer"};

const char *stm_filter_kind_name(stm_facet_kind_t kind)
{
    return names[kind];
}

static int digit_of(char character)
{
    const char *digits = "0123456789abcdef";
    const char *found = character ? strchr(digits, apr_tolower(character)) : NULL;

    return found ? (int)(found - digits) : -1;
}

/* Plus is a space, as browsers send forms. */
static char *decode(const char *from, const char *end, apr_pool_t *pool)
{
    char *decoded = apr_palloc(pool, (apr_size_t)(end - from) + 1), *to = decoded;

    while (from < end) {
        if (*from == '%' && end - from > 2 && digit_of(from[1]) >= 0 && digit_of(from[2]) >= 0) {
            char byte = (char)(digit_of(from[1]) * 16 + digit_of(from[2]));
            *to++ = byte ? byte : ' ';
            from += 3;
        }
        else {
            *to++ = *from == '+' ? ' ' : *from;
            from++;
        }
    }
    *to = '\0';
    return decoded;
}

/* A character that no document can hold, or that is white space (RFC 3629, XML 1.0 section 2.2). */
static int is_blank(const char *text)
{
    int length;
    apr_uint32_t character = stm_utf8_decode(text, &length);

    return character <= ' ' || (character >= 0x7f && character <= 0xa0) || character == 0x3000 ||
           character == 0xfffe || character == 0xffff;
}

/* Valid UTF-8 of bounded length, each run of white space one space, none at the edges. */
static const char *clean(const char *text, apr_pool_t *pool)
{
    const char *end = text + strlen(text);
    char *cleaned = apr_palloc(pool, VALUE_MAX_BYTES + 1), *to = cleaned;
    int is_pending = 0;

    while (text < end) {
        int length = stm_utf8_length(text, end);
        int is_space = !length || is_blank(text);
        if (is_space) {
            is_pending = to > cleaned;
            text += length ? length : 1;
            continue;
        }
        if (to + length + is_pending > cleaned + VALUE_MAX_BYTES) {
            break;
        }
        if (is_pending) {
            *to++ = ' ';
            is_pending = 0;
        }
        memcpy(to, text, (apr_size_t)length);
        to += length;
        text += length;
    }
    *to = '\0';
    return *cleaned ? cleaned : NULL;
}

static int is_year(const char *text)
{
    return strlen(text) == 4 && strspn(text, "0123456789") == 4;
}

const char *stm_filter_value(stm_facet_kind_t kind, const char *text, apr_pool_t *result_pool)
{
    const char *value = clean(text, result_pool);
    char *small;

    if (!value) {
        return NULL;
    }
    switch (kind) {
    case STM_FACET_YEAR:
        return is_year(value) ? value : NULL;
    case STM_FACET_LANG:
        small = apr_pstrdup(result_pool, value);
        for (char *at = small; *at; at++) {
            *at = (char)apr_tolower(*at);
        }
        return stm_language_is_tag(small) ? small : NULL;
    default:
        return clean(stm_language_fold(value, result_pool), result_pool);
    }
}

static void take(stm_filter_t *filter, const char *name, const char *text, apr_pool_t *pool)
{
    int kind;

    if (!strcmp(name, "q") && !filter->q) {
        filter->q = clean(text, pool);
    }
    if (!strcmp(name, "order") && !filter->order) {
        filter->order = strcmp(text, "newest") ? STM_FOUND_BEST : STM_FOUND_NEWEST;
    }
    for (kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        if (!strcmp(name, names[kind]) && !filter->values[kind]) {
            filter->values[kind] = stm_filter_value((stm_facet_kind_t)kind, text, pool);
        }
    }
}

void stm_filter_parse(stm_filter_t *filter, const char *query, apr_pool_t *result_pool)
{
    memset(filter, 0, sizeof(*filter));
    while (query && *query) {
        const char *end = query + strcspn(query, "&");
        const char *equals = memchr(query, '=', (apr_size_t)(end - query));
        if (equals) {
            take(filter, decode(query, equals, result_pool), decode(equals + 1, end, result_pool),
                 result_pool);
        }
        query = *end ? end + 1 : end;
    }
    if (!filter->q || !filter->order) {
        filter->order = filter->q ? STM_FOUND_BEST : STM_FOUND_UNSET;
    }
}

int stm_filter_count(const stm_filter_t *filter)
{
    int kind, count = filter->q != NULL;

    for (kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        count += filter->values[kind] != NULL;
    }
    return count;
}

int stm_filter_is_set(const stm_filter_t *filter)
{
    return stm_filter_count(filter) > 0;
}

/* As it is, beside letters and digits, RFC 3986 section 2.3. */
#define UNRESERVED "-._~"

static const char *append(const char *query, const char *name, const char *value, apr_pool_t *pool)
{
    return value ? apr_pstrcat(pool, query, *query ? "&" : "", name, "=",
                               stm_percent_encode(value, UNRESERVED, pool), NULL)
                 : query;
}

const char *stm_filter_query(const stm_filter_t *filter, apr_pool_t *result_pool)
{
    const char *query = "";
    int kind;

    for (kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        query = append(query, names[kind], filter->values[kind], result_pool);
    }
    return append(query, "q", filter->q, result_pool);
}

const char *stm_filter_ordered_query(const stm_filter_t *filter, apr_pool_t *result_pool)
{
    return append(stm_filter_query(filter, result_pool), "order",
                  filter->order == STM_FOUND_NEWEST ? "newest" : NULL, result_pool);
}

const char *stm_filter_tag_query(const char *tag, apr_pool_t *result_pool)
{
    stm_filter_t filter = {0};

    filter.values[STM_FACET_TAG] = stm_filter_value(STM_FACET_TAG, tag, result_pool);
    return stm_filter_query(&filter, result_pool);
}
