#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>

#include "core/search/snippet.h"

#define NINE "one two three four five six seven eight nine "
#define TEN  NINE "ten "
#define LONG TEN TEN TEN TEN

/* With the hits in brackets. */
static const char *snippet_of(const char *text, const char *q)
{
    char *snippet = apr_pstrdup(pool, stm_snippet(text, stm_search_phrases(q, NULL, pool), pool));
    char *at;
    for (at = snippet; at && *at; at++) {
        *at = (char)(*at == '\001' ? '[' : *at == '\002' ? ']' : *at);
    }
    return snippet;
}

START_TEST(test_hits_are_marked_in_the_words_around_them)
{
    static const struct {
        const char *text, *q, *snippet;
    } rows[] = {
        {"The tram runs.", "tram", "The [tram] runs."},
        {"The trams run.", "tram", "The [trams] run."},     /* a beginning */
        {"The trams run.", "tram run", "The trams [run]."}, /* only the last word is one */
        {"Tram by tram", "TRAM", "[Tram] by [tram]"},
        {"tram tram", "tram", "[tram] [tram]"},
        {"red tram works end", "\"tram works\"", "red [tram works] end"},
        {"a b c a", "\"a b\" \"b c\"", "[a b c] a"}, /* what overlaps is one hit */
        {"Fährt nach Köln", "koln fahrt", "[Fährt] nach [Köln]"},
        {"北京大学发布声明。", "声明", "北京大学发布[声明]。"},
        {"first\nsecond tram\nthird", "tram", "second [tram]"},
        {"tram\nred tram, sea", "tram sea", "red [tram], [sea]"}, /* of the passage with most */
        {"red\n\004\ntram", "tram", NULL},                        /* a head's */
        {"No such word", "tram", NULL},
        {"", "tram", NULL},
        {"...", "tram", NULL},
        {"\003en\003The cars were recalled.", "recall", "The cars were [recalled]."},
        {"\003en\003He recalls cars.", "\"recall\"", NULL},
        {"It cost 3,100 t, K-200.", "3100", "It cost [3,100] t, K-200."},
        {"It cost 3,100 t, K-200.", "k200", "It cost 3,100 t, [K-200]."},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_pstr_eq(snippet_of(rows[i].text, rows[i].q), rows[i].snippet);
    }
}
END_TEST

START_TEST(test_of_a_long_text_the_words_around_the_hits_are_shown)
{
    static const struct {
        const char *text, *q, *snippet;
    } rows[] = {
        {LONG, "none", NULL},
        {LONG "tram " LONG, "tram",
         "…six seven eight nine ten " TEN "[tram] " TEN "one two three four five six…"},
        {LONG "It ended. The tram " LONG, "tram",
         "…The [tram] " TEN TEN NINE "ten…"}, /* a sentence starts near by */
        {LONG "\nThe tram " LONG, "tram", "The [tram] " TEN TEN NINE "ten…"},
        {"tram " LONG LONG "sea and tram", "tram sea",
         "…two three four five six seven eight nine ten " TEN TEN
         "[sea] and [tram]"}, /* both words */
        {LONG "tram", "tram", "…ten " TEN TEN TEN "[tram]"},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_pstr_eq(snippet_of(rows[i].text, rows[i].q), rows[i].snippet);
    }
}
END_TEST

/* Steps back for each hit must not add up. */
START_TEST(test_a_text_of_nothing_but_hits_takes_no_longer_than_others)
{
    apr_size_t count = 200000, i;
    char *text = apr_palloc(pool, 2 * count + 1);
    for (i = 0; i < count; i++) {
        memcpy(text + 2 * i, "a ", 2);
    }
    text[2 * count] = '\0';
    ck_assert_int_eq(strncmp(snippet_of(text, "a"), "[a] [a] [a]", 11), 0);
}
END_TEST

/* What is further than ten thousand words in is not looked for, and no snippet is long. */
START_TEST(test_a_text_of_megabytes_costs_and_shows_no_more_than_its_beginning)
{
    char *text = apr_palloc(pool, 2 * 1024 * 1024 + 1);
    const char *snippet;
    size_t i;
    for (i = 0; i + 5 <= 2 * 1024 * 1024; i += 5) {
        memcpy(text + i, "tram ", 5);
    }
    text[i] = '\0';
    snippet = snippet_of(text, "tram");
    ck_assert_int_eq(strncmp(snippet, "[tram] [tram]", 13), 0);
    ck_assert_int_lt(strlen(snippet), 400);
    memcpy(text + 1024 * 1024, "rail ", 5);
    ck_assert_ptr_null(snippet_of(text, "rail"));
    memset(text, 'a', i);
    snippet = snippet_of(text, "aa*");
    ck_assert_int_lt(strlen(snippet), 5000);
    memset(text, '.', i);
    ck_assert_ptr_null(snippet_of(text, "a"));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_text_of_megabytes_costs_and_shows_no_more_than_its_beginning);
    tcase_add_test(all, test_hits_are_marked_in_the_words_around_them);
    tcase_add_test(all, test_of_a_long_text_the_words_around_the_hits_are_shown);
    tcase_add_test(all, test_a_text_of_nothing_but_hits_takes_no_longer_than_others);
}

UNIT_MAIN("stm_snippet")
