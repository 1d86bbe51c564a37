#include <apr_strings.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "core/i18n/zone.h"
#include "core/site/filter.h"
#include "core/xslt/functions.h"
#include "unit/unit.h"

static stm_functions_data_t data;

/* Berlin's newsroom with the words that ship, its pages at https://news.example.org/press/. */
static void set_data(void)
{
    stm_problems_t *problems = stm_problems_create(pool);
    data = (stm_functions_data_t){.lang = "de",
                                  .base = "https://news.example.org/press/",
                                  .limits = &stm_limits_default,
                                  .has_path_links = 1,
                                  .tag_query = stm_filter_tag_query};
    ck_assert_int_eq(stm_zone_load(&data.zone, "Europe/Berlin", pool), APR_SUCCESS);
    data.set_zone = data.zone;
    ck_assert_int_eq(stm_ui_words_load(&data.words, SOURCE_DIR "/xslt", problems, pool),
                     APR_SUCCESS);
}

/* What the XPath @a expression gives for the document @a input, as text. */
static const char *evaluate(const char *expression, const char *input,
                            const stm_functions_data_t *shown)
{
    const char *sheet =
        apr_pstrcat(pool,
                    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'"
                    " xmlns:f='" STM_FUNCTIONS_NS "'><xsl:output method='text'/>"
                    "<xsl:variable name='tree'><p class='a'>tree<br/></p></xsl:variable>"
                    "<xsl:template match='/'><xsl:value-of select=\"",
                    expression, "\"/></xsl:template></xsl:stylesheet>", NULL);
    xsltStylesheetPtr compiled =
        xsltParseStylesheetDoc(xmlReadDoc(BAD_CAST sheet, NULL, NULL, XML_PARSE_NONET));
    xmlDocPtr document = xmlReadDoc(BAD_CAST input, NULL, NULL, XML_PARSE_NONET);
    xsltTransformContextPtr transform;
    xmlDocPtr result;
    xmlChar *text = NULL;
    const char *copy;
    int length;
    ck_assert_msg(compiled != NULL, "%s", sheet);
    transform = xsltNewTransformContext(compiled, document);
    stm_functions_offer(transform, shown, NULL, pool);
    result = xsltApplyStylesheetUser(compiled, document, NULL, NULL, NULL, transform);
    ck_assert_msg(result && transform->state == XSLT_STATE_OK, "%s", expression);
    xsltSaveResultToString(&text, &length, result, compiled);
    copy = apr_pstrdup(pool, text ? (char *)text : "");
    xmlFree(text);
    xmlFreeDoc(result);
    xsltFreeTransformContext(transform);
    xmlFreeDoc(document);
    xsltFreeStylesheet(compiled);
    return copy;
}

typedef struct row_t {
    const char *expression, *text;
} row_t;

static void check_rows(const row_t *rows, size_t count, const char *input)
{
    size_t index;
    for (index = 0; index < count; index++) {
        const char *text = evaluate(rows[index].expression, input, &data);
        ck_assert_msg(strcmp(text, rows[index].text) == 0, "%s: \"%s\" instead of \"%s\"",
                      rows[index].expression, text, rows[index].text);
    }
}

#define CHECK_ROWS(rows, input)                                                                    \
    set_data();                                                                                    \
    check_rows(rows, sizeof(rows) / sizeof(*(rows)), input)

START_TEST(test_language_functions)
{
    static const row_t rows[] = {
        {"f:mark('de', 1, 'open')", "„"},
        {"f:mark('fr', 1, 'close')", "\u00a0»"},
        {"f:mark('en', 2, 'close')", "’"},
        {"f:mark('en', 3, 'open')", "“"},
        {"f:mark('en', count(//p) + 1, 'open')", "“"},
        {"f:mark(/*/@xml:lang, 2, 'open')", "‚"},
        {"f:mark('en', 0, 'open')", ""},
        {"f:mark('en', 'x', 'open')", ""},
        {"f:mark('en', 1 div 0, 'open')", ""},
        {"f:mark('en', 1, 'both')", ""},
        {"f:direction('he')", "rtl"},
        {"f:direction('')", "ltr"},
        {"f:language('fr', 'de')", "Französisch"},
        {"f:cut('One two three', 'en', 8)", "One two…"},
        {"f:cut('One two three', 'en', -1)", ""},
        {"f:wrap('one two three', 'en', 8, '> ', '  ')", "> one\n  two\n  three\n"},
        {"f:wrap('one', 'en', 'wide', '', '')", ""},
    };
    CHECK_ROWS(rows, "<a xml:lang='de'><p/><p/></a>");
}
END_TEST

START_TEST(test_dates_are_shown_in_the_newsrooms_zone)
{
    static const row_t rows[] = {
        {"f:date('2026-05-04', 'de')", "4. Mai 2026"},
        {"f:date('2026-05-04', 'de', 'moment')", "4. Mai 2026"},
        {"f:date('2026-05-04T22:30:00Z', 'de', 'day')", "5. Mai 2026"},
        {"f:date('2026-05-04T10:00:00Z', 'en-GB', 'moment')", "4 May 2026 at 12:00 CEST"},
        {"f:date(/*/@when, 'fr')", "1 mars 2026"},
        {"f:date('last spring', 'de')", "last spring"},
        {"f:date('2026-05-04', 'en', 'day', 'en-GB')", "4 May 2026"},
        {"f:date('2026-05-04', 'en-US', 'day', 'en-GB')", "4 May 2026"},
        {"f:date('2026-05-04', 'en-GB', 'day', 'en')", "4 May 2026"},
        {"f:date('2026-05-04', 'en', 'day', 'de-CH')", "May 4, 2026"},
        {"f:date('2026-05-04', 'de', 'day', 'en-GB')", "4. Mai 2026"},
        {"f:date('2026-05-04', 'ar', 'day', 'ar-MA')", "4 ماي 2026"},
        {"f:date('2026-05-04', 'sr-Latn', 'day', 'sr-RS')", "4. maj 2026."},
        {"f:date('2026-05-04', 'en', 'day', 'no tag')", "May 4, 2026"},
        {"f:date('', 'de')", ""},
        {"f:rfc822('2026-05-04')", "Sun, 03 May 2026 22:00:00 GMT"},
        {"f:rfc822('2026-05-04T10:00:00Z')", "Mon, 04 May 2026 10:00:00 GMT"},
        {"f:rfc822('last spring')", ""},
        {"f:rfc3339('2026-05-04T12:00:00')", "2026-05-04T10:00:00Z"},
        {"f:rfc3339('')", ""},
    };
    CHECK_ROWS(rows, "<a when='2026-03-01'/>");
}
END_TEST

START_TEST(test_moments_are_shown_as_written_where_the_newsroom_has_no_zone)
{
    static const row_t rows[] = {
        {"f:date('2026-05-04T10:00:00+01:00', 'en-GB', 'moment')", "4 May 2026 at 10:00 UTC+1"},
        {"f:date('2026-05-04T10:00:00-03:30', 'en-GB', 'moment')", "4 May 2026 at 10:00 UTC-3:30"},
        {"f:date('2026-05-04T10:00:00Z', 'en-GB', 'moment')", "4 May 2026 at 10:00 UTC"},
        {"f:date('2026-05-04T10:00:00+00:00', 'en-GB', 'moment')", "4 May 2026 at 10:00 UTC"},
        {"f:date('2026-05-04T10:00', 'en-GB', 'moment')", "4 May 2026 at 10:00 UTC"},
        {"f:date('2026-12-31T23:30:00-05:00', 'de')", "31. Dezember 2026"},
        {"f:date('2026-05-04', 'de', 'moment')", "4. Mai 2026"},
        {"f:rfc3339('2026-12-31T23:30:00-05:00')", "2027-01-01T04:30:00Z"},
    };

    set_data();
    data.zone = stm_zone_utc();
    data.set_zone = NULL;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]), "<a/>");
}
END_TEST

START_TEST(test_a_topic_has_the_query_that_lists_it)
{
    static const row_t rows[] = {
        {"f:tagged('open-data')", "tag=open-data"},
        {"f:tagged('Bacs et passages d’eau')", "tag=bacs%20et%20passages%20d%E2%80%99eau"},
        {"f:tagged('a&amp;b')", "tag=a%26b"},
        {"f:tagged('')", ""},
    };
    CHECK_ROWS(rows, "<a/>");
}
END_TEST

START_TEST(test_words_are_filled_in)
{
    static const row_t rows[] = {
        {"f:word('end-line', 'en', 'issuer', 'IACP')", "End of IACP Statement"},
        {"f:word('posted-on', 'en', 'author', 'a {date}', 'date', 'today')",
         "Posted on today by a {date}"},
        {"f:word('posted-on', 'en', 'author', 'the office')", "Posted on {date} by the office"},
        {"f:word('posted-on', 'en', 'author')", "Posted on {date} by {author}"},
        {"f:word('glossary', 'fi')", "Abkürzungen"},
        {"f:word('no such word', 'en')", ""},
        {"f:word('glossary')", ""},
    };
    CHECK_ROWS(rows, "<a/>");
}
END_TEST

START_TEST(test_strings_for_json_vcard_and_links)
{
    static const row_t rows[] = {
        {"f:json('plain')", "\"plain\""},
        {"f:json(/*/@text)", "\"a \\\"b\\\" \\\\ \\u003c/c> \\u000a\\u0009é\""},
        {"f:json('')", "\"\""},
        {"f:escape('a,b;c\\d')", "a\\,b\\;c\\\\d"},
        {"f:escape(/*/@lines)", "a\\nb"},
        {"f:path('https://news.example.org/press/a')", "/press/a"},
        {"f:path('https://news.example.org/other')", "/other"},
        {"f:path('https://news.example.org')", "/"},
        {"f:path('https://news.example.org//evil.example/')",
         "https://news.example.org//evil.example/"},
        {"f:path('https://news.example.org.evil.example/')",
         "https://news.example.org.evil.example/"},
        {"f:path('http://news.example.org/press/a')", "http://news.example.org/press/a"},
        {"f:path('mailto:press@example.org')", "mailto:press@example.org"},
        {"f:path('')", ""},
    };
    CHECK_ROWS(rows, "<a text='a &quot;b&quot; \\ &lt;/c> &#10;&#9;é' lines='a&#13;&#10;b'/>");
}
END_TEST

START_TEST(test_links_stay_absolute_where_the_format_wants_it)
{
    set_data();
    data.has_path_links = 0;
    ck_assert_str_eq(evaluate("f:path('https://news.example.org/press/a')", "<a/>", &data),
                     "https://news.example.org/press/a");
}
END_TEST

START_TEST(test_nodes_become_wellformed_html)
{
    static const row_t rows[] = {
        {"f:serialize(/a/p)", "<p>x &amp; &lt;y&gt;<br/></p><p></p>"},
        {"f:serialize(/a/node())", "<p>x &amp; &lt;y&gt;<br/></p><p></p>"
                                   "<img src=\"i.png\" alt=\"\"/>"
                                   "<q xml:lang=\"fr\" title=\"a&quot;b&#10;\">c</q>tail]]&gt;"},
        {"f:serialize(/a/*[last()]/@title)", "a\"b\n"},
        {"f:serialize(/a/*[last()]/namespace::*)", ""},
        {"f:serialize(/a/none)", ""},
        {"f:serialize($tree)", "<p class=\"a\">tree<br/></p>"},
        {"f:serialize('a &lt; b')", "a &lt; b"},
        {"f:serialize()", ""},
        {"f:serialize(/a, /a)", ""},
    };
    static const char input[] =
        "<a xmlns:o='urn:other'><p>x &amp; &lt;y><br/></p><p/><!-- no --><?no no?>"
        "<img src='i.png' alt='' o:x='1'>no</img>"
        "<o:q xml:lang='fr' title='a\"b&#10;'>c</o:q><![CDATA[tail]]]]><![CDATA[>]]></a>";
    CHECK_ROWS(rows, input);
}
END_TEST

START_TEST(test_nothing_happens_without_data)
{
    ck_assert_str_eq(evaluate("f:date('2026-05-04', 'de')", "<a/>", NULL), "");
    ck_assert_str_eq(evaluate("f:word('note', 'de')", "<a/>", NULL), "");
    ck_assert_str_eq(evaluate("f:path('https://news.example.org/')", "<a/>", NULL), "");
}
END_TEST

START_TEST(test_wrong_numbers_of_arguments_are_survived)
{
    static const char *const names[] = {"mark", "date",      "rfc822", "rfc3339", "direction",
                                        "word", "language",  "wrap",   "cut",     "json",
                                        "path", "serialize", "escape"};
    size_t index;
    set_data();
    for (index = 0; index < sizeof(names) / sizeof(*names); index++) {
        const char *none = apr_psprintf(pool, "f:%s()", names[index]);
        const char *many = apr_psprintf(
            pool, "f:%s(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20)", names[index]);
        ck_assert_str_eq(evaluate(none, "<a/>", &data), "");
        ck_assert_str_eq(evaluate(many, "<a/>", &data), "");
    }
}
END_TEST

START_TEST(test_a_deep_tree_is_serialized)
{
    enum { DEPTH = 200 };
    char *input = apr_pcalloc(pool, DEPTH * 7 + 1);
    int index;
    set_data();
    for (index = 0; index < DEPTH; index++) {
        strcat(input, "<b>");
    }
    for (index = 0; index < DEPTH; index++) {
        strcat(input, "</b>");
    }
    ck_assert_str_eq(evaluate("f:serialize(/)", input, &data), input);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_language_functions);
    tcase_add_test(all, test_dates_are_shown_in_the_newsrooms_zone);
    tcase_add_test(all, test_moments_are_shown_as_written_where_the_newsroom_has_no_zone);
    tcase_add_test(all, test_a_topic_has_the_query_that_lists_it);
    tcase_add_test(all, test_words_are_filled_in);
    tcase_add_test(all, test_strings_for_json_vcard_and_links);
    tcase_add_test(all, test_links_stay_absolute_where_the_format_wants_it);
    tcase_add_test(all, test_nodes_become_wellformed_html);
    tcase_add_test(all, test_nothing_happens_without_data);
    tcase_add_test(all, test_wrong_numbers_of_arguments_are_survived);
    tcase_add_test(all, test_a_deep_tree_is_serialized);
}

UNIT_MAIN("stm_functions")
