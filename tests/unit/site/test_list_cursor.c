#include "unit/unit.h"

#include <apr_strings.h>

#include "core/site/list_cursor.h"

static const struct {
    apr_time_t moment;
    const char *identity, *query;
} table[] = {
    {1777888800000000, "urn:a", "before=1777888800000000-urn%3aa"},
    {0, "", "before=0-"},
    {-5, "-x-", "before=-5--x-"},
    {1, "https://a.example/b?c=d&e#f g%",
     "before=1-https%3a%2f%2fa.example%2fb%3fc%3dd%26e%23f+g%25"},
    {APR_INT64_MAX, "\xc3\xa9", "before=9223372036854775807-%c3%a9"},
};

START_TEST(test_what_is_written_is_read)
{
    stm_list_cursor_t cursor = {table[_i].moment, table[_i].identity}, read = {0};

    ck_assert_str_eq(stm_list_cursor_query(&cursor, pool), table[_i].query);
    ck_assert(stm_list_cursor_parse(
        &read, apr_pstrcat(pool, "tag=x&", table[_i].query, "&before=2-y", NULL), pool));
    ck_assert_int_eq(read.moment, cursor.moment);
    ck_assert_str_eq(read.tie, cursor.tie);
}
END_TEST

START_TEST(test_what_makes_no_sense_is_none)
{
    static const char *const queries[] = {"",
                                          "before",
                                          "before=",
                                          "before=x",
                                          "before=12",
                                          "before=-",
                                          "before=12x-a",
                                          "tag=before=1-a",
                                          "before=99999999999999999999-a",
                                          "before=1-%00",
                                          "before=1-%zz",
                                          "Before=1-a"};
    stm_list_cursor_t cursor;
    size_t i;

    ck_assert(!stm_list_cursor_parse(&cursor, NULL, pool));
    for (i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        ck_assert_msg(!stm_list_cursor_parse(&cursor, queries[i], pool), "%s", queries[i]);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_what_is_written_is_read, 0, sizeof(table) / sizeof(table[0]));
    tcase_add_test(all, test_what_makes_no_sense_is_none);
}

UNIT_MAIN("stm_list_cursor")
