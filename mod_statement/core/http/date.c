#include "core/http/date.h"

#include <apr_date.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

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

typedef struct day_t {
    unsigned year, month, day; /* both from 1 on */
} day_t;

/* @a days: since 1 January 1970. Counts from 1 March of the year 0 on, so that a leap day is the
 * last of its year and months are 30.6 days long. */
static day_t day_of(unsigned days)
{
    const unsigned since = days + 719468, century = (4 * since + 3) / 146097;
    const unsigned in_century = since - 146097 * century / 4;
    const unsigned year = (4 * in_century + 3) / 1461, in_year = in_century - 1461 * year / 4;
    const unsigned month = (5 * in_year + 2) / 153;
    const day_t day = {100 * century + year + (month >= 10), month < 10 ? month + 3 : month - 9,
                       in_year - (153 * month + 2) / 5 + 1};

    return day;
}

static char *put_digits(char *to, unsigned number)
{
    to[0] = (char)('0' + number / 10);
    to[1] = (char)('0' + number % 10);
    return to + 3;
}

void stm_http_date_format(char text[STM_HTTP_DATE_SIZE], apr_time_t moment)
{
    const unsigned days = (unsigned)(apr_time_sec(moment) / 86400);
    const unsigned seconds = (unsigned)(apr_time_sec(moment) % 86400);
    const day_t day = day_of(days);
    char *to = text + 5;

    memcpy(text, "Thu, 01 Jan 1970 00:00:00 GMT", STM_HTTP_DATE_SIZE);
    memcpy(text, apr_day_snames[(days + 4) % 7], 3);
    to = put_digits(to, day.day);
    memcpy(to, apr_month_snames[day.month - 1], 3);
    put_digits(to + 4, day.year / 100);
    to = put_digits(to + 6, day.year % 100);
    to = put_digits(to, seconds / 3600);
    to = put_digits(to, seconds / 60 % 60);
    put_digits(to, seconds % 60);
}

/* APR returns 0 for what is no date, and for this one. */
static int is_epoch(const char *text)
{
    return strcmp(text, "Thu, 01 Jan 1970 00:00:00 GMT") == 0;
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
            *moment = apr_date_parse_http(completed);
            return *moment != APR_DATE_BAD;
        }
        if (strncmp(text, days[i], 3) == 0 &&
            (apr_date_checkmask(text + 3, FIXDATE) || apr_date_checkmask(text + 3, ASCTIME))) {
            *moment = apr_date_parse_http(text);
            return *moment != APR_DATE_BAD || is_epoch(text);
        }
    }
    return 0;
}
