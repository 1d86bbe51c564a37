#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>

#include "core/search/terms.h"

/* Words apart by "|", what stands beside them by "/". */
static int see(void *baton, const stm_term_t *term)
{
    const char **seen = baton;
    *seen = apr_pstrcat(pool, *seen, **seen ? (term->is_beside ? "/" : "|") : "",
                        apr_pstrmemdup(pool, term->text, (apr_size_t)term->size), NULL);
    return 0;
}

static const char *terms(const char *text, const char *lang)
{
    const char *seen = "";
    ck_assert_int_eq(stm_terms_walk(text, (int)strlen(text), lang, see, &seen, pool), 0);
    return seen;
}

START_TEST(test_letters_are_folded)
{
    static const char *const rows[][2] = {
        {"Łódź Ørsted Đorđe Ħal ırmak", "lodz|orsted|dorde|hal|irmak"},
        {"Æsir œuvre Ðorn þing Straße", "aesir|oeuvre|dorn|thing|strasse"},
        {"أحمد إيران آثار ٱلله", "احمد|ايران|اثار|الله"},
        {"مؤتمر رئيس مدرسة", "موتمر|رييس|مدرسه"},
        {"على علی کتاب كتاب", "علي|علي|كتاب|كتاب"},
        {"محـــطَّة", "محطه"},
        {"٢٠٢٦ ۲۰۲۶ ２０２６", "2026|2026|2026"},
        {"m² CO₂ NO₃ 10³", "m2|co2|no3|103"},
        {"İSTANBUL Iğdır", "istanbul|igdir"},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(terms(rows[i][0], NULL), rows[i][1]);
    }
}
END_TEST

START_TEST(test_groups_of_digits_are_one_number)
{
    static const char *const rows[][2] = {
        {"3100", "3100"},
        {"3,100", "3100"},
        {"3.100 t", "3100|t"},
        {"3'100", "3100"},
        {"3’100", "3100"},
        {"3\u202f100\u00a0t", "3100/3/100|t"},
        {"12 345 678", "12345678/12/345/678"},
        {"1,234.56", "1234|56"},
        {"3,10", "3|10"},
        {"3,1000", "3|1000"},
        {"2026 100", "2026|100"},
        {"3, 100", "3|100"},
        {"1.234,567", "1234|567"},
        {"٣٬١٠٠", "3100"},
        {"3.", "3"},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(terms(rows[i][0], NULL), rows[i][1]);
    }
}
END_TEST

START_TEST(test_letters_and_digits_are_joined_to_codes)
{
    static const char *const rows[][2] = {
        {"K200", "k200"},
        {"K-200", "k/k200|200"},
        {"K\u2011200", "k/k200|200"},
        {"K 200 runs", "k/k200|200|runs"},
        {"Covid-19", "covid/covid19|19"},
        {"page 200", "page|200"},
        {"EU 3,100", "eu/eu3|3100"},
        {"tram-works", "tram|works"},
        {"5-G", "5/5g|g"},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(terms(rows[i][0], NULL), rows[i][1]);
    }
}
END_TEST

START_TEST(test_stems_are_those_of_the_language)
{
    static const char *const rows[][3] = {
        {"The recalled cars", "en", "the|recalled/=recal|cars/=car"},
        {"recall", "en-GB", "recall/=recal"},
        {"Häuser", "de", "hauser/=haus"},
        {"recalled", "ja", "recalled"},
        {"recalled", "xx", "recalled"},
        {"\003de\003Häuser recalled", "en", "hauser/=haus|recalled"},
        {"K200 2026s", "en", "k200|2026s"},
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(terms(rows[i][0], rows[i][1]), rows[i][2]);
    }
    ck_assert_str_eq(stm_terms_marked("x", "de-AT", pool), "\003de\003x");
    ck_assert_str_eq(stm_terms_marked("x", NULL, pool), "x");
    ck_assert_int_eq(stm_terms_mark("\003de\003x", 5), 4);
    ck_assert_int_eq(stm_terms_mark("\003dex", 4), 0);
}
END_TEST

/* Long words, and much of everything. */
START_TEST(test_no_text_is_too_much)
{
    apr_size_t size = 1024 * 1024, i;
    char *text = apr_palloc(pool, size + 1);
    const char *ignored;
    static const char *const units[] = {"a", "1-", "K 1 ", "100 ", "ä", "1,"};
    size_t unit;
    for (unit = 0; unit < sizeof(units) / sizeof(units[0]); unit++) {
        size_t length = strlen(units[unit]);
        for (i = 0; i + length <= 10000; i += length) {
            memcpy(text + i, units[unit], length);
        }
        text[i] = '\0';
        ignored = terms(text, "en");
        ck_assert_int_gt(strlen(ignored), 0);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_letters_are_folded);
    tcase_add_test(all, test_groups_of_digits_are_one_number);
    tcase_add_test(all, test_letters_and_digits_are_joined_to_codes);
    tcase_add_test(all, test_stems_are_those_of_the_language);
    tcase_add_test(all, test_no_text_is_too_much);
}

UNIT_MAIN("stm_terms")
