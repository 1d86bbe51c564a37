#include "unit/unit.h"

#include <apr_date.h>
#include <apr_strings.h>

#include "core/http/date.h"

#define NOW apr_time_from_sec(1795579200) /* 2026-11-25T04:00:00Z */

static const struct {
    const char *text, *same, *reason; /* same: as IMF-fixdate; NULL: no date */
} table[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "5.6.7: IMF-fixdate"},
    {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "5.6.7: RFC 850"},
    {"Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT", "5.6.7: asctime"},
    {"Wed Nov 16 08:49:37 1994", "Wed, 16 Nov 1994 08:49:37 GMT", "asctime with two digits"},
    {"Monday, 01-Jan-70 00:00:00 GMT", "Wed, 01 Jan 2070 00:00:00 GMT", "44 years ahead stays so"},
    {"Monday, 01-Jan-76 00:00:00 GMT", "Wed, 01 Jan 2076 00:00:00 GMT", "fifty years ahead too"},
    {"Saturday, 01-Jan-77 00:00:00 GMT", "Sat, 01 Jan 1977 00:00:00 GMT",
     "5.6.7: more than fifty years ahead is the past"},
    {"Thursday, 31-Dec-26 00:00:00 GMT", "Thu, 31 Dec 2026 00:00:00 GMT", "this year"},
    {"Thu, 29 Feb 2024 23:59:60 GMT", "Fri, 01 Mar 2024 00:00:00 GMT", "a leap second"},
    {"Tue, 29 Feb 2000 00:00:00 GMT", "Tue, 29 Feb 2000 00:00:00 GMT", "2000 was a leap year"},
    {"Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "the first second"},
    {"Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "the last one"},
    {"Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT",
     "a day's name that is wrong takes nothing from the date"},
    {"Sun, 06 Nov 94 08:49:37 GMT", NULL, "two digits belong to RFC 850's form only"},
    {"Sun, 06 Nov 1994 08:49:37 +0000", NULL, "5.6.7: GMT and no other zone"},
    {"Sun, 06 Nov 1994 08:49:37 EST", NULL, "another zone"},
    {"Sun, 06 Nov 1994 08:49:37", NULL, "no zone"},
    {"Sun, 06 Nov 1994 08:49:37 gmt", NULL, "5.6.7: case counts"},
    {"sun, 06 nov 1994 08:49:37 GMT", NULL, "5.6.7: case counts"},
    {"Sun, 6 Nov 1994 08:49:37 GMT", NULL, "one digit"},
    {"Sun,  06 Nov 1994 08:49:37 GMT", NULL, "two spaces"},
    {"Sun, 06 Nov 1994 08:49:37 GMT; length=12", NULL, "what a browser of 1996 added"},
    {"Tue, 29 Feb 1900 00:00:00 GMT", NULL, "1900 was no leap year"},
    {"Thu, 31 Apr 2026 00:00:00 GMT", NULL, "April has thirty days"},
    {"Sun, 00 Nov 1994 08:49:37 GMT", NULL, "no day zero"},
    {"Sun, 06 Nov 1994 24:00:00 GMT", NULL, "no hour 24"},
    {"Sun, 06 Nov 1994 08:60:00 GMT", NULL, "no minute 60"},
    {"1994-11-06T08:49:37Z", NULL, "RFC 3339"},
    {"784111777", NULL, "seconds"},
    {"0", NULL, "a number"},
    {"yesterday", NULL, "a word"},
    {"", NULL, "nothing"},
    {"Sun", NULL, "a beginning"},
    {"Sunday", NULL, "a beginning"},
    {"Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", NULL, "two header lines"},
};

/* Where the system's time_t has 32 bits, APR writes dates up to 2038 only, and reads all. */
static int is_written(apr_time_t moment)
{
    return sizeof(time_t) > 4 || apr_time_sec(moment) <= APR_INT32_MAX;
}

START_TEST(test_a_date_is_read_in_its_three_forms_and_no_other)
{
    char text[STM_HTTP_DATE_SIZE];
    apr_time_t moment = 0;
    int is_date = stm_http_date_parse(&moment, table[_i].text, NOW);

    ck_assert_msg(is_date == (table[_i].same != NULL), "%s: %s", table[_i].text, table[_i].reason);
    if (is_date) {
        stm_http_date_format(text, moment);
        ck_assert_msg(!strcmp(text, table[_i].same), "%s: got %s: %s", table[_i].text, text,
                      table[_i].reason);
    }
}
END_TEST

/* Steps of 9 hours and some seconds from 1970 to 2400. */
START_TEST(test_a_date_as_answers_have_it_is_read_back)
{
    char written[STM_HTTP_DATE_SIZE], apr[APR_RFC822_DATE_LEN];
    apr_time_t moment, back;

    for (moment = 0; moment < apr_time_from_sec(13569465600); moment += apr_time_from_sec(34321)) {
        stm_http_date_format(written, moment);
        if (is_written(moment)) {
            apr_rfc822_date(apr, moment);
            ck_assert_str_eq(written, apr);
        }
        ck_assert(stm_http_date_parse(&back, written, NOW));
        ck_assert_int_eq(back, moment);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_a_date_is_read_in_its_three_forms_and_no_other, 0,
                        sizeof(table) / sizeof(table[0]));
    tcase_add_test(all, test_a_date_as_answers_have_it_is_read_back);
}

UNIT_MAIN("stm_http_date")
