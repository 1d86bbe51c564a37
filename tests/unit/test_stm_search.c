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
        {"a AND (b OR c) NOT d^2 title:each", "\"a\" \"AND\" \"(b\" \"OR\" \"c)\" \"NOT\" \"d^2\""
                                              " \"title:each\"*"},
        {"'; DROP TABLE words; --", "\"DROP\" \"TABLE\" \"words;\""},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *match = stm_search_match(stm_search_phrases(rows[i].text, pool), pool);
        ck_assert_pstr_eq(match, rows[i].match);
    }
}
END_TEST

START_TEST(test_the_last_word_alone_can_be_taken_whole)
{
    static const struct {
        const char *text, *match;
        int is_open;
    } rows[] = {
        {"red tram", "\"red\" \"tram\"", 1},
        {"red tra*", "\"red\" \"tra*\"*", 0}, /* asked for */
        {"\"red tram\"", "\"red tram\"", 0},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        apr_array_header_t *phrases = stm_search_phrases(rows[i].text, pool);
        ck_assert_int_eq(stm_search_is_open(phrases), rows[i].is_open);
        stm_search_close(phrases);
        ck_assert_str_eq(stm_search_match(phrases, pool), rows[i].match);
        ck_assert_int_eq(stm_search_is_open(phrases), 0);
    }
    ck_assert_ptr_null(stm_search_match(stm_search_phrases("", pool), pool));
    ck_assert_int_eq(stm_search_is_open(stm_search_phrases("", pool)), 0);
}
END_TEST

START_TEST(test_too_short_a_word_finds_no_longer_ones)
{
    static const char *const rows[][2] = {
        {"a", "\"a\""},    {"tr", "\"tr\""},  {"tra", "\"tra\"*"}, {"éé", "\"éé\""},
        {"ю", "\"ю\""},    {"юр", "\"юр\""},  {"юри", "\"юри\"*"}, {"港", "\"港\"*"},
        {"ก", "\"ก\"*"},   {"한", "\"한\"*"}, {"1", "\"1\""},      {"2026", "\"2026\"*"},
        {"t*", "\"t*\"*"}, /* asked for */
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(stm_search_match(stm_search_phrases(rows[i][0], pool), pool), rows[i][1]);
    }
}
END_TEST

START_TEST(test_phrases_know_their_words_folded)
{
    const apr_array_header_t *phrases = stm_search_phrases("Köln \"Straßen BAHN\"", pool);
    const stm_phrase_t *phrase = &APR_ARRAY_IDX(phrases, 1, stm_phrase_t);
    ck_assert_int_eq(phrases->nelts, 2);
    ck_assert_int_eq(phrase->words->nelts, 2);
    ck_assert_str_eq(APR_ARRAY_IDX(phrase->words, 0, const char *), "strassen");
    ck_assert_str_eq(APR_ARRAY_IDX(phrase->words, 1, const char *), "bahn");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_the_last_word_alone_can_be_taken_whole);
    tcase_add_test(all, test_too_short_a_word_finds_no_longer_ones);
    tcase_add_test(all, test_phrases_know_their_words_folded);
    tcase_add_test(all, test_what_is_typed_is_quoted_word_by_word);
}

UNIT_MAIN("stm_search")
