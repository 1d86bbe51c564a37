#include "unit/unit.h"

#include <apr_strings.h>
#include <limits.h>

#include "core/i18n/date.h"
#include "core/site/archive.h"

static apr_time_t moment_of(const char *text)
{
    stm_date_t date;
    ck_assert_int_eq(stm_date_parse(&date, text), STM_DATE_GOOD);
    return stm_date_moment(&date, stm_zone_utc());
}

static const char *text_of(const stm_archive_t *archive)
{
    return apr_pstrcat(pool, archive->name, " ", stm_date_rfc3339(archive->from, pool), " ",
                       stm_date_rfc3339(archive->until, pool), NULL);
}

static const struct {
    stm_span_t span;
    const char *moment, *text;
} spans[] = {
    {STM_SPAN_YEAR, "2026-11-25T09:05:07Z", "2026 2026-01-01T00:00:00Z 2027-01-01T00:00:00Z"},
    {STM_SPAN_YEAR, "2027-01-01T00:30:00+01:00", "2026 2026-01-01T00:00:00Z 2027-01-01T00:00:00Z"},
    {STM_SPAN_MONTH, "2026-11-25T09:05:07Z", "2026-11 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z"},
    {STM_SPAN_MONTH, "2026-12-31T23:59:59Z", "2026-12 2026-12-01T00:00:00Z 2027-01-01T00:00:00Z"},
    {STM_SPAN_DAY, "2028-02-29T09:05:07Z", "2028-02-29 2028-02-29T00:00:00Z 2028-03-01T00:00:00Z"},
    {STM_SPAN_HOUR, "2026-11-25T23:05:07Z",
     "2026-11-25T23 2026-11-25T23:00:00Z 2026-11-26T00:00:00Z"},
    {STM_SPAN_MINUTE, "2026-11-25T09:05:07Z",
     "2026-11-25T09:05 2026-11-25T09:05:00Z 2026-11-25T09:06:00Z"},
    {STM_SPAN_SECOND, "2026-11-25T09:05:07Z",
     "2026-11-25T09:05:07 2026-11-25T09:05:07Z 2026-11-25T09:05:08Z"},
    {STM_SPAN_YEAR, "1850-05-04T00:00:00Z", "1850 1850-01-01T00:00:00Z 1851-01-01T00:00:00Z"},
};

START_TEST(test_spans_are_those_of_the_calendar)
{
    stm_archive_t archive;
    size_t i;
    for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        ck_assert_int_eq(stm_archive_at(&archive, spans[i].span, moment_of(spans[i].moment)),
                         APR_SUCCESS);
        ck_assert_str_eq(text_of(&archive), spans[i].text);
    }
    ck_assert_int_eq(stm_archive_at(&archive, STM_SPAN_YEAR, APR_INT64_MAX), APR_EINVAL);
    ck_assert_int_eq(stm_archive_at(&archive, STM_SPAN_YEAR, APR_INT64_MIN), APR_EINVAL);
}
END_TEST

START_TEST(test_each_span_is_found_again_by_its_name)
{
    stm_archive_t archive, again;
    int span;
    for (span = STM_SPAN_YEAR; span <= STM_SPAN_SECOND; span++) {
        stm_archive_at(&archive, (stm_span_t)span, moment_of("2026-11-25T09:05:07Z"));
        ck_assert(stm_archive_parse(
            &again, apr_pstrcat(pool, "tag=x&archive=", archive.name, "&page=2", NULL)));
        ck_assert_str_eq(text_of(&again), text_of(&archive));
    }
}
END_TEST

static const char *const no_archives[] = {
    NULL,
    "",
    "archive",
    "archive=",
    "myarchive=2026",
    "archive=26",
    "archive=20260",
    "archive=2026-",
    "archive=2026-13",              /* no such month */
    "archive=2026-00",              /* no such month */
    "archive=2026-02-30",           /* no such day */
    "archive=2026-02-28T24",        /* is the next day's */
    "archive=2026-02-28T23:60",     /* is the next day's */
    "archive=2026-02-28T23:59:60",  /* no leap second */
    "archive=2026-02-28T23:59:59Z", /* one name each */
    "archive=2026-02-28t23",        /* one name each */
    "archive=0999",                 /* no statement has such a date */
    "archive=-999",
    "archive=2026/02",
    "archive=2026%2D02",
    "archive=20261&archive=2026", /* of two the first counts */
};

START_TEST(test_what_is_no_name_is_no_archive)
{
    stm_archive_t archive;
    size_t i;
    for (i = 0; i < sizeof(no_archives) / sizeof(no_archives[0]); i++) {
        ck_assert_msg(!stm_archive_parse(&archive, no_archives[i]), "%s", no_archives[i]);
    }
}
END_TEST

START_TEST(test_a_document_holds_more_than_a_feed_shows)
{
    ck_assert_int_eq(stm_archive_items(20), 40);
    ck_assert_int_eq(stm_archive_items(INT_MAX), INT_MAX);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_spans_are_those_of_the_calendar);
    tcase_add_test(all, test_each_span_is_found_again_by_its_name);
    tcase_add_test(all, test_what_is_no_name_is_no_archive);
    tcase_add_test(all, test_a_document_holds_more_than_a_feed_shows);
}

UNIT_MAIN("stm_archive")
