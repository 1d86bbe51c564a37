#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>

#include "core/search/tokenizer.h"

typedef struct seen_t {
    const char *text;
    const char *words;
} seen_t;

static int see(void *baton, const char *word, int size, int start, int end)
{
    seen_t *seen = baton;
    ck_assert_int_lt(start, end);
    ck_assert_int_le(end, (int)strlen(seen->text));
    seen->words = apr_pstrcat(pool, seen->words, *seen->words ? "|" : "",
                              apr_pstrndup(pool, word, (apr_size_t)size), NULL);
    return 0;
}

static const char *words(const char *text)
{
    seen_t seen = {text, ""};
    ck_assert_int_eq(stm_tokenizer_walk(text, (int)strlen(text), see, &seen, pool), 0);
    return seen.words;
}

START_TEST(test_words_of_every_script_are_found_and_folded)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"", ""},
        {" -- \"!\" ", ""},
        {"Town hall, No. IP/26/123", "town|hall|no|ip|26|123"},
        {"Straße über Köln", "strasse|uber|koln"},
        {"L’été à l'école", "l|ete|a|l|ecole"},
        {"e\xCC\x81te\xCC\x81", "ete"},              /* decomposed */
        {"trans\xC2\xADport", "transport"},          /* a soft hyphen */
        {"\xCC\x81 x", "x"},                         /* a mark alone */
        {"北京大学发布声明", "北京|大学|发布|声明"}, /* zh */
        {"鉄道の発表", "鉄道|の|発表"},              /* ja */
        {"ｶﾞﾗｽ ＡＢＣ", "ガラス|abc"},               /* half and full width */
        {"ภาษาไทย", "ภาษา|ไทย"},                     /* th */
        {"محطَّة الرصد", "محطه|الرصد"},                /* ar, with vowel signs */
        {"ICE列車", "ice|列車"},
        {"a\xFF\xC3(b", "a|b"}, /* no UTF-8 */
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(words(rows[i].text), rows[i].words);
    }
}
END_TEST

static int see_place(void *baton, const char *word, int size, int start, int end)
{
    int *place = baton;
    (void)word;
    (void)size;
    place[0] = start;
    place[1] = end;
    return 7;
}

START_TEST(test_places_are_bytes_and_a_walk_may_be_ended)
{
    int place[2];
    ck_assert_int_eq(stm_tokenizer_walk("« été » x", 13, see_place, place, pool), 7);
    ck_assert_int_eq(place[0], 3);
    ck_assert_int_eq(place[1], 8);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_words_of_every_script_are_found_and_folded);
    tcase_add_test(all, test_places_are_bytes_and_a_walk_may_be_ended);
}

UNIT_MAIN("stm_tokenizer")
