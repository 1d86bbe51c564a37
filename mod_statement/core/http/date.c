#include "core/http/date.h"

#include <apr_date.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/i18n/zone.h"

/* What follows a day's name. apr_date_parse_http takes far more than these, other zones as GMT. */
#define FIXDATE ", ## @$$ #### ##:##:## GMT"
#define RFC_850 ", ##-@$$-## ##:##:## GMT"
#define ASCTIME " @$$ ~# ##:##:## ####"

/* The IMF-fixdate of RFC 850's form from behind the day's name on. */
static void complete_year(char date[APR_RFC822_DATE_LEN], const char *rest, apr_time_t now)
{
    apr_time_exp_t today;
    int this_year, year;

    apr_time_exp_gmt(&today, now);
    this_year = today.tm_year + 1900;
    year = this_year - this_year % 100 + atoi(rest + strlen(", 06-Nov-"));
    year += year > this_year + 50 ? -100 : year <= this_year - 50 ? 100 : 0;
    apr_snprintf(date, APR_RFC822_DATE_LEN, "Sun, %.2s %.3s %04d%s", rest + strlen(", "),
                 rest + strlen(", 06-"), year, rest + strlen(", 06-Nov-94"));
}

/* APR returns 0 for what is no date, and for this one. */
static int is_epoch(const char *text)
{
    return strcmp(text, "Thu, 01 Jan 1970 00:00:00 GMT") == 0;
}

/* Numbers and month by their first letters. APR's own count of seconds has 32 bits where `long`
 * has, which ends in 2038. */
static apr_time_t count(const char *day, const char *month, const char *year, const char *clock)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    stm_civil_t civil = {.year = atoi(year), .day = atoi(day), .hour = atoi(clock)};

    for (civil.month = 1; civil.month < 12 && strncmp(names + 3 * (civil.month - 1), month, 3);
         civil.month++) {
    }
    civil.minute = atoi(clock + strlen("08:"));
    return stm_zone_moment(stm_zone_utc(), &civil) +
           apr_time_from_sec(atoi(clock + strlen("08:49:"))); /* 60 at times */
}

/* Zero: APR knows no such day or time. */
static int read_fixdate(apr_time_t *moment, const char *text)
{
    if (apr_date_parse_http(text) == APR_DATE_BAD && !is_epoch(text)) {
        return 0;
    }
    text += strlen("Sun, ");
    *moment =
        count(text, text + strlen("06 "), text + strlen("06 Nov "), text + strlen("06 Nov 1994 "));
    return 1;
}

static int read_asctime(apr_time_t *moment, const char *text)
{
    if (apr_date_parse_http(text) == APR_DATE_BAD) {
        return 0;
    }
    text += strlen("Sun ");
    *moment = count(text + strlen("Nov "), text, text + strlen("Nov  6 08:49:37 "),
                    text + strlen("Nov  6 "));
    return 1;
}

int stm_http_date_parse(apr_time_t *moment, const char *text, apr_time_t now)
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    char completed[APR_RFC822_DATE_LEN];

    for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
        size_t length = strlen(days[i]);

        if (strncmp(text, days[i], length) == 0 && apr_date_checkmask(text + length, RFC_850)) {
            complete_year(completed, text + length, now);
            return read_fixdate(moment, completed);
        }
        if (strncmp(text, days[i], 3) == 0 && apr_date_checkmask(text + 3, FIXDATE)) {
            return read_fixdate(moment, text);
        }
        if (strncmp(text, days[i], 3) == 0 && apr_date_checkmask(text + 3, ASCTIME)) {
            return read_asctime(moment, text);
        }
    }
    return 0;
}
