#include "unit.h"

#include "stm_search.h"

START_TEST(test_what_is_typed_is_quoted_word_by_word)
{
    static const struct {
        const char *text, *match;
    } rows[] = {
        {"", NULL},
        {" \"\" ... \" - \" * ", NULL},
        {"tram", "\"tram\"*"},
        {"tram works", "\"tram\" \"works\"*"},
        {"tram* works", "\"tram*\"* \"works\"*"},
        {"\"tram works\"", "\"tram works\""},
        {"new “tram works” here", "\"new\" \"tram works\" \"here\"*"},
        {"« tram » works !", "\" tram \" \"works\""},
        {"\"tram works", "\"tram works\""},
        {"a AND (b OR c) NOT d^2 title:e", "\"a\" \"AND\" \"(b\" \"OR\" \"c)\" \"NOT\" \"d^2\""
                                           " \"title:e\"*"},
        {"'; DROP TABLE words; --", "\"DROP\" \"TABLE\" \"words;\""},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *match = stm_search_match(rows[i].text, pool);
        ck_assert_pstr_eq(match, rows[i].match);
    }
}
END_TEST

START_TEST(test_the_last_word_alone_can_be_taken_whole)
{
    static const char *const rows[][2] = {
        {"red tram", "\"red\" \"tram\""},
        {"red tra*", "\"red\" \"tra*\"*"}, /* asked for */
        {"\"red tram\"", "\"red tram\""},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(stm_search_match_whole(rows[i][0], pool), rows[i][1]);
    }
    ck_assert_ptr_null(stm_search_match_whole("", pool));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_the_last_word_alone_can_be_taken_whole);
    tcase_add_test(all, test_what_is_typed_is_quoted_word_by_word);
}

UNIT_MAIN("stm_search")
