#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "core/i18n/cldr.h"
#include "core/i18n/language.h"

/* A reading of calendar and clock on its way into a language's words. */
typedef struct wording_t {
    const char *tag;
    const stm_civil_t *civil;
    apr_pool_t *pool;
} wording_t;

/* The part of a text with | between its parts that has the number @a index. */
static const char *part(const char *text, int index, apr_pool_t *pool)
{
    for (; text && index > 0; index--) {
        text = strchr(text, '|');
        text = text ? text + 1 : NULL;
    }
    return text ? apr_pstrmemdup(pool, text, strcspn(text, "|")) : "";
}

/* "0AM|12PM": the last that has begun. */
static const char *period(const wording_t *wording)
{
    const char *text = stm_cldr_get(wording->tag, STM_CLDR_PERIODS), *found = "";

    while (text && *text && atoi(text) <= wording->civil->hour) {
        found = text + strspn(text, "0123456789");
        text = strchr(text, '|');
        text = text ? text + 1 : NULL;
    }
    return part(found, 0, wording->pool);
}

/* In the language's own digits. */
static const char *number(const wording_t *wording, int value, int is_padded)
{
    const char *digits = stm_cldr_get(wording->tag, STM_CLDR_DIGITS), *at;
    const char *plain = apr_psprintf(wording->pool, is_padded ? "%02d" : "%d", value);
    char *made, *end;
    UChar32 zero;
    int32_t size = 0;

    if (!digits || strcmp(digits, "0") == 0) {
        return plain;
    }
    U8_NEXT_UNSAFE(digits, size, zero);
    made = end = apr_pcalloc(wording->pool, strlen(plain) * U8_MAX_LENGTH + 1);
    for (at = plain; *at; at++) {
        size = 0;
        U8_APPEND_UNSAFE(end, size, zero + (*at - '0'));
        end += size;
    }
    return made;
}

/* What stands in a template for {name}. */
static const char *value(const wording_t *wording, const char *name, size_t length)
{
    const stm_civil_t *civil = wording->civil;
    int hour = civil->hour % 12 == 0 ? 12 : civil->hour % 12;

    if (length == strlen("month") && strncmp(name, "month", length) == 0) {
        return part(stm_cldr_get(wording->tag, STM_CLDR_MONTHS), civil->month - 1, wording->pool);
    }
    if (length == strlen("period")) {
        return period(wording);
    }
    return number(wording,
                  *name == 'd'   ? civil->day
                  : *name == 'm' ? civil->month
                  : *name == 'y' ? civil->year
                  : *name == 'H' ? civil->hour
                  : *name == 'h' ? hour
                                 : civil->minute,
                  length == 2);
}

static const char *fill(const wording_t *wording, const char *words)
{
    const char *made = "", *open;

    while ((open = strchr(words, '{'))) {
        size_t length = strcspn(open + 1, "}");

        made = apr_pstrcat(wording->pool, made, apr_pstrmemdup(wording->pool, words, open - words),
                           value(wording, open + 1, length), NULL);
        words = open + 1 + length + 1;
    }
    return apr_pstrcat(wording->pool, made, words, NULL);
}

/* The part of a template for moments that is the time of day: from its first sign to its last. */
static const char *time_part(const char *moment, apr_pool_t *pool)
{
    const char *first = NULL, *last = moment;

    for (const char *open = strchr(moment, '{'); open; open = strchr(open + 1, '{')) {
        if (strchr("Hhnp", open[1])) {
            first = first ? first : open;
            last = open + strcspn(open, "}") + 1;
        }
    }
    return first ? apr_pstrmemdup(pool, first, (apr_size_t)(last - first)) : moment;
}

static const char *offset_words(int offset_sec, apr_pool_t *result_pool)
{
    int minutes = (offset_sec < 0 ? -offset_sec : offset_sec) / 60;

    if (!minutes) {
        return "UTC";
    }
    return apr_psprintf(result_pool, minutes % 60 ? "UTC%c%d:%02d" : "UTC%c%d",
                        offset_sec < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* "CEST"; many zones have only an offset such as "+0530", which is no word for readers. */
static const char *zone_words(const stm_date_t *date, const stm_zone_t *zone,
                              apr_pool_t *result_pool)
{
    const char *abbreviation;
    int offset_sec;

    if (!zone) {
        return offset_words(date->offset_sec, result_pool);
    }
    offset_sec = stm_zone_offset(zone, stm_date_moment(date, zone), &abbreviation);
    return *abbreviation == '+' || *abbreviation == '-' ? offset_words(offset_sec, result_pool)
                                                        : abbreviation;
}

const char *stm_language_date(const stm_date_t *date, const stm_zone_t *zone, const char *tag,
                              stm_style_t style, apr_pool_t *result_pool)
{
    stm_civil_t civil;
    const wording_t wording = {tag, &civil, result_pool};
    const char *words;

    if (date->kind == STM_DATE_UNSET) {
        return "";
    }
    stm_date_shown(&civil, date, zone);
    if (date->kind == STM_DATE_DAY || (style != STM_STYLE_MOMENT && style != STM_STYLE_TIME)) {
        return fill(&wording, stm_cldr_get(tag, STM_CLDR_DAY));
    }
    words = stm_cldr_get(tag, STM_CLDR_MOMENT);
    words = style == STM_STYLE_TIME ? time_part(words, result_pool) : words;
    return apr_pstrcat(result_pool, fill(&wording, words), " ", zone_words(date, zone, result_pool),
                       NULL);
}
