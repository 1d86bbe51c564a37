#include "core/i18n/date_meant.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#include "core/base/utf8.h"
#include "core/i18n/language.h"

#define LONGEST 100 /* bytes: no date is longer */
#define NUMBERS 3
#define NAMES   6 /* words that are looked for among the months */

typedef struct number_t {
    int value, digits;
} number_t;

typedef struct reading_t {
    const char *at;
    number_t numbers[NUMBERS];
    int count;
    char part; /* what parts the first two of them */
    int month; /* by its name; 0: none */
    int names;
    int hour, minute, second;
    int has_clock, has_second, has_too_much;
    const char *zone;
    const char *lang;
    apr_pool_t *pool;
} reading_t;

/* Digits of every script, and the signs of East Asian keyboards, as ASCII has them. */
static const char *narrow(const char *text, apr_pool_t *pool)
{
    char *narrowed = apr_palloc(pool, strlen(text) + 1), *to = narrowed;

    for (int length; *text != '\0'; text += length) {
        UChar32 code = (UChar32)stm_utf8_decode(text, &length);
        int digit = u_charDigitValue(code);

        if (digit >= 0) {
            *to++ = (char)('0' + digit);
        }
        else if (code > 0xFF00 && code < 0xFF5F) {
            *to++ = (char)(code - 0xFF00 + 0x20);
        }
        else if (code == 0x2212 || code == 0x2010 || code == 0x2011 || code == 0x2013) {
            *to++ = '-';
        }
        else {
            memcpy(to, text, (size_t)length);
            to += length;
        }
    }
    *to = '\0';
    return narrowed;
}

static int read_number(const char **at, int *digits)
{
    const char *start = *at;
    int value = 0;

    for (; apr_isdigit(**at); ++*at) {
        value = *at - start < 8 ? value * 10 + (**at - '0') : value;
    }
    *digits = (int)(*at - start);
    return value;
}

/* The rest of hh:mm or hh:mm:ss, behind the hour. */
static void read_clock(reading_t *reading, int hour)
{
    int digits;

    reading->has_clock = 1;
    reading->hour = hour;
    reading->at++;
    reading->minute = read_number(&reading->at, &digits);
    if (reading->at[0] == ':' && apr_isdigit(reading->at[1])) {
        reading->at++;
        reading->second = read_number(&reading->at, &digits);
        reading->has_second = 1;
    }
    if (reading->at[0] == '.' && apr_isdigit(reading->at[1])) {
        reading->at++;
        read_number(&reading->at, &digits);
    }
}

static void take_number(reading_t *reading)
{
    number_t number;

    number.value = read_number(&reading->at, &number.digits);
    if (reading->at[0] == ':' && apr_isdigit(reading->at[1]) && !reading->has_clock) {
        read_clock(reading, number.value);
    }
    else if (reading->count < NUMBERS) {
        reading->numbers[reading->count++] = number;
        if (reading->count == 1) {
            reading->part = *reading->at;
        }
    }
    else {
        reading->has_too_much = 1;
    }
}

/* "10 am" is told by the word only. */
static void take_half(reading_t *reading, int is_afternoon)
{
    if (!reading->has_clock && reading->count > 0) {
        reading->hour = reading->numbers[--reading->count].value;
        reading->has_clock = 1;
    }
    reading->hour = reading->hour % 12 + (is_afternoon ? 12 : 0);
}

static int is_either(const char *word, const char *one, const char *other)
{
    return strcasecmp(word, one) == 0 || strcasecmp(word, other) == 0;
}

static int month_of(reading_t *reading, const char *word)
{
    apr_pool_t *pool;
    int month;

    if (++reading->names > NAMES) {
        return 0;
    }
    apr_pool_create(&pool, reading->pool);
    month = stm_language_month(word, reading->lang, pool);
    apr_pool_destroy(pool);
    return month;
}

/* Of the names that mean one zone wherever they are written; NULL: none of them. */
static const char *zone_of(const char *word)
{
    static const char *const zones[][2] = {
        {"Z", "Z"},        {"UTC", "Z"},       {"GMT", "Z"},       {"UT", "Z"},
        {"CET", "+01:00"}, {"MEZ", "+01:00"},  {"CEST", "+02:00"}, {"MESZ", "+02:00"},
        {"EET", "+02:00"}, {"EEST", "+03:00"}, {"EST", "-05:00"},  {"EDT", "-04:00"},
        {"PST", "-08:00"}, {"PDT", "-07:00"},  {"JST", "+09:00"}};

    for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
        if (strcasecmp(word, zones[i][0]) == 0) {
            return zones[i][1];
        }
    }
    return NULL;
}

static int is_letter(char byte)
{
    return apr_isalpha(byte) || (unsigned char)byte >= 0x80;
}

/* "a.m." is one word. */
static const char *take_letters(reading_t *reading)
{
    const char *start = reading->at;

    if (strncasecmp(start, "a.m", 3) == 0 || strncasecmp(start, "p.m", 3) == 0) {
        reading->at += 3;
        return apr_psprintf(reading->pool, "%cm", *start);
    }
    while (is_letter(*reading->at)) {
        reading->at++;
    }
    return apr_pstrmemdup(reading->pool, start, (size_t)(reading->at - start));
}

static void take_word(reading_t *reading)
{
    const char *word = take_letters(reading);

    if (is_either(word, "am", "pm")) {
        take_half(reading, strcasecmp(word, "pm") == 0);
    }
    else if (reading->has_clock && reading->zone == NULL && zone_of(word) != NULL) {
        reading->zone = zone_of(word);
    }
    else if (reading->month == 0 && strcmp(word, "T") != 0) {
        reading->month = month_of(reading, word);
    }
}

/* +02:00, +0200, +2 */
static void take_zone(reading_t *reading)
{
    char sign = *reading->at++;
    int digits, hours = read_number(&reading->at, &digits), minutes = 0;

    if (digits > 2) {
        minutes = hours % 100;
        hours /= 100;
    }
    else if (reading->at[0] == ':' && apr_isdigit(reading->at[1])) {
        reading->at++;
        minutes = read_number(&reading->at, &digits);
    }
    reading->zone = hours == 0 && minutes == 0
                        ? "Z"
                        : apr_psprintf(reading->pool, "%c%02d:%02d", sign, hours, minutes);
}

static void read_all(reading_t *reading)
{
    while (*reading->at != '\0') {
        if (apr_isdigit(*reading->at)) {
            take_number(reading);
        }
        else if (is_letter(*reading->at)) {
            take_word(reading);
        }
        else if ((*reading->at == '+' || *reading->at == '-') && reading->has_clock &&
                 reading->zone == NULL && apr_isdigit(reading->at[1])) {
            take_zone(reading);
        }
        else {
            reading->at++;
        }
    }
}

static const char *day_text(const stm_civil_t *day, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%04d-%02d-%02d", day->year, day->month, day->day);
}

/* Unless the calendar lacks it, or it is there. */
static void add_day(stm_date_meant_t *meant, int year, int month, int day, apr_pool_t *pool)
{
    stm_civil_t civil = {.year = year < 100 ? 2000 + year : year, .month = month, .day = day};
    stm_date_t date;

    if (month > 12 || day > 31 || stm_date_parse(&date, day_text(&civil, pool)) != STM_DATE_GOOD ||
        meant->count == STM_DATE_MEANINGS) {
        return;
    }
    for (int i = 0; i < meant->count; i++) {
        if (meant->days[i].month == month && meant->days[i].day == day) {
            return;
        }
    }
    meant->days[meant->count++] = civil;
}

/* With the month's name, the year is the number of four digits, else the last. */
static void add_named(stm_date_meant_t *meant, const reading_t *reading)
{
    int is_year_first = reading->numbers[0].digits > 2;
    const number_t *year = &reading->numbers[is_year_first ? 0 : 1];
    const number_t *day = &reading->numbers[is_year_first ? 1 : 0];

    if (reading->count == 2 && (year->digits == 4 || year->digits == 2)) {
        add_day(meant, year->value, reading->month, day->value, reading->pool);
    }
}

/* Full stops part days, months and years in this order wherever they do; strokes and hyphens do in
 * several. */
static void add_numbered(stm_date_meant_t *meant, const reading_t *reading)
{
    int first = reading->numbers[0].value, second = reading->numbers[1].value,
        third = reading->numbers[2].value;

    if (reading->numbers[0].digits == 4) {
        add_day(meant, first, second, third, reading->pool);
        if (meant->count == 0) {
            add_day(meant, first, third, second, reading->pool);
        }
        return;
    }
    if (reading->numbers[2].digits != 4 && reading->numbers[2].digits != 2) {
        return;
    }
    add_day(meant, third, second, first, reading->pool);
    if (reading->part != '.' || meant->count == 0) {
        add_day(meant, third, first, second, reading->pool);
    }
    if (reading->part == '-' && reading->numbers[0].digits == 2 &&
        reading->numbers[2].digits == 2) {
        add_day(meant, first, second, third, reading->pool);
    }
}

static void add_days(stm_date_meant_t *meant, const reading_t *reading)
{
    const number_t *only = &reading->numbers[0];

    if (reading->month != 0) {
        add_named(meant, reading);
    }
    else if (reading->count == NUMBERS) {
        add_numbered(meant, reading);
    }
    else if (reading->count == 1 && only->digits == 8) {
        add_day(meant, only->value / 10000, only->value / 100 % 100, only->value % 100,
                reading->pool);
    }
}

static void add_clock(stm_date_meant_t *meant, const reading_t *reading)
{
    if (!reading->has_clock) {
        return;
    }
    meant->clock = apr_psprintf(reading->pool, "T%02d:%02d", reading->hour, reading->minute);
    if (reading->has_second) {
        meant->clock = apr_psprintf(reading->pool, "%s:%02d", meant->clock, reading->second);
    }
    meant->zone = reading->zone ? reading->zone : "";
}

void stm_date_meant(stm_date_meant_t *meant, const char *text, const char *lang,
                    apr_pool_t *result_pool)
{
    reading_t reading = {.lang = lang, .pool = result_pool};
    stm_date_t date;

    memset(meant, 0, sizeof(*meant));
    meant->clock = meant->zone = "";
    if (strlen(text) > LONGEST) {
        return;
    }
    reading.at = narrow(text, result_pool);
    read_all(&reading);
    if (reading.has_too_much) {
        return;
    }
    add_days(meant, &reading);
    add_clock(meant, &reading);
    if (meant->count > 0 &&
        stm_date_parse(&date, apr_pstrcat(result_pool, day_text(&meant->days[0], result_pool),
                                          meant->clock, meant->zone, NULL)) != STM_DATE_GOOD) {
        meant->count = 0;
    }
}
