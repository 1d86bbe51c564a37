#include <apr_strings.h>
#include <string.h>
#include <unicode/uloc.h>

#include "core/i18n/cldr.h"
#include "core/i18n/language.h"
#include "core/i18n/locale.h"
#include "core/xslt/ui_words.h"
#include "unit/unit.h"

static int count(const char *text, char letter)
{
    int found = 0;

    for (; *text; text++) {
        found += *text == letter;
    }
    return found;
}

START_TEST(test_rows_are_sorted_and_whole)
{
    for (int i = 0; i < stm_cldr_row_count; i++) {
        const stm_cldr_row_t *row = &stm_cldr_rows[i];

        ck_assert_msg(i == 0 || strcmp(stm_cldr_rows[i - 1].tag, row->tag) < 0, "%s", row->tag);
        ck_assert_msg(strlen(row->tag) < STM_LOCALE_BYTES, "%s", row->tag);
        for (int field = STM_CLDR_MARKS; field <= STM_CLDR_OWN; field++) {
            const char *text = stm_cldr_get(row->tag, (stm_cldr_field_t)field);

            ck_assert_msg(text || field == STM_CLDR_PERIODS || field == STM_CLDR_MONTHS ||
                              field == STM_CLDR_DIGITS || field == STM_CLDR_OWN,
                          "%s lacks %d", row->tag, field);
            ck_assert_msg(field != STM_CLDR_MONTHS || !text || count(text, '|') == 11, "%s",
                          row->tag);
        }
    }
}
END_TEST

/* Nothing of a template may be left over, whatever day and hour. */
START_TEST(test_every_language_has_dates_without_a_gap)
{
    stm_date_t date;

    for (int i = 0; i < stm_cldr_row_count; i++) {
        const char *tag = stm_cldr_rows[i].tag, *moment = stm_cldr_get(tag, STM_CLDR_MOMENT);

        ck_assert_msg(strstr(moment, "{period}") == NULL || stm_cldr_get(tag, STM_CLDR_PERIODS),
                      "%s", tag);
        ck_assert_msg(strstr(moment, "{month}") == NULL || stm_cldr_get(tag, STM_CLDR_MONTHS), "%s",
                      tag);
        for (int hour = 0; hour < 24; hour++) {
            char text[32];
            const char *words;

            apr_snprintf(text, sizeof(text), "2026-%02d-28T%02d:09Z", hour % 12 + 1, hour);
            ck_assert_int_eq(stm_date_parse(&date, text), STM_DATE_GOOD);
            words = stm_language_date(&date, stm_zone_utc(), tag, STM_STYLE_MOMENT, pool);
            ck_assert_msg(!strpbrk(words, "{}|") && strcmp(words, " UTC") != 0, "%s: %s", tag,
                          words);
        }
    }
}
END_TEST

START_TEST(test_languages_with_words_name_languages)
{
    const stm_ui_words_t *words;
    apr_array_header_t *tags;

    ck_assert_int_eq(stm_ui_words_load(&words, SOURCE_DIR "/xslt", NULL, pool), APR_SUCCESS);
    tags = stm_ui_words_tags(words, pool);
    ck_assert_int_ge(tags->nelts, 13);
    for (int i = 0; i < tags->nelts; i++) {
        const char *tag = APR_ARRAY_IDX(tags, i, const char *);
        const char *own = stm_language_name(tag, tag, pool);

        ck_assert_msg(stm_cldr_name(tag, "de", pool) != NULL, "%s", tag);
        ck_assert_str_eq(own, stm_cldr_own(strcmp(tag, "zh-hant") == 0 ? "zh-Hant" : tag));
    }
}
END_TEST

/* As Debian 12's ICU 72 printed them; later ones know more languages, and others of their names. */
START_TEST(test_languages_name_themselves_as_in_the_named_version)
{
    static const char *const rows[][2] = {{"asa", "Kipare"},     {"bm", "bamanakan"},
                                          {"nds", "Low German"}, {"szl", "Silesian"},
                                          {"tok", "Toki Pona"},  {"vec", "Venetian"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        ck_assert_str_eq(stm_language_name(rows[i][0], rows[i][0], pool), rows[i][1]);
    }
    ck_assert_str_eq(stm_language_name("tlh", "vec", pool), "Klingon");
}
END_TEST

/* As Debian 12's ICU 72 printed them, which other versions do not. */
START_TEST(test_moments_are_those_of_the_named_version)
{
    static const struct {
        const char *tag, *words;
    } rows[] = {
        {"en", "May 4, 2026 at 2:05\u202fPM UTC"},
        {"en-US", "May 4, 2026 at 2:05\u202fPM UTC"},
        {"en-AU", "4 May 2026 at 2:05\u202fpm UTC"},
        {"en-ZA", "04 May 2026 at 14:05 UTC"},
        {"de", "4. Mai 2026 um 14:05 UTC"},
        {"de-AT", "4. Mai 2026 um 14:05 UTC"},
        {"fr-CA", "4 mai 2026 à 14 h 05 UTC"},
        {"it", "4 maggio 2026 alle ore 14:05 UTC"},
        {"nl", "4 mei 2026 om 14:05 UTC"},
        {"pl", "4 maja 2026 14:05 UTC"},
        {"pt", "4 de maio de 2026 às 14:05 UTC"},
        {"es", "4 de mayo de 2026, 14:05 UTC"},
        {"es-MX", "4 de mayo de 2026, 14:05 UTC"},
        {"he", "4 במאי 2026 בשעה 14:05 UTC"},
        {"iw", "4 במאי 2026 בשעה 14:05 UTC"},
        {"ar", "٤ مايو ٢٠٢٦ في ٢:٠٥ م UTC"},
        {"ar-EG", "٤ مايو ٢٠٢٦ في ٢:٠٥ م UTC"},
        {"ar-MA", "4 ماي 2026 في 14:05 UTC"},
        {"ja", "2026年5月4日 14:05 UTC"},
        {"zh", "2026年5月4日 14:05 UTC"},
        {"zh-TW", "2026年5月4日 下午2:05 UTC"},
        {"zh-HK", "2026年5月4日 下午2:05 UTC"},
        {"ko", "2026년 5월 4일 오후 2:05 UTC"},
        {"fa", "۴ مهٔ ۲۰۲۶ ساعت ۱۴:۰۵ UTC"},
        {"sr", "4. мај 2026. 14:05 UTC"},
        {"sr-Latn", "4. maj 2026. 14:05 UTC"},
        {"sr-ME", "4. maj 2026. 14:05 UTC"},
        {"mt", "4 ta’ Mejju 2026 14:05 UTC"},
    };
    stm_date_t date;

    ck_assert_int_eq(stm_date_parse(&date, "2026-05-04T14:05:00Z"), STM_DATE_GOOD);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *words =
            stm_language_date(&date, stm_zone_utc(), rows[i].tag, STM_STYLE_MOMENT, pool);

        ck_assert_msg(strcmp(words, rows[i].words) == 0, "%s: %s", rows[i].tag, words);
    }
}
END_TEST

/* Where there are no words in a script, English has some in Latin. */
START_TEST(test_another_script_takes_nothing_of_its_language)
{
    static const char *const tags[] = {"ar-Latn", "ar-Latn-EG", "he-Latn", "ja-Latn",
                                       "ru-Latn", "zh-Latn",    "fa-Latn", "az-Arab"};
    stm_date_t date;

    ck_assert_int_eq(stm_date_parse(&date, "2026-05-04"), STM_DATE_GOOD);
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        stm_quotation_marks_t marks;

        stm_language_quotation_marks(&marks, tags[i], 1);
        ck_assert_str_eq(marks.open, "“");
        ck_assert_str_eq(marks.close, "”");
        ck_assert_str_eq(stm_language_date(&date, stm_zone_utc(), tags[i], STM_STYLE_DAY, pool),
                         "May 4, 2026");
        ck_assert_str_eq(stm_language_name("de", tags[i], pool), "German");
    }
}
END_TEST

START_TEST(test_names_of_languages_with_script_and_region)
{
    static const struct {
        const char *tag, *in_tag, *name;
    } rows[] = {
        {"en-GB", "en", "British English"},
        {"en-GB", "de", "Englisch (Vereinigtes Königreich)"},
        {"fr-CM", "de", "Französisch (Kamerun)"},
        {"es-419", "es", "español latinoamericano"},
        {"zh-Hant", "en", "Traditional Chinese"},
        {"zh-Hant-HK", "nl", "Chinees (traditioneel, Hongkong SAR van China)"},
        {"sr-Latn-RS", "fr", "serbe (latin, Serbie)"},
        {"en-HK", "es", "inglés (RAE de Hong Kong [China])"},
        {"pl", "pt", "polonês"},
        {"pl", "pt-PT", "polaco"},
        {"pl", "pt-AO", "polaco"},
        {"fr-CA", "ja", "フランス語 (カナダ)"},
        {"de", "zh-TW", "德文"},
        {"sv", "sv", "svenska"},
        {"mt", "mt", "Malti"},
        {"de", "sv", "tyska"},
        {"qqq", "en", "qqq"},
    };
    UErrorCode status = U_ZERO_ERROR;

    uloc_setDefault("pl", &status);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        ck_assert_str_eq(stm_language_name(rows[i].tag, rows[i].in_tag, pool), rows[i].name);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_rows_are_sorted_and_whole);
    tcase_add_test(all, test_every_language_has_dates_without_a_gap);
    tcase_add_test(all, test_languages_with_words_name_languages);
    tcase_add_test(all, test_languages_name_themselves_as_in_the_named_version);
    tcase_add_test(all, test_moments_are_those_of_the_named_version);
    tcase_add_test(all, test_another_script_takes_nothing_of_its_language);
    tcase_add_test(all, test_names_of_languages_with_script_and_region);
}

UNIT_MAIN("stm_cldr")
