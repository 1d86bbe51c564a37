#include "core/http/date.h"

#include <apr_lib.h>
#include <string.h>

#define DAYS_IN_400_YEARS 146097
#define DAYS_BEFORE_1970  719468 /* since 1 March of the year 0 */

/* As read, before anything is checked. */
typedef struct fields_t {
    int year, month, day, hour, minute, second;
    int has_short_year;
} fields_t;

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                   "Thursday", "Friday", "Saturday"};

/* Days since 1970-01-01. Counting years from March makes the leap day the last of its year. */
static apr_int64_t days_of(int year, int month, int day)
{
    apr_int64_t from_march = month > 2 ? year : year - 1, era = from_march / 400;
    int of_era = (int)(from_march - era * 400);
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * DAYS_IN_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           DAYS_BEFORE_1970;
}

static void civil_of(fields_t *fields, apr_int64_t since_1970)
{
    apr_int64_t since_0 = since_1970 + DAYS_BEFORE_1970, era = since_0 / DAYS_IN_400_YEARS;
    int of_era = (int)(since_0 - era * DAYS_IN_400_YEARS);
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / (DAYS_IN_400_YEARS - 1)) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153;

    fields->day = of_year - (153 * month + 2) / 5 + 1;
    fields->month = month < 10 ? month + 3 : month - 9;
    fields->year = (int)(year + era * 400) + (fields->month <= 2);
}

static int days_in(int month, int year)
{
    if (month == 2) {
        return year % 4 || (!(year % 100) && year % 400) ? 28 : 29;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static int year_of(apr_time_t moment)
{
    fields_t fields;

    civil_of(&fields, apr_time_sec(moment) / 86400);
    return fields.year;
}

static int take(const char **text, const char *literal)
{
    size_t size = strlen(literal);

    if (strncmp(*text, literal, size)) {
        return 0;
    }
    *text += size;
    return 1;
}

static int take_number(int *number, const char **text, int digits)
{
    for (*number = 0; digits; digits--, (*text)++) {
        if (!apr_isdigit(**text)) {
            return 0;
        }
        *number = *number * 10 + (**text - '0');
    }
    return 1;
}

static int take_month(int *month, const char **text)
{
    for (*month = 1; *month <= 12; (*month)++) {
        if (!strncmp(*text, months + (*month - 1) * 3, 3)) {
            *text += 3;
            return 1;
        }
    }
    return 0;
}

static int take_clock(fields_t *fields, const char **text)
{
    return take_number(&fields->hour, text, 2) && take(text, ":") &&
           take_number(&fields->minute, text, 2) && take(text, ":") &&
           take_number(&fields->second, text, 2);
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", after the name of the day */
static int take_fixdate(fields_t *fields, const char **text)
{
    return take(text, ", ") && take_number(&fields->day, text, 2) && take(text, " ") &&
           take_month(&fields->month, text) && take(text, " ") &&
           take_number(&fields->year, text, 4) && take(text, " ") && take_clock(fields, text) &&
           take(text, " GMT");
}

/* "Sunday, 06-Nov-94 08:49:37 GMT" */
static int take_rfc850(fields_t *fields, const char **text)
{
    fields->has_short_year = 1;
    return take(text, ", ") && take_number(&fields->day, text, 2) && take(text, "-") &&
           take_month(&fields->month, text) && take(text, "-") &&
           take_number(&fields->year, text, 2) && take(text, " ") && take_clock(fields, text) &&
           take(text, " GMT");
}

/* "Sun Nov  6 08:49:37 1994" */
static int take_asctime(fields_t *fields, const char **text)
{
    return take(text, " ") && take_month(&fields->month, text) && take(text, " ") &&
           (take(text, " ") ? take_number(&fields->day, text, 1)
                            : take_number(&fields->day, text, 2)) &&
           take(text, " ") && take_clock(fields, text) && take(text, " ") &&
           take_number(&fields->year, text, 4);
}

static int take_date(fields_t *fields, const char **text)
{
    size_t i;

    for (i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        if (take(text, days[i])) {
            return take_rfc850(fields, text);
        }
        if (!strncmp(*text, days[i], 3)) {
            *text += 3;
            return **text == ',' ? take_fixdate(fields, text) : take_asctime(fields, text);
        }
    }
    return 0;
}

static void complete_year(fields_t *fields, apr_time_t now)
{
    int this_year = year_of(now);

    if (fields->has_short_year) {
        fields->year += this_year - this_year % 100;
        fields->year += fields->year > this_year + 50 ? -100 : 0;
        fields->year += fields->year <= this_year - 50 ? 100 : 0;
    }
}

/* Second 60 is a leap second. */
static int is_real(const fields_t *fields)
{
    return fields->month >= 1 && fields->day >= 1 &&
           fields->day <= days_in(fields->month, fields->year) && fields->hour <= 23 &&
           fields->minute <= 59 && fields->second <= 60;
}

int stm_http_date_parse(apr_time_t *moment, const char *text, apr_time_t now)
{
    fields_t fields = {0};

    if (!take_date(&fields, &text) || *text) {
        return 0;
    }
    complete_year(&fields, now);
    if (!is_real(&fields)) {
        return 0;
    }
    *moment = apr_time_from_sec(days_of(fields.year, fields.month, fields.day) * 86400 +
                                (fields.hour * 60 + fields.minute) * 60 + fields.second);
    return 1;
}

/* Most answers have two dates. @a number: below 100. */
static void put_two(char *text, int number)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";

    memcpy(text, pairs + 2 * number, 2);
}

void stm_http_date_format(char text[STM_HTTP_DATE_SIZE], apr_time_t moment)
{
    apr_int64_t second = apr_time_sec(moment), day = second / 86400;
    int clock = (int)(second % 86400);
    fields_t fields;

    civil_of(&fields, day);
    memcpy(text, "Thu, 01 Jan 1970 00:00:00 GMT", STM_HTTP_DATE_SIZE);
    memcpy(text, days[(day + 4) % 7], 3);
    put_two(text + 5, fields.day);
    memcpy(text + 8, months + (fields.month - 1) * 3, 3);
    put_two(text + 12, fields.year / 100 % 100);
    put_two(text + 14, fields.year % 100);
    put_two(text + 17, clock / 3600);
    put_two(text + 20, clock / 60 % 60);
    put_two(text + 23, clock % 60);
}
