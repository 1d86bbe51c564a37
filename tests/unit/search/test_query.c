#include "unit/unit.h"

#include "core/search/query.h"

START_TEST(test_what_is_typed_is_quoted_word_by_word)
{
    static const struct {
        const char *text, *match;
    } rows[] = {
        {"", NULL},
        {" \"\" ... \" - \" * ", NULL},
        {"tram", "\"tram\"*"},
        {"Tram works", "\"tram\" AND \"works\"*"},
        {"tram* works", "\"tram\"* AND \"works\"*"},
        {"\"tram works\"", "\"tram works\""},
        {"new “tram works” here", "\"new\" AND \"tram works\" AND \"here\"*"},
        {"« tram » works !", "\"tram\" AND \"works\""},
        {"\"tram works", "\"tram works\""},
        {"a AND (b OR c) NOT d^2 title:each",
         "\"a\" AND \"and\" AND \"b\" AND \"or\" AND \"c\" AND \"not\" AND \"d 2\" AND"
         " \"title each\"*"},
        {"'; DROP TABLE words; --", "\"drop\" AND \"table\" AND \"words\""},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *match =
            stm_search_match(stm_search_phrases(rows[i].text, NULL, pool), NULL, pool);
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
        {"red tram", "\"red\" AND \"tram\"", 1},
        {"red tra*", "\"red\" AND \"tra\"*", 0}, /* asked for */
        {"\"red tram\"", "\"red tram\"", 0},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        apr_array_header_t *phrases = stm_search_phrases(rows[i].text, NULL, pool);
        ck_assert_int_eq(stm_search_is_open(phrases), rows[i].is_open);
        stm_search_close(phrases);
        ck_assert_str_eq(stm_search_match(phrases, NULL, pool), rows[i].match);
        ck_assert_int_eq(stm_search_is_open(phrases), 0);
    }
    ck_assert_ptr_null(stm_search_match(stm_search_phrases("", NULL, pool), NULL, pool));
    ck_assert_int_eq(stm_search_is_open(stm_search_phrases("", NULL, pool)), 0);
}
END_TEST

START_TEST(test_too_short_a_word_finds_no_longer_ones)
{
    static const char *const rows[][2] = {
        {"a", "\"a\""},   {"tr", "\"tr\""},  {"tra", "\"tra\"*"}, {"éé", "\"ee\""},
        {"ю", "\"ю\""},   {"юр", "\"юр\""},  {"юри", "\"юри\"*"}, {"港", "\"港\"*"},
        {"ก", "\"ก\"*"},  {"한", "\"한\"*"}, {"1", "\"1\""},      {"2026", "\"2026\"*"},
        {"t*", "\"t\"*"}, /* asked for */
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(stm_search_match(stm_search_phrases(rows[i][0], NULL, pool), NULL, pool),
                         rows[i][1]);
    }
}
END_TEST

START_TEST(test_phrases_know_their_words_folded)
{
    const apr_array_header_t *phrases = stm_search_phrases("Köln \"Straßen BAHN\"", NULL, pool);
    const stm_phrase_t *phrase = &APR_ARRAY_IDX(phrases, 1, stm_phrase_t);
    ck_assert_int_eq(phrases->nelts, 2);
    ck_assert_int_eq(phrase->words->nelts, 2);
    ck_assert_str_eq(APR_ARRAY_IDX(phrase->words, 0, const char *), "strassen");
    ck_assert_str_eq(APR_ARRAY_IDX(phrase->words, 1, const char *), "bahn");
}
END_TEST

static const apr_array_header_t *langs(const char *one, const char *other)
{
    apr_array_header_t *all = apr_array_make(pool, 2, sizeof(const char *));
    APR_ARRAY_PUSH(all, const char *) = one;
    if (other) {
        APR_ARRAY_PUSH(all, const char *) = other;
    }
    return all;
}

START_TEST(test_words_stand_for_their_forms_but_for_quoted_ones)
{
    static const struct {
        const char *text, *match;
    } rows[] = {
        {"recalled cars", "(\"recalled\" OR \"=recal\" OR \"recal\" OR \"=recalled\") AND"
                          " (\"cars\"* OR \"=car\" OR \"car\" OR \"=cars\")"},
        {"\"recalled\" x", "\"recalled\" AND (\"x\" OR \"=x\")"},
        {"Züge", "(\"zuge\"* OR \"=zug\" OR \"zug\" OR \"=zuge\")"},
        {"3 100 t", "((\"3\" AND \"100\") OR \"3100\") AND (\"t\" OR \"=t\")"},
        {"3,100", "\"3100\"*"},
        {"1'234'567", "\"1234567\"*"},
        {"3'100", "\"3100\"*"},
        {"K-200", "(\"k 200\"* OR \"k200\")"},
        {"k 200", "(((\"k\" OR \"=k\") AND \"200\"*) OR \"k200\")"},
        {"l’eau", "(\"eau\"* OR \"=eau\")"},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(
            stm_search_match(stm_search_phrases(rows[i].text, langs("en", "de"), pool), NULL, pool),
            rows[i].match);
    }
}
END_TEST

START_TEST(test_each_phrase_of_the_index_knows_its_word)
{
    apr_array_header_t *owners = apr_array_make(pool, 4, sizeof(int));
    static const int expected[] = {1, -1, -1, -1, 2, -2, -2, -2};
    int i;
    stm_search_match(stm_search_phrases("recalled cars", langs("en", NULL), pool), owners, pool);
    ck_assert_int_eq(owners->nelts, 8);
    for (i = 0; i < 8; i++) {
        ck_assert_int_eq(APR_ARRAY_IDX(owners, i, int), expected[i]);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_words_stand_for_their_forms_but_for_quoted_ones);
    tcase_add_test(all, test_each_phrase_of_the_index_knows_its_word);
    tcase_add_test(all, test_the_last_word_alone_can_be_taken_whole);
    tcase_add_test(all, test_too_short_a_word_finds_no_longer_ones);
    tcase_add_test(all, test_phrases_know_their_words_folded);
    tcase_add_test(all, test_what_is_typed_is_quoted_word_by_word);
}

UNIT_MAIN("stm_search")
