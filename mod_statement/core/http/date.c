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
