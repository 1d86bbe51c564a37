#include "unit/unit.h"

#include <apr_strings.h>

#include "core/http/precondition.h"

#define TAG     "\"0123456789abcdef\""
#define GZIPPED "\"0123456789abcdef-gzip\""
#define CHANGED "Sun, 06 Nov 1994 08:49:37 GMT"
#define BEFORE  "Sun, 06 Nov 1994 08:49:36 GMT"
#define AFTER   "Sun, 06 Nov 1994 08:49:38 GMT"
#define NOW     apr_time_from_sec(1795579200) /* 2026-11-25T04:00:00Z */

enum {
    SEND = STM_PRECONDITION_MET,
    SAME = STM_PRECONDITION_NOT_MODIFIED,
    FAIL = STM_PRECONDITION_FAILED
};

static const struct {
    const char *section;
    stm_preconditions_t conditions;
    int verdict;
    const char *matched; /* NULL: none */
    const char *reason;
} table[] = {
    {"13", {0}, SEND, NULL, "no condition"},

    {"13.1.1", {.if_match = TAG}, SEND, NULL, "the tag"},
    {"13.1.1", {.if_match = "*"}, SEND, NULL, "there is something"},
    {"13.1.1", {.if_match = "\"other\""}, FAIL, NULL, "another tag"},
    {"13.1.1", {.if_match = "\"other\", " TAG}, SEND, NULL, "one of a list"},
    {"13.1.1", {.if_match = "W/" TAG}, FAIL, NULL, "strong comparison"},
    {"13.1.1", {.if_match = ""}, FAIL, NULL, "a list of none"},
    {"13.1.1", {.if_match = "0123456789abcdef"}, FAIL, NULL, "a tag has marks"},
    {"13.1.1", {.if_match = GZIPPED}, SEND, NULL, "ours, compressed on its way"},
    {"13.1.1", {.if_match = GZIPPED, .has_range = 1}, FAIL, NULL, "a part of other bytes"},
    {"13.1.1", {.if_match = TAG, .has_range = 1}, SEND, NULL, "a part of these bytes"},

    {"13.1.4", {.if_unmodified_since = CHANGED}, SEND, NULL, "not since then"},
    {"13.1.4", {.if_unmodified_since = AFTER}, SEND, NULL, "not since then"},
    {"13.1.4", {.if_unmodified_since = BEFORE}, FAIL, NULL, "changed a second later"},
    {"13.1.4", {.if_unmodified_since = "nonsense"}, SEND, NULL, "no date is ignored"},
    {"13.1.4", {.if_match = TAG, .if_unmodified_since = BEFORE}, SEND, NULL, "If-Match wins"},

    {"13.1.2", {.if_none_match = TAG}, SAME, TAG, "the tag"},
    {"13.1.2", {.if_none_match = "W/" TAG}, SAME, TAG, "weak comparison"},
    {"13.1.2", {.if_none_match = "*"}, SAME, NULL, "anything"},
    {"13.1.2", {.if_none_match = " * "}, SAME, NULL, "with space"},
    {"13.1.2", {.if_none_match = "\"*\""}, SEND, NULL, "a tag that is a star"},
    {"13.1.2", {.if_none_match = "*, \"a\""}, SEND, NULL, "a star is no member of a list"},
    {"13.1.2", {.if_none_match = "\"other\""}, SEND, NULL, "another tag"},
    {"13.1.2", {.if_none_match = "\"other\", W/\"third\"," TAG}, SAME, TAG, "one of a list"},
    {"13.1.2", {.if_none_match = ",, ,\t" TAG " ,"}, SAME, TAG, "empty members of a list"},
    {"13.1.2", {.if_none_match = "\"a,b\", " TAG}, SAME, TAG, "a comma inside of a tag"},
    {"13.1.2", {.if_none_match = "\"x, 0123456789abcdef\""}, SEND, NULL, "ours inside of one"},
    {"8.8.3", {.if_none_match = "\"a\\\", " TAG}, SAME, TAG, "a backslash escapes nothing"},
    {"8.8.3", {.if_none_match = "\"a(\", " TAG}, SAME, TAG, "a parenthesis opens nothing"},
    {"8.8.3", {.if_none_match = "0123456789abcdef"}, SEND, NULL, "a tag has marks"},
    {"8.8.3", {.if_none_match = "0123456789abcdef, " TAG}, SAME, TAG, "the next one has"},
    {"8.8.3", {.if_none_match = "\"0123456789abcdef"}, SEND, NULL, "a mark is missing"},
    {"8.8.3", {.if_none_match = "w/" TAG}, SEND, NULL, "W is a capital"},
    {"8.8.3", {.if_none_match = "W/ " TAG}, SEND, NULL, "no space in a tag"},
    {"8.8.3", {.if_none_match = "\"0123456789ABCDEF\""}, SEND, NULL, "case counts"},
    {"13.1.2", {.if_none_match = "\"0123456789abcde\""}, SEND, NULL, "a beginning"},
    {"13.1.2", {.if_none_match = "\"0123456789abcdef0\""}, SEND, NULL, "more behind"},
    {"13.1.2", {.if_none_match = ""}, SEND, NULL, "a list of none"},
    {"13.1.2", {.if_none_match = "\"\""}, SEND, NULL, "an empty tag is one"},
    {"13.1.2", {.if_none_match = GZIPPED}, SAME, GZIPPED, "ours, compressed on its way"},
    {"13.1.2", {.if_none_match = "W/" GZIPPED}, SAME, GZIPPED, "and made weak"},
    {"13.1.2",
     {.if_none_match = "\"0123456789abcdef-br\""},
     SAME,
     "\"0123456789abcdef-br\"",
     "ours, by another module"},
    {"13.1.2", {.if_none_match = "\"other-gzip\""}, SEND, NULL, "another one, compressed"},
    {"13.1.2", {.if_none_match = "\"-gzip\""}, SEND, NULL, "a suffix alone"},
    {"13.1.2", {.if_none_match = "\"0123456789abcdef-gzip-gzip\""}, SEND, NULL, "twice"},
    {"13.1.2", {.if_none_match = GZIPPED ", " TAG}, SAME, TAG, "that which would be sent"},
    {"13.1.2", {.if_none_match = TAG, .has_range = 1}, SAME, TAG, "a range changes nothing"},
    {"13.2.2", {.if_match = "\"other\"", .if_none_match = TAG}, FAIL, NULL, "If-Match is first"},
    {"13.2.2", {.if_match = TAG, .if_none_match = TAG}, SAME, TAG, "then If-None-Match"},
    {"13.2.2",
     {.if_unmodified_since = BEFORE, .if_none_match = TAG},
     FAIL,
     NULL,
     "If-Unmodified-Since, too"},
    {"13.1.3",
     {.if_none_match = "\"other\"", .if_modified_since = AFTER},
     SEND,
     NULL,
     "a tag decides over a date"},
    {"13.1.3", {.if_none_match = "", .if_modified_since = AFTER}, SEND, NULL, "even if empty"},
    {"13.1.3", {.if_none_match = TAG, .if_modified_since = BEFORE}, SAME, TAG, "both ways"},

    {"13.1.3", {.if_modified_since = CHANGED}, SAME, NULL, "not since then"},
    {"13.1.3", {.if_modified_since = AFTER}, SAME, NULL, "a date of the reader's own"},
    {"13.1.3", {.if_modified_since = BEFORE}, SEND, NULL, "changed a second later"},
    {"5.6.7", {.if_modified_since = "Sunday, 06-Nov-94 08:49:37 GMT"}, SAME, NULL, "RFC 850"},
    {"5.6.7", {.if_modified_since = "Sun Nov  6 08:49:37 1994"}, SAME, NULL, "asctime"},
    {"5.6.7", {.if_modified_since = "Sun, 06 Nov 94 08:49:37 GMT"}, SEND, NULL, "no date"},
    {"5.6.7", {.if_modified_since = "Sun, 06 Nov 1994 23:49:37 EST"}, SEND, NULL, "not GMT"},
    {"13.1.3", {.if_modified_since = "Tue, 25 Nov 2081 04:00:00 GMT"}, SAME, NULL, "the future"},
    {"13.1.3", {.if_modified_since = "Wed, 01 Jan 1800 00:00:00 GMT"}, SEND, NULL, "ancient"},
    {"13.1.3", {.if_modified_since = "0"}, SEND, NULL, "nonsense"},
    {"13.1.3", {.if_modified_since = CHANGED, .has_range = 1}, SAME, NULL, "a range or not"},
};

static stm_verdict_t decide(const stm_preconditions_t *conditions, const char *etag, int is_exact)
{
    stm_validators_t validators = {etag, apr_time_from_sec(784111777) + 999999, is_exact, 0};

    return stm_precondition_decide(conditions, &validators, NOW);
}

START_TEST(test_conditions_are_decided_in_their_order)
{
    stm_verdict_t verdict = decide(&table[_i].conditions, TAG, 1);
    const char *matched =
        verdict.matched ? apr_pstrmemdup(pool, verdict.matched, verdict.matched_size) : "none";

    ck_assert_msg((int)verdict.kind == table[_i].verdict, "row %d, RFC 9110 section %s: %s", _i,
                  table[_i].section, table[_i].reason);
    ck_assert_msg(!strcmp(matched, table[_i].matched ? table[_i].matched : "none"),
                  "row %d, RFC 9110 section 15.4.5: %s matched", _i, matched);
    ck_assert_int_eq(verdict.drops_range, 0);
}
END_TEST

static const struct {
    stm_preconditions_t conditions;
    int verdict;
    const char *reason;
} unmarked[] = {
    {{.if_none_match = GZIPPED}, SAME, "what would be sent"},
    {{.if_none_match = "W/" GZIPPED}, SAME, "and made weak"},
    {{.if_none_match = TAG}, SEND, "the plain form"},
    {{.if_none_match = "\"0123456789abcdef-br\""}, SEND, "another coding"},
    {{.if_none_match = TAG ", " GZIPPED}, SAME, "one of a list"},
    {{.if_match = GZIPPED}, SEND, "what would be sent"},
    {{.if_match = TAG}, FAIL, "the plain form"},
};

START_TEST(test_where_nobody_marks_tags_another_coding_is_another_page)
{
    stm_validators_t validators = {GZIPPED, apr_time_from_sec(784111777), 1, 1};
    stm_verdict_t verdict = stm_precondition_decide(&unmarked[_i].conditions, &validators, NOW);

    ck_assert_msg((int)verdict.kind == unmarked[_i].verdict, "RFC 9110 section 8.8.3.3: %s",
                  unmarked[_i].reason);
}
END_TEST

static const struct {
    const char *if_range;
    int is_exact, drops_range;
    const char *reason;
} ranges[] = {
    {NULL, 1, 0, "14.2: a range without a condition"},
    {TAG, 1, 0, "13.1.5: left to who cuts the ranges"},
    {"\"other\"", 1, 0, "13.1.5: left to who cuts the ranges"},
    {"W/" TAG, 1, 1, "13.1.5: a weak tag"},
    {"0123456789abcdef", 1, 1, "8.8.3: no tag"},
    {"*", 1, 1, "13.1.5: no star here"},
    {"", 1, 1, "nothing"},
    {CHANGED, 1, 0, "13.1.5: the exact date"},
    {CHANGED, 0, 1, "8.8.2.2: a date that is not exact yet"},
    {AFTER, 1, 1, "13.1.5: a later date is another one"},
    {BEFORE, 1, 1, "13.1.5: an earlier one, too"},
    {"Sun Nov  6 08:49:37 1994", 1, 0, "5.6.7: the same moment in another form"},
    {"Sun, 06 Nov 1994 08:49:37 EST", 1, 1, "5.6.7: not GMT"},
};

START_TEST(test_a_range_is_dropped_where_its_condition_is_not_strong)
{
    stm_preconditions_t conditions = {.if_range = ranges[_i].if_range, .has_range = 1};
    stm_verdict_t verdict = decide(&conditions, TAG, ranges[_i].is_exact);

    ck_assert_int_eq(verdict.kind, STM_PRECONDITION_MET);
    ck_assert_msg(verdict.drops_range == ranges[_i].drops_range, "%s", ranges[_i].reason);
}
END_TEST

START_TEST(test_a_date_that_is_not_exact_gives_no_304)
{
    stm_preconditions_t conditions = {.if_modified_since = CHANGED};

    ck_assert_int_eq(decide(&conditions, TAG, 0).kind, STM_PRECONDITION_MET);
    conditions.if_none_match = TAG;
    ck_assert_int_eq(decide(&conditions, TAG, 0).kind, STM_PRECONDITION_NOT_MODIFIED);
}
END_TEST

START_TEST(test_without_a_date_conditions_on_dates_are_ignored)
{
    stm_preconditions_t conditions = {.if_modified_since = AFTER, .if_unmodified_since = BEFORE};
    stm_validators_t validators = {TAG, 0, 1, 0};

    ck_assert_int_eq(stm_precondition_decide(&conditions, &validators, NOW).kind,
                     STM_PRECONDITION_MET);
}
END_TEST

/* The page as it is kept compressed has the suffix itself. */
START_TEST(test_the_tag_of_a_compressed_page_is_known_by_its_other_names)
{
    static const char *const sent[] = {TAG, GZIPPED, "\"0123456789abcdef-br\"",
                                       "\"0123456789abcdef-zstd\""};
    stm_preconditions_t conditions = {0};
    size_t i;

    for (i = 0; i < sizeof(sent) / sizeof(sent[0]); i++) {
        conditions.if_none_match = sent[i];
        ck_assert_int_eq(decide(&conditions, GZIPPED, 1).kind, STM_PRECONDITION_NOT_MODIFIED);
    }
}
END_TEST

START_TEST(test_a_list_of_eight_kilobytes_is_read_to_its_end)
{
    char *list = apr_pcalloc(pool, 9000);
    stm_preconditions_t conditions = {.if_none_match = list};

    while (strlen(list) < 8000) {
        strcat(list, "W/\"another, one\", ");
    }
    ck_assert_int_eq(decide(&conditions, TAG, 1).kind, STM_PRECONDITION_MET);
    strcat(list, TAG);
    ck_assert_int_eq(decide(&conditions, TAG, 1).kind, STM_PRECONDITION_NOT_MODIFIED);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_conditions_are_decided_in_their_order, 0,
                        sizeof(table) / sizeof(table[0]));
    tcase_add_loop_test(all, test_where_nobody_marks_tags_another_coding_is_another_page, 0,
                        sizeof(unmarked) / sizeof(unmarked[0]));
    tcase_add_loop_test(all, test_a_range_is_dropped_where_its_condition_is_not_strong, 0,
                        sizeof(ranges) / sizeof(ranges[0]));
    tcase_add_test(all, test_a_date_that_is_not_exact_gives_no_304);
    tcase_add_test(all, test_without_a_date_conditions_on_dates_are_ignored);
    tcase_add_test(all, test_the_tag_of_a_compressed_page_is_known_by_its_other_names);
    tcase_add_test(all, test_a_list_of_eight_kilobytes_is_read_to_its_end);
}

UNIT_MAIN("stm_precondition")
