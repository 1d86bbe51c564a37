#include <apr_strings.h>
#include <pthread.h>
#include <string.h>
#include <unicode/uloc.h>

#include "core/i18n/language.h"
#include "core/i18n/locale.h"
#include "unit/unit.h"

#define NB  "\u00a0"
#define NNB "\u202f"

START_TEST(test_marks_follow_language_and_level)
{
    /* Levels 3 and 4 repeat 1 and 2 for every language. */
    static const struct {
        const char *tag, *outer_open, *outer_close, *inner_open, *inner_close;
    } rows[] = {
        {"en", "“", "”", "‘", "’"},
        {"en-GB", "“", "”", "‘", "’"},
        {"tr", "“", "”", "‘", "’"},
        {"ko", "“", "”", "‘", "’"},
        {"nl", "“", "”", "‘", "’"},
        {"nl-BE", "“", "”", "‘", "’"},
        {"de", "„", "“", "‚", "‘"},
        {"de-AT", "„", "“", "‚", "‘"},
        {"de-1996", "„", "“", "‚", "‘"},
        {"de-CH", "«", "»", "‹", "›"},
        {"de-LI", "«", "»", "‹", "›"},
        {"cs", "„", "“", "‚", "‘"},
        {"sk", "„", "“", "‚", "‘"},
        {"hr", "„", "“", "‚", "‘"},
        {"bg", "„", "“", "‚", "‘"},
        {"fr", "«" NB, NB "»", "«" NB, NB "»"},
        {"fr-BE", "«" NB, NB "»", "«" NB, NB "»"},
        {"fr-CH", "«" NNB, NNB "»", "‹" NNB, NNB "›"},
        {"fr-CA", "«" NB, NB "»", "“", "”"},
        {"it", "«", "»", "“", "”"},
        {"es", "«", "»", "“", "”"},
        {"ca", "«", "»", "“", "”"},
        {"el", "«", "»", "“", "”"},
        {"pt", "“", "”", "‘", "’"},
        {"pt-PT", "«", "»", "“", "”"},
        {"ru", "«", "»", "„", "“"},
        {"uk", "«", "»", "„", "“"},
        {"pl", "„", "”", "«", "»"},
        {"ro", "„", "”", "«", "»"},
        {"hu", "„", "”", "»", "«"},
        {"sv", "”", "”", "’", "’"},
        {"fi", "”", "”", "’", "’"},
        {"nb", "«", "»", "‘", "’"},
        {"nn", "«", "»", "‘", "’"},
        {"ja", "「", "」", "『", "』"},
        {"zh", "“", "”", "‘", "’"},
        {"zh-CN", "“", "”", "‘", "’"},
        {"zh-Hans-HK", "“", "”", "‘", "’"},
        {"zh-Hant", "「", "」", "『", "』"},
        {"zh-TW", "「", "」", "『", "』"},
        {"zh-HK", "「", "」", "『", "』"},
        {"zh-MO", "「", "」", "『", "』"},
        {"zh-Hant-HK", "「", "」", "『", "』"},
        {"zh-Hant-TW", "「", "」", "『", "』"},
        {"zh-Hant-US", "「", "」", "『", "』"},
        {"zh-AU", "「", "」", "『", "』"},
        {"ar", "”", "“", "’", "‘"},
        {"ur", "”", "“", "’", "‘"},
        {"fa", "«", "»", "‹", "›"},
        {"he", "”", "”", "’", "’"},
        {"iw", "”", "”", "’", "’"},
        {"EN-us", "“", "”", "‘", "’"},
        {"", "“", "”", "‘", "’"},
        {"und", "“", "”", "‘", "’"},
        {"tlh", "“", "”", "‘", "’"},
        {"no tag at all", "“", "”", "‘", "’"},
        {"x-private", "“", "”", "‘", "’"},
        {"de-CH-x-one-two-three-four-five-six-seven-eight-nine-ten-eleven-twelve", "«", "»", "‹",
         "›"},
    };
    UErrorCode status = U_ZERO_ERROR;
    size_t index;
    int level;
    /* Whatever the process's own language is. */
    uloc_setDefault("pl", &status);
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        for (level = 1; level <= 4; level++) {
            const char *open = level % 2 ? rows[index].outer_open : rows[index].inner_open;
            const char *close = level % 2 ? rows[index].outer_close : rows[index].inner_close;
            stm_quotation_marks_t marks;
            stm_language_quotation_marks(&marks, rows[index].tag, level);
            ck_assert_msg(strcmp(marks.open, open) == 0 && strcmp(marks.close, close) == 0,
                          "\"%s\" at level %d: %s %s", rows[index].tag, level, marks.open,
                          marks.close);
        }
    }
}
END_TEST

START_TEST(test_marks_of_an_impossible_level_are_outer_ones)
{
    stm_quotation_marks_t marks;
    stm_language_quotation_marks(&marks, "en", 0);
    ck_assert_str_eq(marks.open, "“");
    stm_language_quotation_marks(&marks, "en", -2);
    ck_assert_str_eq(marks.open, "“");
    stm_language_quotation_marks(&marks, NULL, 2);
    ck_assert_str_eq(marks.open, "‘");
}
END_TEST

START_TEST(test_marks_stay_where_they_are_when_other_languages_are_asked_for)
{
    static const char *const others[] = {"en", "de", "fr", "it", "pl",
                                         "hu", "sv", "ja", "ar", "fa"};
    stm_quotation_marks_t first, again;
    char tag[32];
    int index;
    stm_language_quotation_marks(&first, "fr-CH", 1);
    for (index = 0; index < 2000; index++) {
        stm_quotation_marks_t marks;
        apr_snprintf(tag, sizeof(tag), "%s-x-%d", others[index % 10], index);
        stm_language_quotation_marks(&marks, tag, 1 + index % 2);
    }
    stm_language_quotation_marks(&again, "fr-CH", 1);
    ck_assert_str_eq(first.open, "«" NNB);
    ck_assert_ptr_eq(first.open, again.open);
}
END_TEST

START_TEST(test_direction_is_that_of_the_likely_script)
{
    static const struct {
        const char *tag, *direction;
    } rows[] = {
        {"en", "ltr"},      {"he", "rtl"},       {"iw", "rtl"},    {"ar", "rtl"},
        {"ar-EG", "rtl"},   {"fa", "rtl"},       {"ur-PK", "rtl"}, {"yi", "rtl"},
        {"he-Latn", "ltr"}, {"en-Arab", "rtl"},  {"pa", "ltr"},    {"pa-PK", "rtl"},
        {"az-Arab", "rtl"}, {"uz-AF", "rtl"},    {"ckb", "rtl"},   {"dv", "rtl"},
        {"", "ltr"},        {"nonsense", "ltr"}, {"ja", "ltr"},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        ck_assert_msg(strcmp(stm_language_direction(rows[index].tag), rows[index].direction) == 0,
                      "%s", rows[index].tag);
    }
}
END_TEST

START_TEST(test_dates_in_words)
{
    static const struct {
        const char *text, *tag;
        stm_style_t style;
        const char *words;
    } rows[] = {
        {"2026-05-04", "en", STM_STYLE_DAY, "May 4, 2026"},
        {"2026-05-04", "en-GB", STM_STYLE_DAY, "4 May 2026"},
        {"2026-05-04", "de", STM_STYLE_DAY, "4. Mai 2026"},
        {"2026-05-04", "fr", STM_STYLE_DAY, "4 mai 2026"},
        {"2026-05-01", "fr", STM_STYLE_DAY, "1 mai 2026"},
        {"2026-05-04", "es", STM_STYLE_DAY, "4 de mayo de 2026"},
        {"2026-05-04", "pl", STM_STYLE_DAY, "4 maja 2026"},
        {"2026-05-04", "he", STM_STYLE_DAY, "4 במאי 2026"},
        {"2026-05-04", "ja", STM_STYLE_DAY, "2026年5月4日"},
        {"2026-05-04", "zh-Hant-TW", STM_STYLE_DAY, "2026年5月4日"},
        {"2026-05-04", "tlh", STM_STYLE_DAY, "May 4, 2026"},
        {"2026-05-04", "de", STM_STYLE_MOMENT, "4. Mai 2026"},
        {"1066-10-14", "en-GB", STM_STYLE_DAY, "14 October 1066"},
        {"2026-05-04T10:00:00Z", "de", STM_STYLE_DAY, "4. Mai 2026"},
        {"2026-05-04T22:30:00Z", "de", STM_STYLE_DAY, "5. Mai 2026"},
        {"2026-05-04T10:00:00Z", "de", STM_STYLE_MOMENT, "4. Mai 2026 um 12:00 CEST"},
        {"2026-12-04T10:00:00Z", "en-GB", STM_STYLE_MOMENT, "4 December 2026 at 11:00 CET"},
        {"2026-05-04T10:00", "ja", STM_STYLE_MOMENT, "2026年5月4日 10:00 CEST"},
        {"2026-05-04T10:00:00Z", "de", STM_STYLE_TIME, "12:00 CEST"},
        {"2026-05-04T13:05:00Z", "en", STM_STYLE_TIME, "3:05\u202fPM CEST"},
        {"2026-05-04T10:00", "ja", STM_STYLE_TIME, "10:00 CEST"},
        {"2026-05-04", "de", STM_STYLE_TIME, "4. Mai 2026"},
        {"2026-05-04T23:30:00-05:00", "fr", STM_STYLE_MOMENT, "5 mai 2026 à 06:30 CEST"},
    };
    UErrorCode status = U_ZERO_ERROR;
    const stm_zone_t *berlin;
    size_t index;
    uloc_setDefault("pl", &status);
    ck_assert_int_eq(stm_zone_load(&berlin, "Europe/Berlin", pool), APR_SUCCESS);
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        stm_date_t date;
        const char *words;
        ck_assert_int_eq(stm_date_parse(&date, rows[index].text), STM_DATE_GOOD);
        words = stm_language_date(&date, berlin, rows[index].tag, rows[index].style, pool);
        ck_assert_msg(strcmp(words, rows[index].words) == 0, "%s in %s: %s", rows[index].text,
                      rows[index].tag, words);
    }
}
END_TEST

START_TEST(test_zones_without_a_name_are_shown_as_offsets)
{
    static const struct {
        const char *zone, *words;
    } rows[] = {
        {"Asia/Almaty", "4 May 2026 at 15:00 UTC+5"},
        {"Asia/Kathmandu", "4 May 2026 at 15:45 UTC+5:45"},
        {"America/Sao_Paulo", "4 May 2026 at 07:00 UTC-3"},
        {"UTC", "4 May 2026 at 10:00 UTC"},
        {"Asia/Kolkata", "4 May 2026 at 15:30 IST"},
    };
    stm_date_t date;
    size_t index;
    ck_assert_int_eq(stm_date_parse(&date, "2026-05-04T10:00:00Z"), STM_DATE_GOOD);
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        const stm_zone_t *zone;
        ck_assert_int_eq(stm_zone_load(&zone, rows[index].zone, pool), APR_SUCCESS);
        ck_assert_str_eq(stm_language_date(&date, zone, "en-GB", STM_STYLE_MOMENT, pool),
                         rows[index].words);
    }
}
END_TEST

START_TEST(test_folding_joins_what_readers_take_for_the_same)
{
    static const struct {
        const char *text, *folded;
    } rows[] = {
        {"Élysée", "elysee"},     {"E\u0301lyse\u0301e", "elysee"},
        {"STRASSE", "strasse"},   {"Straße", "strasse"},
        {"İstanbul", "istanbul"}, {"Ёлка", "елка"},
        {"ｆｕｌｌ", "full"},     {"ガラス", "ガラス"},
        {"한국어", "한국어"},     {"שָׁלוֹם", "שלום"},
        {"مُحَمَّد", "محمد"},         {"ภาษาไทย", "ภาษาไทย"},
        {"हिन्दी", "हिन्दी"},       {"", ""},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        ck_assert_str_eq(stm_language_fold(rows[index].text, pool), rows[index].folded);
    }
}
END_TEST

START_TEST(test_text_is_cut_at_words)
{
    static const struct {
        const char *text, *tag;
        int max_chars;
        const char *cut, *reason;
    } rows[] = {
        {"One two three", "en", 13, "One two three", "fits"},
        {"One two three", "en", 12, "One two…", "the last word does not fit"},
        {"One two three", "en", 8, "One two…", "ends just at the limit"},
        {"One two three", "en", 7, "One…", "no room for the ellipsis"},
        {"One, two", "en", 7, "One…", "no comma before the ellipsis"},
        {"He said “two three”", "en", 11, "He said…", "no lone opening mark"},
        {"See https://example.org/a/b/c now", "en", 25, "See…", "addresses are whole"},
        {"Donaudampfschifffahrt", "de", 6, "Donau…", "one long word"},
        {"a\u0301a\u0301a\u0301", "en", 4, "a\u0301…", "no letter loses its accent"},
        {"👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "en", 12,
         "👩‍👩‍👧‍👦…", "no family is parted"},
        {"東京都は今日、声明を発表しました", "ja", 8, "東京都は今日…", "Japanese words"},
        {"", "en", 5, "", "nothing"},
        {"word", "en", 0, "", "no room at all"},
        {"word", "en", 1, "…", "room for the ellipsis"},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        const char *cut =
            stm_language_cut(rows[index].text, rows[index].tag, rows[index].max_chars, pool);
        ck_assert_msg(strcmp(cut, rows[index].cut) == 0, "%s (%s): %s", rows[index].text,
                      rows[index].reason, cut);
    }
}
END_TEST

START_TEST(test_text_is_wrapped_into_lines)
{
    static const struct {
        const char *text, *tag;
        int width;
        const char *first, *later, *lines, *reason;
    } rows[] = {
        {"one two three", "en", 20, "", "", "one two three\n", "fits"},
        {"one two three", "en", 8, "", "", "one two\nthree\n", "breaks at a space"},
        {"one two three", "en", 7, "", "", "one two\nthree\n", "a space hangs over the edge"},
        {"one two three", "en", 10, "> ", "> ", "> one two\n> three\n", "prefixes count"},
        {"one two three", "en", 10, "- ", "  ", "- one two\n  three\n", "list items"},
        {"one\ntwo", "en", 20, "> ", "> ", "> one\n> two\n", "line ends stay"},
        {"one\n\ntwo", "en", 20, "> ", "> ", "> one\n>\n> two\n", "empty lines stay"},
        {"one\n", "en", 20, "", "", "one\n", "no line after the last line end"},
        {"", "en", 20, "> ", "> ", "", "nothing"},
        {"see https://example.org/press/a-b?c=d now", "en", 12, "", "",
         "see\nhttps://example.org/press/a-b?c=d\nnow\n", "addresses are not broken"},
        {"write to press-office@example.org today", "en", 12, "", "",
         "write to\npress-office@example.org\ntoday\n", "nor are mail addresses"},
        {"well-known words", "en", 6, "", "", "well-\nknown\nwords\n", "after a hyphen"},
        {"abcdefghij", "en", 4, "", "", "abcd\nefgh\nij\n", "longer than a line"},
        {"東京都は今日声明を", "ja", 8, "", "", "東京都は\n今日声明\nを\n", "two columns each"},
        {"声明を「発表」した", "ja", 8, "", "", "声明を\n「発表」\nした\n",
         "no bracket opens at a line's end"},
        {"«" NB "un deux" NB "»", "fr", 6, "", "", "«\u00a0un\ndeux\u00a0»\n",
         "no-break spaces hold"},
        {"e\u0301e\u0301e\u0301 e", "en", 3, "", "", "e\u0301e\u0301e\u0301\ne\n",
         "accents take no column"},
        {"ab", "en", 2, "> > ", "", "> > a\nb\n", "a prefix as wide as the line"},
        {"a/b/c https://example.org/a-b, a-b", "en", 6, "", "",
         "a/b/c\nhttps://example.org/a-b,\na-b\n", "an address between other words"},
        {"見よhttps://example.org/a-bを", "ja", 8, "", "", "見よ\nhttps://example.org/a-b\nを\n",
         "an address among letters without spaces"},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        const char *lines = stm_language_wrap(rows[index].text, rows[index].tag, rows[index].width,
                                              rows[index].first, rows[index].later, pool);
        ck_assert_msg(strcmp(lines, rows[index].lines) == 0, "%s (%s):\n%s", rows[index].text,
                      rows[index].reason, lines);
    }
}
END_TEST

START_TEST(test_a_text_of_megabytes_is_wrapped_in_no_time)
{
    static const char *const words[] = {"a", "a-", "a ", "https://a-", "東"};
    size_t index;
    for (index = 0; index < sizeof(words) / sizeof(*words); index++) {
        size_t length = strlen(words[index]), count = 2000000 / length, at;
        char *text = apr_palloc(pool, length * count + 1);
        for (at = 0; at < count; at++) {
            memcpy(text + at * length, words[index], length);
        }
        text[length * count] = '\0';
        ck_assert_uint_ge(strlen(stm_language_wrap(text, "en", 72, "", "", pool)), length * count);
    }
}
END_TEST

START_TEST(test_scripts_without_spaces)
{
    static const apr_uint32_t without[] = {0x6771, 0x3042, 0x30ab, 0x30fc, 0x0e01,
                                           0x3001, 0x3002, 0x300d, 0xff0c, 0x20000};
    static const apr_uint32_t with[] = {'a', 0xd55c, 0x05d0, 0x0627, ' ', '.', 0x201c, 0x0915};
    size_t index;
    for (index = 0; index < sizeof(without) / sizeof(*without); index++) {
        ck_assert_msg(stm_language_is_spaceless(without[index]), "%x", without[index]);
    }
    for (index = 0; index < sizeof(with) / sizeof(*with); index++) {
        ck_assert_msg(!stm_language_is_spaceless(with[index]), "%x", with[index]);
    }
}
END_TEST

START_TEST(test_language_tags)
{
    static const char *const good[] = {"en",         "en-GB",     "zh-Hant-HK",
                                       "de-CH-1996", "x-private", "sr-Latn-RS",
                                       "EN-us",      "es-419",    "i-klingon"};
    static const char *const bad[] = {
        "",       "en_GB",       "english language",    "e",      "en-", "-en",
        "en--GB", "deutschland", "en-GB-toolongsubtag", "\u00e9n"};
    size_t index;
    for (index = 0; index < sizeof(good) / sizeof(*good); index++) {
        ck_assert_msg(stm_language_is_tag(good[index]), "%s", good[index]);
    }
    for (index = 0; index < sizeof(bad) / sizeof(*bad); index++) {
        ck_assert_msg(!stm_language_is_tag(bad[index]), "%s", bad[index]);
    }
}
END_TEST

START_TEST(test_languages_are_named)
{
    static const struct {
        const char *tag, *in_tag, *name;
    } rows[] = {
        {"de", "de", "Deutsch"},
        {"fr", "fr", "français"},
        {"fr", "en", "French"},
        {"ar", "ar", "العربية"},
        {"he", "he", "עברית"},
        {"ja", "ja", "日本語"},
        {"zh-Hant", "zh-Hant", "繁體中文"},
        {"not a tag", "en", "not a tag"},
    };
    size_t index;
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        ck_assert_str_eq(stm_language_name(rows[index].tag, rows[index].in_tag, pool),
                         rows[index].name);
    }
}
END_TEST

static void *ask_for_many(void *unused)
{
    static const char *const tags[] = {"en", "de", "fr", "fr-CH", "pl", "ja", "zh-TW", "ar"};
    static const char *const opens[] = {"“", "„", "«" NB, "«" NNB, "„", "「", "「", "”"};
    int round;
    (void)unused;
    for (round = 0; round < 4000; round++) {
        stm_quotation_marks_t marks;
        stm_language_quotation_marks(&marks, tags[round % 8], 1);
        if (strcmp(marks.open, opens[round % 8]) != 0) {
            return (void *)tags[round % 8];
        }
    }
    return NULL;
}

START_TEST(test_many_threads_get_the_same_marks_while_objects_are_closed)
{
    pthread_t threads[8];
    size_t index;
    for (index = 0; index < 8; index++) {
        ck_assert_int_eq(pthread_create(&threads[index], NULL, ask_for_many, NULL), 0);
    }
    for (index = 0; index < 100; index++) {
        stm_locale_release_idle();
    }
    for (index = 0; index < 8; index++) {
        void *wrong;
        pthread_join(threads[index], &wrong);
        ck_assert_msg(!wrong, "%s", (const char *)wrong);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_marks_follow_language_and_level);
    tcase_add_test(all, test_marks_of_an_impossible_level_are_outer_ones);
    tcase_add_test(all, test_marks_stay_where_they_are_when_other_languages_are_asked_for);
    tcase_add_test(all, test_direction_is_that_of_the_likely_script);
    tcase_add_test(all, test_dates_in_words);
    tcase_add_test(all, test_zones_without_a_name_are_shown_as_offsets);
    tcase_add_test(all, test_folding_joins_what_readers_take_for_the_same);
    tcase_add_test(all, test_text_is_cut_at_words);
    tcase_add_test(all, test_text_is_wrapped_into_lines);
    tcase_add_test(all, test_a_text_of_megabytes_is_wrapped_in_no_time);
    tcase_add_test(all, test_scripts_without_spaces);
    tcase_add_test(all, test_language_tags);
    tcase_add_test(all, test_languages_are_named);
    tcase_add_test(all, test_many_threads_get_the_same_marks_while_objects_are_closed);
}

UNIT_MAIN("stm_language")
