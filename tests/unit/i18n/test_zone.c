#include <apr_strings.h>
#include <string.h>

#include "core/i18n/date.h"
#include "core/i18n/zone.h"
#include "core/i18n/zone_file.h"
#include "unit/unit.h"

static const stm_zone_t *load(const char *name)
{
    const stm_zone_t *zone = NULL;
    ck_assert_msg(stm_zone_load(&zone, name, pool) == APR_SUCCESS, "%s", name);
    return zone;
}

static apr_time_t moment_of(const stm_zone_t *zone, const char *text)
{
    stm_date_t date;
    ck_assert_msg(stm_date_parse(&date, text) == STM_DATE_GOOD, "%s", text);
    return stm_date_moment(&date, zone);
}

START_TEST(test_civil_times_become_moments)
{
    static const struct {
        const char *zone, *civil, *utc, *reason;
    } rows[] = {
        {"UTC", "2026-05-04T10:00:00", "2026-05-04T10:00:00Z", "nothing to add"},
        {"Europe/Berlin", "2026-05-04T10:00:00", "2026-05-04T08:00:00Z", "summer time"},
        {"Europe/Berlin", "2026-01-04T10:00:00", "2026-01-04T09:00:00Z", "winter time"},
        {"Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z", "missing hour: later"},
        {"Europe/Berlin", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z", "first missing second"},
        {"Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z", "first second after it"},
        {"Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T01:30:00Z", "double hour: later"},
        {"Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z", "after the double hour"},
        {"America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:30:00Z", "missing, west"},
        {"America/New_York", "2026-11-01T01:30:00", "2026-11-01T06:30:00Z", "double, west"},
        {"Asia/Kolkata", "2026-05-04T10:00:00", "2026-05-04T04:30:00Z", "half an hour"},
        {"Asia/Kathmandu", "2026-05-04T10:00:00", "2026-05-04T04:15:00Z", "a quarter"},
        {"Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T15:15:00Z",
         "half an hour twice"},
        {"Asia/Almaty", "2026-05-04T10:00:00", "2026-05-04T05:00:00Z", "+05 since March 2024"},
        {"Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z", "a missing day: later"},
        {"America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00Z", "no midnight"},
        {"Europe/Berlin", "2500-07-01T12:00:00", "2500-07-01T10:00:00Z", "far summer by rule"},
        {"Europe/Berlin", "2500-12-01T12:00:00", "2500-12-01T11:00:00Z", "far winter by rule"},
        {"Australia/Sydney", "2400-01-15T12:00:00", "2400-01-15T01:00:00Z",
         "summer over new year by rule"},
        {"Australia/Sydney", "2400-07-15T12:00:00", "2400-07-15T02:00:00Z", "southern winter"},
        {"Asia/Tokyo", "9999-12-31T23:59:59", "9999-12-31T14:59:59Z", "a rule without summer"},
        {"Europe/Amsterdam", "1800-01-01T12:00:00", NULL, "before the first change: no crash"},
        {"Etc/GMT+5", "2026-05-04T10:00:00", "2026-05-04T15:00:00Z", "a plus sign in a name"},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        const stm_zone_t *zone = load(rows[index].zone);
        const char *got = stm_date_rfc3339(moment_of(zone, rows[index].civil), pool);
        ck_assert_msg(!rows[index].utc || strcmp(got, rows[index].utc) == 0, "%s %s (%s): %s",
                      rows[index].zone, rows[index].civil, rows[index].reason, got);
    }
}
END_TEST

START_TEST(test_moments_become_civil_times)
{
    static const struct {
        const char *zone, *utc, *abbreviation;
        int offset_sec, day, hour, minute;
    } rows[] = {
        {"Europe/Berlin", "2026-03-29T00:59:59Z", "CET", 3600, 29, 1, 59},
        {"Europe/Berlin", "2026-03-29T01:00:00Z", "CEST", 7200, 29, 3, 0},
        {"Europe/Berlin", "2026-10-25T00:59:59Z", "CEST", 7200, 25, 2, 59},
        {"Europe/Berlin", "2026-10-25T01:00:00Z", "CET", 3600, 25, 2, 0},
        {"Europe/Berlin", "2400-03-26T00:59:59Z", "CET", 3600, 26, 1, 59},
        {"Europe/Berlin", "2400-03-26T01:00:00Z", "CEST", 7200, 26, 3, 0},
        {"America/New_York", "2026-01-01T03:00:00Z", "EST", -18000, 31, 22, 0},
        {"Asia/Almaty", "2026-05-04T10:00:00Z", "+05", 18000, 4, 15, 0},
        {"Asia/Kolkata", "2026-05-04T20:00:00Z", "IST", 19800, 5, 1, 30},
        {"Europe/Dublin", "2026-07-01T10:00:00Z", "IST", 3600, 1, 11, 0},
        {"Europe/Dublin", "2426-01-15T10:00:00Z", "GMT", 0, 15, 10, 0},
        {"America/Nuuk", "2426-07-01T10:00:00Z", "-01", -3600, 1, 9, 0},
        {"UTC", "1969-12-31T23:59:59Z", "UTC", 0, 31, 23, 59},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        const stm_zone_t *zone = load(rows[index].zone);
        apr_time_t moment = moment_of(stm_zone_utc(), rows[index].utc);
        const char *abbreviation;
        stm_civil_t civil;
        ck_assert_msg(stm_zone_offset(zone, moment, &abbreviation) == rows[index].offset_sec,
                      "%s %s", rows[index].zone, rows[index].utc);
        ck_assert_str_eq(abbreviation, rows[index].abbreviation);
        stm_zone_civil(zone, moment, &civil);
        ck_assert_msg(civil.day == rows[index].day && civil.hour == rows[index].hour &&
                          civil.minute == rows[index].minute,
                      "%s %s: %d, %d:%d", rows[index].zone, rows[index].utc, civil.day, civil.hour,
                      civil.minute);
    }
}
END_TEST

START_TEST(test_civil_times_of_four_centuries_come_back_unchanged)
{
    const stm_zone_t *zone = load("Asia/Tokyo");
    apr_time_t moment = moment_of(stm_zone_utc(), "1890-01-01T00:00:00Z");
    int step;
    for (step = 0; step < 150000; step++, moment += 86399 * APR_USEC_PER_SEC + 5) {
        stm_civil_t civil;
        stm_zone_civil(zone, moment, &civil);
        /* Japan had summer time, and so double hours, from 1948 to 1951. */
        if (civil.year < 1948 || civil.year > 1951) {
            ck_assert_int_eq(stm_zone_moment(zone, &civil), moment);
        }
    }
}
END_TEST

START_TEST(test_names_never_leave_the_zone_directory)
{
    static const struct {
        const char *name;
        apr_status_t status;
    } rows[] = {
        {"Europe/Atlantis", APR_ENOENT}, {"Europe", APR_ENOENT},
        {"Europe/Berlin/x", APR_ENOENT}, {"", APR_EINVAL},
        {"../zoneinfo/UTC", APR_EINVAL}, {"Europe/../UTC", APR_EINVAL},
        {"/etc/localtime", APR_EINVAL},  {"Europe//Berlin", APR_EINVAL},
        {"Europe/", APR_EINVAL},         {"zone.tab", APR_EINVAL},
        {"Europe Berlin", APR_EINVAL},   {"Europe/B\xc3\xa4rlin", APR_EINVAL},
        {"tzdata", APR_ENOENT},          {"right/UTC/UTC", APR_ENOENT},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        const stm_zone_t *zone = NULL;
        apr_status_t status = stm_zone_load(&zone, rows[index].name, pool);
        ck_assert_msg(status == rows[index].status, "%s: %d", rows[index].name, status);
        ck_assert_ptr_null(zone);
    }
}
END_TEST

START_TEST(test_rules_are_read_as_posix_writes_them)
{
    static const struct {
        const char *rule;
        apr_status_t status;
    } rows[] = {
        {"", APR_SUCCESS},
        {"JST-9", APR_SUCCESS},
        {"<+05>-5", APR_SUCCESS},
        {"CET-1CEST,M3.5.0,M10.5.0/3", APR_SUCCESS},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", APR_SUCCESS},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", APR_SUCCESS},
        {"XXX3EDT4,0/0,J365/23", APR_SUCCESS},
        {"CET", APR_EINVAL},
        {"CE-1", APR_EINVAL},
        {"CET-1CEST", APR_EINVAL},
        {"CET-1CEST,M3.5.0", APR_EINVAL},
        {"CET-1CEST,M13.5.0,M10.5.0", APR_EINVAL},
        {"CET-1CEST,M3.6.0,M10.5.0", APR_EINVAL},
        {"CET-1CEST,M3.5.0,M10.5.0x", APR_EINVAL},
        {"<CET-1", APR_EINVAL},
        {"CET-200", APR_EINVAL},
        {"CET-1CEST,400,M10.5.0", APR_EINVAL},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        stm_zone_rule_t rule;
        ck_assert_msg(stm_zone_rule_parse(&rule, rows[index].rule, pool) == rows[index].status,
                      "%s", rows[index].rule);
    }
}
END_TEST

START_TEST(test_summer_time_all_year_never_ends)
{
    stm_zone_rule_t rule;
    apr_int64_t second = apr_time_sec(moment_of(stm_zone_utc(), "2026-12-31T22:00:00Z"));
    int step;
    ck_assert_int_eq(stm_zone_rule_parse(&rule, "XXX3EDT4,0/0,J365/23", pool), APR_SUCCESS);
    for (step = 0; step < 12; step++, second += 3600) {
        ck_assert_int_eq(stm_zone_rule_kind(&rule, second)->offset_sec, -4 * 3600);
    }
}
END_TEST

START_TEST(test_the_leap_day_is_counted_or_not_as_the_rule_says)
{
    static const struct {
        const char *rule, *moment;
        int offset_sec;
    } rows[] = {
        {"AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", 0},
        {"AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", 3600},
        {"AAA0BBB,J60/0,J300/0", "2027-03-01T00:00:00Z", 3600},
        {"AAA0BBB,J59/0,J300/0", "2028-02-28T00:00:00Z", 3600},
        {"AAA0BBB,59/0,299/0", "2028-02-28T23:59:59Z", 0},
        {"AAA0BBB,59/0,299/0", "2028-02-29T00:00:00Z", 3600},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        apr_int64_t second = apr_time_sec(moment_of(stm_zone_utc(), rows[index].moment));
        stm_zone_rule_t rule;
        ck_assert_int_eq(stm_zone_rule_parse(&rule, rows[index].rule, pool), APR_SUCCESS);
        ck_assert_msg(stm_zone_rule_kind(&rule, second)->offset_sec == rows[index].offset_sec,
                      "%s at %s", rows[index].rule, rows[index].moment);
    }
}
END_TEST

/* One kind (UTC), no change, and the footer given; big-endian counts are in each header's tail. */
static const char *zone_file(const char *footer, apr_size_t *size)
{
    static const char header[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                 "\0\0\0\0\0\0\0\1\0\0\0\4";
    static const char body[] = "\0\0\0\0\0\0UTC";
    apr_size_t half = sizeof(header) - 1 + sizeof(body);
    char *bytes = apr_pcalloc(pool, 2 * half + strlen(footer));
    memcpy(bytes, header, sizeof(header) - 1);
    memcpy(bytes + sizeof(header) - 1, body, sizeof(body));
    memcpy(bytes + half, bytes, half);
    memcpy(bytes + 2 * half, footer, strlen(footer));
    *size = 2 * half + strlen(footer);
    return bytes;
}

START_TEST(test_damaged_files_are_refused)
{
    const stm_zone_t *zone;
    apr_size_t size, at;
    const char *good = zone_file("\nUTC0\n", &size);
    char *bad;
    ck_assert_int_eq(stm_zone_file_parse(&zone, "x", good, size, pool), APR_SUCCESS);
    for (at = 0; at < size; at++) {
        const char *cut = apr_pmemdup(pool, good, at);
        ck_assert_msg(stm_zone_file_parse(&zone, "x", cut, at, pool) == APR_EINVAL,
                      "cut at %d bytes", (int)at);
    }
    for (at = 20; at < 44; at++) {
        bad = apr_pmemdup(pool, good, size);
        bad[at] = 0x7f;
        ck_assert_msg(stm_zone_file_parse(&zone, "x", bad, size, pool) == APR_EINVAL,
                      "count at byte %d", (int)at);
    }
    bad = apr_pmemdup(pool, good, size);
    bad[size - strlen("\nUTC0\n") - strlen("\4UTC") - 1] = 4;
    ck_assert_int_eq(stm_zone_file_parse(&zone, "x", bad, size, pool), APR_EINVAL);
    bad = (char *)zone_file("\nUTC0,M3\n", &size);
    ck_assert_int_eq(stm_zone_file_parse(&zone, "x", bad, size, pool), APR_EINVAL);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_civil_times_become_moments);
    tcase_add_test(all, test_moments_become_civil_times);
    tcase_add_test(all, test_civil_times_of_four_centuries_come_back_unchanged);
    tcase_add_test(all, test_names_never_leave_the_zone_directory);
    tcase_add_test(all, test_rules_are_read_as_posix_writes_them);
    tcase_add_test(all, test_summer_time_all_year_never_ends);
    tcase_add_test(all, test_the_leap_day_is_counted_or_not_as_the_rule_says);
    tcase_add_test(all, test_damaged_files_are_refused);
}

UNIT_MAIN("stm_zone")
