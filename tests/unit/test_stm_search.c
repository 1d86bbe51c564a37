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

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_what_is_typed_is_quoted_word_by_word);
}

UNIT_MAIN("stm_search")
