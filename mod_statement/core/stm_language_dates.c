#include <apr_strings.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>

#include "stm_language.h"
#include "stm_locale.h"

static const UChar utc_id[] = u"UTC";

/* Documents count days as ISO 8601 does: no other calendar, and no Julian one before 1582. */
static void *open_format(const char *locale, UDateFormatStyle time)
{
    char gregorian[STM_LOCALE_BYTES + 32];
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format;
    UCalendar *calendar;
    apr_snprintf(gregorian, sizeof(gregorian), "%s@calendar=gregorian", locale);
    format = udat_open(time, UDAT_LONG, gregorian, utc_id, -1, NULL, 0, &status);
    calendar = ucal_open(utc_id, -1, gregorian, UCAL_GREGORIAN, &status);
    if (U_SUCCESS(status)) {
        ucal_setGregorianChange(calendar, -8.64e15, &status);
        udat_setCalendar(format, calendar);
    }
    ucal_close(calendar);
    if (U_FAILURE(status)) {
        udat_close(format);
        return NULL;
    }
    return format;
}

static void *open_day(const char *locale)
{
    return open_format(locale, UDAT_NONE);
}

static void *open_moment(const char *locale)
{
    return open_format(locale, UDAT_SHORT);
}

static void close_format(void *format)
{
    udat_close(format);
}

static const stm_locale_sort_t day_sort = {open_day, close_format};
static const stm_locale_sort_t moment_sort = {open_moment, close_format};

/* ICU is handed the clock's reading as if it were UTC: its own zone data may be years old. */
static const char *format_civil(const stm_locale_sort_t *sort, const char *tag,
                                const stm_civil_t *civil, apr_pool_t *result_pool)
{
    UDateFormat *format = stm_locale_take(sort, tag);
    apr_time_t reading = stm_zone_moment(stm_zone_utc(), civil);
    apr_int64_t msec = apr_time_as_msec(reading);
    UErrorCode status = U_ZERO_ERROR;
    UChar text[256];
    int32_t length;
    if (!format) {
        return stm_date_rfc3339(reading, result_pool);
    }
    length = udat_format(format, (UDate)msec, text, 256, NULL, &status);
    stm_locale_give(sort, tag, format);
    if (U_FAILURE(status)) {
        return stm_date_rfc3339(reading, result_pool);
    }
    return stm_locale_utf8(text, length, result_pool);
}

/* "CEST"; many zones have only an offset such as "+0530", which is no word for readers. */
static const char *zone_words(const stm_zone_t *zone, apr_time_t moment, apr_pool_t *result_pool)
{
    const char *abbreviation;
    int offset = stm_zone_offset(zone, moment, &abbreviation);
    int minutes = (offset < 0 ? -offset : offset) / 60;
    if (*abbreviation != '+' && *abbreviation != '-') {
        return abbreviation;
    }
    if (!minutes) {
        return "UTC";
    }
    return apr_psprintf(result_pool, minutes % 60 ? "UTC%c%d:%02d" : "UTC%c%d",
                        offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

const char *stm_language_date(const stm_date_t *date, const stm_zone_t *zone, const char *tag,
                              stm_style_t style, apr_pool_t *result_pool)
{
    apr_time_t moment = stm_date_moment(date, zone);
    stm_civil_t civil;
    if (date->kind == STM_DATE_UNSET) {
        return "";
    }
    if (date->kind == STM_DATE_DAY) {
        return format_civil(&day_sort, tag, &date->civil, result_pool);
    }
    stm_zone_civil(zone, moment, &civil);
    if (style != STM_STYLE_MOMENT) {
        return format_civil(&day_sort, tag, &civil, result_pool);
    }
    return apr_pstrcat(result_pool, format_civil(&moment_sort, tag, &civil, result_pool), " ",
                       zone_words(zone, moment, result_pool), NULL);
}
