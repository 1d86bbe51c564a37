#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>

#include "core/site/filter.h"

START_TEST(test_any_query_string_becomes_the_one_of_its_filter)
{
    static const struct {
        const char *query, *canonical;
    } rows[] = {
        {NULL, ""},
        {"", ""},
        {"&&=&x=1&page=2&q", ""},
        {"q=", ""},
        {"q=+%20%00%09+", ""},
        {"q=Caf%c3%a9+noir&page=3", "q=Caf%C3%A9%20noir"},
        {"q=a%26b%3D%22c%22", "q=a%26b%3D%22c%22"},
        {"q=%ff%C3(x%ed%a0%80y", "q=%28x%20y"}, /* no UTF-8 */
        {"q=%zz%4", "q=%25zz%254"},
        {"q=one&q=two", "q=one"},
        {"q=a%EF%BF%BFb%01c", "q=a%20b%20c"}, /* what XML cannot hold */
        {"tag=Verkehr", "tag=verkehr"},
        {"issuer=Stra%C3%9Fenamt&tag=%C3%89cole", "tag=ecole&issuer=strassenamt"},
        {"year=2026&lang=de-AT", "year=2026&lang=de-at"},
        {"year=26&lang=../x", ""},
        {"year=2026x", ""},
        {"tag=%C2%AD", ""}, /* nothing is left of a soft hyphen */
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        stm_filter_t filter;
        stm_filter_parse(&filter, rows[i].query, pool);
        ck_assert_str_eq(stm_filter_query(&filter, pool), rows[i].canonical);
        ck_assert_int_eq(stm_filter_is_set(&filter), *rows[i].canonical != '\0');
    }
}
END_TEST

START_TEST(test_a_canonical_query_stays_as_it_is)
{
    stm_filter_t filter;
    const char *canonical = "tag=a%20b&year=2026&lang=zh-hant&issuer=x%26y&q=%E9%81%8B%22";
    stm_filter_parse(&filter, canonical, pool);
    ck_assert_str_eq(stm_filter_query(&filter, pool), canonical);
}
END_TEST

START_TEST(test_a_long_value_is_cut_between_two_characters)
{
    char *query = apr_pcalloc(pool, 3000);
    stm_filter_t filter;
    int i;
    strcpy(query, "q=x");
    for (i = 0; i < 400; i++) {
        strcat(query, "%C3%A9");
    }
    stm_filter_parse(&filter, query, pool);
    ck_assert_int_eq(strlen(filter.q), 399);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_any_query_string_becomes_the_one_of_its_filter);
    tcase_add_test(all, test_a_canonical_query_stays_as_it_is);
    tcase_add_test(all, test_a_long_value_is_cut_between_two_characters);
}

UNIT_MAIN("stm_filter")
