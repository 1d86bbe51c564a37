#include <apr_strings.h>
#include <string.h>

#include "core/xml/plain.h"
#include "unit/unit.h"

typedef struct row_t {
    const char *markup, *text;
} row_t;

static void check_row(const row_t *row, const char *lang)
{
    const char *source = apr_pstrcat(pool, "<p xml:lang='", lang, "'>", row->markup, "</p>", NULL);
    xmlDocPtr document = xmlReadDoc(BAD_CAST source, NULL, "UTF-8", XML_PARSE_NONET);
    const char *text;

    ck_assert_msg(document != NULL, "%s", source);
    text = stm_plain_words(xmlDocGetRootElement(document), pool);
    ck_assert_msg(strcmp(text, row->text) == 0, "%s: \"%s\" instead of \"%s\"", row->markup, text,
                  row->text);
    xmlFreeDoc(document);
}

static void check_rows(const row_t *rows, size_t count, const char *lang)
{
    for (size_t i = 0; i < count; i++) {
        check_row(&rows[i], lang);
    }
}

#define CHECK_ROWS(rows, lang) check_rows(rows, sizeof(rows) / sizeof((rows)[0]), lang)

START_TEST(digits_signs_and_brackets_have_letters_of_their_own)
{
    static const row_t rows[] = {
        {"10<sup>3</sup> t", "10³ t"},
        {"10<sup>15</sup>", "10¹⁵"},
        {"Ca<sup>2+</sup>", "Ca²⁺"},
        {"CO<sub>2</sub>", "CO₂"},
        {"10<sup>-6</sup>", "10⁻⁶"},
        {"10<sup>−6</sup>", "10⁻⁶"},
        {"10<sup>–6</sup>", "10⁻⁶"},
        {"SO<sub>4</sub><sup>2-</sup>", "SO₄²⁻"},
        {"2<sup>n</sup>", "2ⁿ"},
        {"x<sub>n</sub>", "xₙ"},
        {"x<sup>n+1</sup>", "xⁿ⁺¹"},
        {"x<sup>n + 1</sup>", "xⁿ⁺¹"},
        {"f<sup>(4)</sup>", "f⁽⁴⁾"},
        {"3<sup>1</sup>/<sub>2</sub>", "3¹/₂"},
        {"10<sup><em>3</em></sup>", "10³"},
        {"10<sup>3<noteref ref='n'/></sup>", "10³"},
    };
    CHECK_ROWS(rows, "en");
}
END_TEST

START_TEST(letters_alone_stay_as_typed)
{
    static const row_t rows[] = {
        {"4<sup>th</sup>", "4th"},     {"M<sup>me</sup>", "Mme"},   {"Acme<sup>TM</sup>", "AcmeTM"},
        {"V<sub>max</sub>", "Vmax"},   {"x<sup>k</sup>", "xk"},     {"Acme<sup>®</sup>", "Acme®"},
        {"word<sup>*</sup>", "word*"}, {"a<sup>[1]</sup>", "a[1]"}, {"10<sup/>", "10"},
    };
    CHECK_ROWS(rows, "en");
}
END_TEST

START_TEST(a_letter_after_a_digit_is_marked_unless_it_makes_an_ordinal)
{
    static const row_t rows[] = {
        {"2<sup>k</sup>", "2^k"},
        {"2<sub>k</sub>", "2_k"},
        {"2<sub>e</sub>", "2_e"},
        {"<em>2</em><sup>k</sup>", "2^k"},
        {"2<strong><sup>k</sup></strong>", "2^k"},
        {"10<sup>x</sup>", "10^x"},
        {"2<sup>α</sup>", "2^α"},
        {"2<sup>-k</sup>", "2^(-k)"},
        {"2<sup>e</sup>", "2e"},
        {"1<sup>o</sup>", "1o"},
        {"1<sup>ª</sup>", "1ª"},
        {"1<sup>й</sup>", "1й"},
        {"2 <sup>k</sup>", "2 k"},
    };
    static const row_t catalan[] = {{"1<sup>r</sup>", "1r"}, {"4<sup>t</sup>", "4t"}};
    static const row_t greek[] = {{"1<sup>η</sup>", "1η"}};

    CHECK_ROWS(rows, "en");
    CHECK_ROWS(catalan, "ca");
    CHECK_ROWS(greek, "el-GR");
}
END_TEST

START_TEST(whatever_else_holds_a_digit_is_marked)
{
    static const row_t rows[] = {
        {"10<sup>1.5</sup>", "10^1.5"},   {"10<sup>1,5</sup>", "10^1,5"},
        {"10<sup>-1.5</sup>", "10^-1.5"}, {"10<sup>1/2</sup>", "10^(1/2)"},
        {"x<sub>2,i</sub>", "x_(2,i)"},   {"x<sub>1,2</sub>", "x_(1,2)"},
        {"x<sub>1 2</sub>", "x_(1 2)"},   {"x<sub>2i</sub>", "x_(2i)"},
        {"2<sup>k+1</sup>", "2^(k+1)"},   {"2<sup>2<sup>3</sup></sup>", "2^(2³)"},
        {"10<sup>٣</sup>", "10^٣"},
    };
    CHECK_ROWS(rows, "en");
}
END_TEST

START_TEST(white_space_at_the_edges_is_outside)
{
    static const row_t rows[] = {
        {"10<sup> 3 </sup>t", "10 ³ t"},
        {"10<sup>\n3\n</sup>t", "10 ³ t"},
        {" <sup>3</sup>", "³"},
    };
    CHECK_ROWS(rows, "en");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, digits_signs_and_brackets_have_letters_of_their_own);
    tcase_add_test(all, letters_alone_stay_as_typed);
    tcase_add_test(all, a_letter_after_a_digit_is_marked_unless_it_makes_an_ordinal);
    tcase_add_test(all, whatever_else_holds_a_digit_is_marked);
    tcase_add_test(all, white_space_at_the_edges_is_outside);
}

UNIT_MAIN("stm_superscript")
