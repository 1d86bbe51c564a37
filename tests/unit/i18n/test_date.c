#include <locale.h>
#include <string.h>

#include "core/i18n/date.h"
#include "unit/unit.h"

START_TEST(test_dates_that_editors_may_write)
{
    static const struct {
        const char *text;
        stm_date_kind_t kind;
        const char *utc;
    } rows[] = {
        {"2026-05-04", STM_DATE_DAY, "2026-05-03T22:00:00Z"},
        {" \n 2026-05-04\t", STM_DATE_DAY, "2026-05-03T22:00:00Z"},
        {"2024-02-29", STM_DATE_DAY, "2024-02-28T23:00:00Z"},
        {"2000-02-29", STM_DATE_DAY, "2000-02-28T23:00:00Z"},
        {"2026-05-04T10:00:00Z", STM_DATE_ZONED, "2026-05-04T10:00:00Z"},
        {"2026-05-04T10:00Z", STM_DATE_ZONED, "2026-05-04T10:00:00Z"},
        {"2026-05-04T10:00:00+02:00", STM_DATE_ZONED, "2026-05-04T08:00:00Z"},
        {"2026-05-04T10:00:00-05:30", STM_DATE_ZONED, "2026-05-04T15:30:00Z"},
        {"2026-05-04T00:00:00+14:00", STM_DATE_ZONED, "2026-05-03T10:00:00Z"},
        {"2026-05-04T10:00:00+00:00", STM_DATE_ZONED, "2026-05-04T10:00:00Z"},
        {"2026-05-04T10:00:00.999Z", STM_DATE_ZONED, "2026-05-04T10:00:00Z"},
        {"2026-05-04T23:59:59", STM_DATE_FLOATING, "2026-05-04T21:59:59Z"},
        {"2026-05-04T10:00", STM_DATE_FLOATING, "2026-05-04T08:00:00Z"},
        {"1000-01-01T00:00:00Z", STM_DATE_ZONED, "1000-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59Z", STM_DATE_ZONED, "9999-12-31T23:59:59Z"},
    };
    const stm_zone_t *berlin;
    size_t index;
    ck_assert_int_eq(stm_zone_load(&berlin, "Europe/Berlin", pool), APR_SUCCESS);
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        stm_date_t date;
        const char *utc;
        ck_assert_msg(stm_date_parse(&date, rows[index].text) == STM_DATE_GOOD, "%s",
                      rows[index].text);
        utc = stm_date_rfc3339(stm_date_moment(&date, berlin), pool);
        ck_assert_msg(date.kind == rows[index].kind && strcmp(utc, rows[index].utc) == 0, "%s: %s",
                      rows[index].text, utc);
    }
}
END_TEST

START_TEST(test_each_slip_has_its_own_fault)
{
    static const struct {
        const char *text;
        stm_date_fault_t fault;
    } rows[] = {
        {"", STM_DATE_EMPTY},
        {" \n\t", STM_DATE_EMPTY},
        {"2026-05-04 10:00", STM_DATE_SPACE},
        {"2026-05-04 10:00:00Z", STM_DATE_SPACE},
        {"2026-05-04  10:00 CET", STM_DATE_SPACE},
        {"2026-05-04Z", STM_DATE_DAY_ZONE},
        {"2026-05-04+02:00", STM_DATE_DAY_ZONE},
        {"2026-05-04-05:00", STM_DATE_DAY_ZONE},
        {"2026-05-04 CET", STM_DATE_DAY_ZONE},
        {"2026-05-04T24:00", STM_DATE_HOUR_24},
        {"2026-05-04T24:00:00Z", STM_DATE_HOUR_24},
        {"2026-05-04T10:00:00-00:00", STM_DATE_UNKNOWN_ZONE},
        {"2026-05-04T10:00 CET", STM_DATE_ZONE_NAME},
        {"2026-05-04T10:00:00EST", STM_DATE_ZONE_NAME},
        {"2026-05-04T10:00 Europe/Berlin", STM_DATE_ZONE_NAME},
        {"2026-06-30T23:59:60Z", STM_DATE_LEAP_SECOND},
        {"2026-02-29", STM_DATE_RANGE},
        {"1900-02-29", STM_DATE_RANGE},
        {"2026-02-30", STM_DATE_RANGE},
        {"2026-04-31", STM_DATE_RANGE},
        {"2026-13-01", STM_DATE_RANGE},
        {"2026-00-01", STM_DATE_RANGE},
        {"2026-05-00", STM_DATE_RANGE},
        {"2026-05-04T25:00:00Z", STM_DATE_RANGE},
        {"2026-05-04T10:60:00Z", STM_DATE_RANGE},
        {"2026-05-04T10:00:61Z", STM_DATE_RANGE},
        {"2026-05-04T10:00:00+14:01", STM_DATE_RANGE},
        {"2026-05-04T10:00:00+02:60", STM_DATE_RANGE},
        {"0999-05-04", STM_DATE_RANGE},
        {"12026-05-04", STM_DATE_RANGE},
        {"-2026-05-04", STM_DATE_RANGE},
        {"04.05.2026", STM_DATE_ORDER},
        {"4.5.26", STM_DATE_ORDER},
        {"05/04/2026", STM_DATE_ORDER},
        {"04-05-2026", STM_DATE_ORDER},
        {"May 4, 2026", STM_DATE_ORDER},
        {"4 May 2026", STM_DATE_ORDER},
        {"4. M\xc3\xa4rz 2026", STM_DATE_ORDER},
        {"Monday", STM_DATE_OTHER},
        {"20260504", STM_DATE_OTHER},
        {"2026-5-4", STM_DATE_OTHER},
        {"2026/05/04", STM_DATE_OTHER},
        {"2026-05", STM_DATE_OTHER},
        {"2026-05-04T10", STM_DATE_OTHER},
        {"2026-05-04T", STM_DATE_OTHER},
        {"2026-05-04t10:00:00z", STM_DATE_OTHER},
        {"2026-05-04T10:00:00.Z", STM_DATE_OTHER},
        {"2026-05-04T10:00:00+0200", STM_DATE_OTHER},
        {"2026-05-04T10:00:00+02", STM_DATE_OTHER},
        {"2026-05-04T10:00:00 Z", STM_DATE_OTHER},
        {"2026-05-04x", STM_DATE_OTHER},
        {"2026-05-04T10:00:00.00000000000000000000000000000000000000000000Z", STM_DATE_OTHER},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        stm_date_t date = {0};
        stm_date_fault_t fault = stm_date_parse(&date, rows[index].text);
        ck_assert_msg(fault == rows[index].fault, "\"%s\": %d instead of %d", rows[index].text,
                      fault, rows[index].fault);
        ck_assert_int_eq(date.kind, STM_DATE_UNSET);
    }
}
END_TEST

START_TEST(test_fractions_are_microseconds)
{
    stm_date_t date;
    ck_assert_int_eq(stm_date_parse(&date, "2026-05-04T10:00:00.1234567Z"), STM_DATE_GOOD);
    ck_assert_int_eq(date.civil.usec, 123456);
    ck_assert_int_eq(stm_date_moment(&date, stm_zone_utc()) % APR_USEC_PER_SEC, 123456);
}
END_TEST

START_TEST(test_no_date_has_moment_zero)
{
    stm_date_t date = {0};
    ck_assert_int_eq(stm_date_moment(&date, stm_zone_utc()), 0);
}
END_TEST

START_TEST(test_feed_dates_are_the_same_under_every_locale)
{
    static const struct {
        const char *text, *rfc822;
    } rows[] = {
        {"2026-05-04T10:00:00Z", "Mon, 04 May 2026 10:00:00 GMT"},
        {"1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"1969-12-31T23:59:59.5Z", "Wed, 31 Dec 1969 23:59:59 GMT"},
        {"2024-02-29T12:00:00-12:00", "Fri, 01 Mar 2024 00:00:00 GMT"},
        {"1000-01-01T00:00:00Z", "Wed, 01 Jan 1000 00:00:00 GMT"},
    };
    size_t index;
    setenv("TZ", "Asia/Kolkata", 1);
    setlocale(LC_ALL, "de_DE.UTF-8");
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        stm_date_t date;
        ck_assert_int_eq(stm_date_parse(&date, rows[index].text), STM_DATE_GOOD);
        ck_assert_str_eq(stm_date_rfc822(stm_date_moment(&date, stm_zone_utc()), pool),
                         rows[index].rfc822);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_dates_that_editors_may_write);
    tcase_add_test(all, test_each_slip_has_its_own_fault);
    tcase_add_test(all, test_fractions_are_microseconds);
    tcase_add_test(all, test_no_date_has_moment_zero);
    tcase_add_test(all, test_feed_dates_are_the_same_under_every_locale);
}

UNIT_MAIN("stm_date")
