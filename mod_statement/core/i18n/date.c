#include "core/i18n/date.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

/* Reads exactly @a count digits. */
static int take_digits(const char **text, int count, int *number)
{
    const char *at = *text;
    int value = 0;
    for (; count; count--, at++) {
        if (!apr_isdigit(*at)) {
            return 0;
        }
        value = value * 10 + (*at - '0');
    }
    *number = value;
    *text = at;
    return 1;
}

static int take(const char **text, char expected)
{
    if (**text != expected) {
        return 0;
    }
    (*text)++;
    return 1;
}

static int days_in_month(int year, int month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

static int is_calendar_day(const stm_civil_t *civil)
{
    return civil->year >= 1000 && civil->month >= 1 && civil->month <= 12 && civil->day >= 1 &&
           civil->day <= days_in_month(civil->year, civil->month);
}

/* What somebody meant who wrote something that does not begin as YYYY-MM-DD. */
static stm_date_fault_t name_fault(const char *text)
{
    const char *start = text + (*text == '-' || *text == '+');
    size_t digits = strspn(start, "0123456789");
    size_t at = strcspn(text, "0123456789");
    if (digits >= 4 && start[digits] == '-' && (digits > 4 || start != text)) {
        return STM_DATE_RANGE;
    }
    if (!text[at] || digits >= 4) {
        return STM_DATE_OTHER;
    }
    /* 04.05.2026, 5/4/26, 4-5-2026, 4 May 2026, May 4, 2026: a short number comes first, or
     * a word does. */
    return start == text ? STM_DATE_ORDER : STM_DATE_OTHER;
}

static stm_date_fault_t take_day(const char **text, stm_civil_t *civil)
{
    const char *at = *text;
    if (!take_digits(&at, 4, &civil->year) || !take(&at, '-') ||
        !take_digits(&at, 2, &civil->month) || !take(&at, '-') ||
        !take_digits(&at, 2, &civil->day)) {
        return name_fault(*text);
    }
    *text = at;
    return STM_DATE_GOOD;
}

/* hh:mm[:ss[.fraction]]; digits of the fraction beyond microseconds are dropped. */
static stm_date_fault_t take_clock(const char **text, stm_civil_t *civil)
{
    int scale;
    if (!take_digits(text, 2, &civil->hour) || !take(text, ':') ||
        !take_digits(text, 2, &civil->minute)) {
        return STM_DATE_OTHER;
    }
    if (take(text, ':')) {
        if (!take_digits(text, 2, &civil->second)) {
            return STM_DATE_OTHER;
        }
        if (take(text, '.')) {
            if (!apr_isdigit(**text)) {
                return STM_DATE_OTHER;
            }
            for (scale = 100000; apr_isdigit(**text); (*text)++, scale /= 10) {
                civil->usec += (**text - '0') * scale;
            }
        }
    }
    if (civil->hour == 24) {
        return STM_DATE_HOUR_24;
    }
    if (civil->second == 60) {
        return STM_DATE_LEAP_SECOND;
    }
    return civil->hour < 24 && civil->minute < 60 && civil->second < 60 ? STM_DATE_GOOD
                                                                        : STM_DATE_RANGE;
}

/* What stands after a time of day. */
static stm_date_fault_t read_offset(const char *text, stm_date_t *date)
{
    const char *at = text + 1;
    int hours, minutes;
    if (!*text) {
        date->kind = STM_DATE_FLOATING;
        return STM_DATE_GOOD;
    }
    date->kind = STM_DATE_ZONED;
    if (strcmp(text, "Z") == 0) {
        return STM_DATE_GOOD;
    }
    if ((*text == '+' || *text == '-') && take_digits(&at, 2, &hours) && take(&at, ':') &&
        take_digits(&at, 2, &minutes) && !*at) {
        date->offset_sec = (hours * 60 + minutes) * (*text == '-' ? -60 : 60);
        if (*text == '-' && date->offset_sec == 0) {
            return STM_DATE_UNKNOWN_ZONE;
        }
        return minutes < 60 && hours * 60 + minutes <= 14 * 60 ? STM_DATE_GOOD : STM_DATE_RANGE;
    }
    text += *text == ' ';
    return apr_isalpha(text[0]) && apr_isalpha(text[1]) ? STM_DATE_ZONE_NAME : STM_DATE_OTHER;
}

/* What stands after YYYY-MM-DD. */
static stm_date_fault_t read_rest(const char *text, stm_date_t *date)
{
    stm_date_fault_t fault;
    if (!*text) {
        date->kind = STM_DATE_DAY;
        return STM_DATE_GOOD;
    }
    if (*text == ' ') {
        text += strspn(text, " ");
        return apr_isdigit(*text)                                   ? STM_DATE_SPACE
               : apr_isalpha(*text) || *text == '+' || *text == '-' ? STM_DATE_DAY_ZONE
                                                                    : STM_DATE_OTHER;
    }
    if (*text == 'Z' || ((*text == '+' || *text == '-') && apr_isdigit(text[1]))) {
        return STM_DATE_DAY_ZONE;
    }
    if (*text++ != 'T') {
        return STM_DATE_OTHER;
    }
    fault = take_clock(&text, &date->civil);
    return fault == STM_DATE_GOOD ? read_offset(text, date) : fault;
}

stm_date_fault_t stm_date_parse(stm_date_t *date, const char *text)
{
    static const char spaces[] = " \t\r\n";
    char copy[64];
    const char *at = copy;
    stm_date_t read = {0};
    stm_date_fault_t fault;
    size_t length;
    text += strspn(text, spaces);
    length = strlen(text);
    while (length && strchr(spaces, text[length - 1])) {
        length--;
    }
    if (!length) {
        return STM_DATE_EMPTY;
    }
    if (length >= sizeof(copy)) {
        return STM_DATE_OTHER;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    fault = take_day(&at, &read.civil);
    if (fault == STM_DATE_GOOD) {
        fault = read_rest(at, &read);
    }
    if (fault == STM_DATE_GOOD && !is_calendar_day(&read.civil)) {
        fault = STM_DATE_RANGE;
    }
    if (fault == STM_DATE_GOOD) {
        *date = read;
    }
    return fault;
}

apr_time_t stm_date_moment(const stm_date_t *date, const stm_zone_t *zone)
{
    switch (date->kind) {
    case STM_DATE_DAY:
    case STM_DATE_FLOATING:
        return stm_zone_moment(zone ? zone : stm_zone_utc(), &date->civil);
    case STM_DATE_ZONED:
        return stm_zone_moment(stm_zone_utc(), &date->civil) -
               apr_time_from_sec((apr_time_t)date->offset_sec);
    default:
        return 0;
    }
}

void stm_date_shown(stm_civil_t *civil, const stm_date_t *date, const stm_zone_t *zone)
{
    *civil = date->civil;
    if (zone && date->kind == STM_DATE_ZONED) {
        stm_zone_civil(zone, stm_date_moment(date, zone), civil);
    }
}

const char *stm_date_rfc822(apr_time_t moment, apr_pool_t *result_pool)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const apr_int64_t day_usec = 86400 * APR_USEC_PER_SEC;
    apr_int64_t day = moment / day_usec - (moment % day_usec < 0);
    stm_civil_t civil;
    stm_zone_civil(stm_zone_utc(), moment, &civil);
    /* 1970-01-01 was a Thursday. */
    return apr_psprintf(result_pool, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                        days[((day + 3) % 7 + 7) % 7], civil.day, months[civil.month - 1],
                        civil.year, civil.hour, civil.minute, civil.second);
}

static const char *write_rfc3339(const stm_civil_t *civil, int offset_sec, apr_pool_t *result_pool)
{
    int minutes = (offset_sec < 0 ? -offset_sec : offset_sec) / 60;
    const char *offset = minutes
                             ? apr_psprintf(result_pool, "%c%02d:%02d", offset_sec < 0 ? '-' : '+',
                                            minutes / 60, minutes % 60)
                             : "Z";

    return apr_psprintf(result_pool, "%04d-%02d-%02dT%02d:%02d:%02d%s", civil->year, civil->month,
                        civil->day, civil->hour, civil->minute, civil->second, offset);
}

const char *stm_date_rfc3339(apr_time_t moment, apr_pool_t *result_pool)
{
    stm_civil_t civil;

    stm_zone_civil(stm_zone_utc(), moment, &civil);
    return write_rfc3339(&civil, 0, result_pool);
}

const char *stm_date_written(const stm_date_t *date, const stm_zone_t *zone,
                             apr_pool_t *result_pool)
{
    return date->kind == STM_DATE_ZONED
               ? write_rfc3339(&date->civil, date->offset_sec, result_pool)
               : stm_date_rfc3339(stm_date_moment(date, zone), result_pool);
}
