#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/i18n/zone_file.h"

/* The calendar repeats every 400 years of 146097 days; years counted from March put the leap day
 * last. */
apr_int64_t stm_zone_days(int year, int month, int day)
{
    apr_int64_t from_march = month <= 2 ? year - 1 : year;
    apr_int64_t era = (from_march >= 0 ? from_march : from_march - 399) / 400;
    int year_of_era = (int)(from_march - era * 400);
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void stm_zone_date(apr_int64_t days, int *year, int *month, int *day)
{
    apr_int64_t shifted = days + 719468;
    apr_int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = (int)(shifted - era * 146097);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    *month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    *year = (int)(year_of_era + era * 400) + (*month <= 2);
}

static int is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The day, in days since the epoch, on which @a change falls in @a year. */
static apr_int64_t change_day(const stm_zone_change_t *change, int year)
{
    apr_int64_t first, next;
    int weekday;
    if (change->kind == STM_ZONE_DAY_JULIAN) {
        return stm_zone_days(year, 1, 1) + change->day - 1 + (is_leap(year) && change->day > 59);
    }
    if (change->kind == STM_ZONE_DAY_ZERO) {
        return stm_zone_days(year, 1, 1) + change->day;
    }
    first = stm_zone_days(year, change->month, 1);
    next = change->month == 12 ? stm_zone_days(year + 1, 1, 1)
                               : stm_zone_days(year, change->month + 1, 1);
    /* 1970-01-01 was a Thursday. */
    weekday = (int)(((first + 4) % 7 + 7) % 7);
    first += (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
    return first >= next ? first - 7 : first;
}

const stm_zone_kind_t *stm_zone_rule_kind(const stm_zone_rule_t *rule, apr_int64_t second)
{
    const stm_zone_kind_t *kind = &rule->standard;
    apr_int64_t latest = APR_INT64_MIN;
    int year, month, day, at;
    if (!rule->has_summer) {
        return kind;
    }
    stm_zone_date(second / 86400 - (second % 86400 < 0), &year, &month, &day);
    for (at = year - 1; at <= year + 1; at++) {
        apr_int64_t end =
            change_day(&rule->end, at) * 86400 + rule->end.second - rule->summer.offset_sec;
        apr_int64_t start =
            change_day(&rule->start, at) * 86400 + rule->start.second - rule->standard.offset_sec;
        if (end <= second && end >= latest) {
            latest = end;
            kind = &rule->standard;
        }
        if (start <= second && start >= latest) {
            latest = start;
            kind = &rule->summer;
        }
    }
    return kind;
}

static int read_number(const char **text, int *number)
{
    int digits = 0;
    for (*number = 0; apr_isdigit(**text) && digits < 4; digits++) {
        *number = *number * 10 + (*(*text)++ - '0');
    }
    return digits > 0;
}

/* [+-]hh[:mm[:ss]] */
static int read_clock(const char **text, int *seconds)
{
    int sign = 1, hours, minutes = 0, rest = 0;
    if (**text == '+' || **text == '-') {
        sign = *(*text)++ == '-' ? -1 : 1;
    }
    if (!read_number(text, &hours)) {
        return 0;
    }
    if (**text == ':') {
        (*text)++;
        if (!read_number(text, &minutes)) {
            return 0;
        }
        if (**text == ':') {
            (*text)++;
            if (!read_number(text, &rest)) {
                return 0;
            }
        }
    }
    *seconds = sign * (hours * 3600 + minutes * 60 + rest);
    return hours <= 167 && minutes < 60 && rest < 60;
}

static int read_name(const char **text, const char **name, apr_pool_t *result_pool)
{
    const char *start = *text, *end;
    if (*start == '<') {
        end = strchr(++start, '>');
        if (!end) {
            return 0;
        }
        *text = end + 1;
    }
    else {
        for (end = start; apr_isalpha(*end); end++) {
        }
        *text = end;
    }
    *name = apr_pstrmemdup(result_pool, start, end - start);
    return end - start >= 3;
}

static int read_change(const char **text, stm_zone_change_t *change)
{
    change->second = 2 * 3600;
    if (*(*text)++ != ',') {
        return 0;
    }
    if (**text == 'M') {
        change->kind = STM_ZONE_DAY_WEEK;
        (*text)++;
        if (!read_number(text, &change->month) || *(*text)++ != '.' ||
            !read_number(text, &change->week) || *(*text)++ != '.' ||
            !read_number(text, &change->day) || change->month < 1 || change->month > 12 ||
            change->week < 1 || change->week > 5 || change->day > 6) {
            return 0;
        }
    }
    else {
        change->kind = **text == 'J' ? STM_ZONE_DAY_JULIAN : STM_ZONE_DAY_ZERO;
        *text += **text == 'J';
        if (!read_number(text, &change->day) || change->day > 365) {
            return 0;
        }
    }
    if (**text == '/') {
        (*text)++;
        return read_clock(text, &change->second);
    }
    return 1;
}

apr_status_t stm_zone_rule_parse(stm_zone_rule_t *rule, const char *text, apr_pool_t *result_pool)
{
    int west;
    memset(rule, 0, sizeof(*rule));
    if (!*text) {
        return APR_SUCCESS;
    }
    if (!read_name(&text, &rule->standard.abbreviation, result_pool) || !read_clock(&text, &west)) {
        return APR_EINVAL;
    }
    rule->standard.offset_sec = -west;
    rule->is_set = 1;
    if (!*text) {
        return APR_SUCCESS;
    }
    rule->has_summer = 1;
    if (!read_name(&text, &rule->summer.abbreviation, result_pool)) {
        return APR_EINVAL;
    }
    rule->summer.offset_sec = rule->standard.offset_sec + 3600;
    if (*text && *text != ',') {
        if (!read_clock(&text, &west)) {
            return APR_EINVAL;
        }
        rule->summer.offset_sec = -west;
    }
    return read_change(&text, &rule->start) && read_change(&text, &rule->end) && !*text
               ? APR_SUCCESS
               : APR_EINVAL;
}
