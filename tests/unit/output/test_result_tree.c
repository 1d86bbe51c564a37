/* What holds for each method, and text. HTML and XML have files of their own. */
#include "unit/output.h"

#include <stdio.h>

static const struct {
    const char *reason, *output, *body, *expected;
} texts[] = {
    {"text only", "method='text'", "a&lt;<b c='d'>e<f/></b><xsl:comment>g</xsl:comment>h<i>j</i>",
     "a<ehj"},
    {"no text", "method='text'", "<a/>", ""},
};

START_TEST(test_text_is_what_libxslt_writes)
{
    check(texts[_i].output, texts[_i].body, OWN, texts[_i].expected);
}
END_TEST

static const struct {
    const char *reason, *output, *body;
} left[] = {
    {"another encoding of text", "method='text' encoding='ISO-8859-1'", "\xC3\xA4"},
};

START_TEST(test_text_that_is_rare_is_left_to_libxslt)
{
    check(left[_i].output, left[_i].body, LEFT, NULL);
}
END_TEST

static const char *const sheets[] = {"statement-html", "statement-txt", "statement-vcf", "feed-rss",
                                     "feed-atom",      "feed-json",     "sitemap"};

START_TEST(test_none_of_our_own_stylesheets_is_left_to_libxslt)
{
    const char *path = apr_pstrcat(pool, SOURCE_DIR "/xslt/", sheets[_i], ".xsl", NULL);
    xsltStylesheetPtr style = xsltParseStylesheetFile(BAD_CAST path);
    xmlDocPtr result;

    ck_assert_ptr_nonnull(style);
    result = new_result(_i == 0);
    xmlDocSetRootElement(result, xmlNewDocNode(result, NULL, BAD_CAST "a", NULL));
    by_us(result, style, OWN);
    xmlFreeDoc(result);
    xsltFreeStylesheet(style);
}
END_TEST

/* Every character alone, and at each place of a block. */
START_TEST(test_each_character_is_written_as_libxslt_does)
{
    static const char *const outputs[] = {HTML, NO_XML, "method='text'"};
    xsltStylesheetPtr style = compile(outputs[_i], "x");
    int character;

    for (character = 1; character < 256 && is_measure(); character++) {
        int before;

        for (before = 0; before < 20; before++) {
            char text[64];
            xmlDocPtr result = new_result(_i == 0);
            xmlNodePtr root = xmlNewDocNode(result, NULL, BAD_CAST "a", NULL);
            const char *ours;

            snprintf(text, sizeof(text), "%.*s%c%s", before, "0123456789abcdefghijklm", character,
                     before % 2 ? "ABCDEFGHIJKLMNOPQRSTUV" : "");
            xmlDocSetRootElement(result, root);
            xmlAddChild(root, xmlNewDocText(result, BAD_CAST text));
            add_attribute(root, "title", text);
            add_attribute(root, "href", text);
            ours = by_us(result, style, OWN);
            ck_assert_str_eq(ours, by_libxslt(result, style));
            xmlFreeDoc(result);
        }
    }
    xsltFreeStylesheet(style);
}
END_TEST

static const char *const full_outputs[] = {HTML, "method='html'", "indent='yes' encoding='UTF-8'",
                                           NO_XML, "method='text'"};

/* What is written into grows at each place of what follows once; a sanitizer tells whether in time.
 */
START_TEST(test_each_piece_finds_room)
{
    static const char tree[] = "<r>%s<a b='' checked='' href='c&quot;d' title='&quot;e' lang='f'>"
                               "<g/><br/>&lt;&amp;h&lt;<long-name-of-an-element i='&amp;'/></a>"
                               "<j k='&lt;'>l</j><p><xsl:comment>m</xsl:comment></p>&gt;</r>";
    int length;

    for (length = 0; length < 330; length++) {
        char *filler = apr_pcalloc(pool, 16384 - (apr_size_t)length);

        memset(filler, 'x', 16383 - (apr_size_t)length);
        check(full_outputs[_i], apr_psprintf(pool, tree, filler), OWN, NULL);
    }
}
END_TEST

START_TEST(test_a_long_text_is_written_whole)
{
    char *text = apr_pcalloc(pool, 200001);
    const char *body = apr_pstrcat(pool, "<a>", memset(text, 'x', 200000), "</a>", NULL);

    check(NO_XML, body, OWN, body);
}
END_TEST

START_TEST(test_depth_needs_no_stack)
{
    xsltStylesheetPtr style = compile(_i == 0 ? HTML : "indent='yes' encoding='UTF-8'", "x");
    xmlDocPtr result = new_result(_i == 0);
    xmlNodePtr at = xmlNewDocNode(result, NULL, BAD_CAST "div", NULL);
    const char *bytes;
    int depth;

    xmlDocSetRootElement(result, at);
    for (depth = 1; depth < 100000; depth++) {
        at = xmlNewChild(at, NULL, BAD_CAST "div", NULL);
    }
    bytes = by_us(result, style, OWN);
    ck_assert_ptr_nonnull(strstr(bytes, _i == 0 ? "<div></div></div>" : "<div/>"));
    xmlFreeDoc(result);
    xsltFreeStylesheet(style);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_text_is_what_libxslt_writes, 0, sizeof(texts) / sizeof(*texts));
    tcase_add_loop_test(all, test_text_that_is_rare_is_left_to_libxslt, 0,
                        sizeof(left) / sizeof(*left));
    tcase_add_loop_test(all, test_none_of_our_own_stylesheets_is_left_to_libxslt, 0,
                        sizeof(sheets) / sizeof(*sheets));
    tcase_add_loop_test(all, test_each_character_is_written_as_libxslt_does, 0, 3);
    tcase_add_loop_test(all, test_each_piece_finds_room, 0,
                        sizeof(full_outputs) / sizeof(*full_outputs));
    tcase_add_test(all, test_a_long_text_is_written_whole);
    tcase_add_loop_test(all, test_depth_needs_no_stack, 0, 2);
}

UNIT_MAIN("stm_output")
