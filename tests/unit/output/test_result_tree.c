/* What holds for each method. HTML has a file of its own. */
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
    check(texts[_i].output, texts[_i].body, LEFT, texts[_i].expected);
}
END_TEST

START_TEST(test_our_own_pages_are_not_left_to_libxslt)
{
    xsltStylesheetPtr style =
        xsltParseStylesheetFile(BAD_CAST SOURCE_DIR "/xslt/statement-html.xsl");
    xmlDocPtr result;

    ck_assert_ptr_nonnull(style);
    result = new_result(1);
    xmlDocSetRootElement(result, xmlNewDocNode(result, NULL, BAD_CAST "a", NULL));
    by_us(result, style, OWN);
    xmlFreeDoc(result);
    xsltFreeStylesheet(style);
}
END_TEST

/* Every character alone, and at each place of a block. */
START_TEST(test_each_character_is_written_as_libxslt_does)
{
    xsltStylesheetPtr style = compile(HTML, "x");
    int character;

    for (character = 1; character < 256 && is_measure(); character++) {
        int before;

        for (before = 0; before < 20; before++) {
            char text[64];
            xmlDocPtr result = new_result(1);
            xmlNodePtr root = xmlNewDocNode(result, NULL, BAD_CAST "a", NULL);
            const char *ours;

            snprintf(text, sizeof(text), "%.*s%c%s", before, "0123456789abcdefghijklm", character,
                     before % 2 ? "ABCDEFGHIJKLMNOPQRSTUV" : "");
            xmlDocSetRootElement(result, root);
            xmlAddChild(root, xmlNewDocText(result, BAD_CAST text));
            add_attribute(root, "title", text);
            add_attribute(root, "href", text);
            ours = by_us(result, style, ANY);
            ck_assert_str_eq(ours, by_libxslt(result, style));
            xmlFreeDoc(result);
        }
    }
    xsltFreeStylesheet(style);
}
END_TEST

/* What is written into grows at each place of what follows once; a sanitizer tells whether in time.
 */
START_TEST(test_each_piece_finds_room)
{
    static const char tree[] = "<r>%s<a b='' checked='' href='c d' title='&lt;e' lang='f'>"
                               "<g/><br/>&lt;&amp;h&lt;<long-name-of-an-element i='&amp;'/></a>"
                               "<j k='&lt;'>l</j><p>m</p>&gt;</r>";
    int length;

    for (length = 0; length < 330; length++) {
        char *filler = apr_pcalloc(pool, 16384 - (apr_size_t)length);

        memset(filler, 'x', 16383 - (apr_size_t)length);
        check(HTML, apr_psprintf(pool, tree, filler), OWN, NULL);
    }
}
END_TEST

START_TEST(test_a_long_text_is_written_whole)
{
    char *text = apr_pcalloc(pool, 200001);
    const char *body = apr_pstrcat(pool, "<a>", memset(text, 'x', 200000), "</a>", NULL);

    check(HTML, body, OWN, apr_pstrcat(pool, body, "\n", NULL));
}
END_TEST

START_TEST(test_depth_needs_no_stack)
{
    xsltStylesheetPtr style = compile(HTML, "x");
    xmlDocPtr result = new_result(1);
    xmlNodePtr at = xmlNewDocNode(result, NULL, BAD_CAST "div", NULL);
    const char *bytes;
    int depth;

    xmlDocSetRootElement(result, at);
    for (depth = 1; depth < 100000; depth++) {
        at = xmlNewChild(at, NULL, BAD_CAST "div", NULL);
    }
    bytes = by_us(result, style, OWN);
    ck_assert_ptr_nonnull(strstr(bytes, "<div></div></div>"));
    xmlFreeDoc(result);
    xsltFreeStylesheet(style);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_text_is_what_libxslt_writes, 0, sizeof(texts) / sizeof(*texts));
    tcase_add_test(all, test_our_own_pages_are_not_left_to_libxslt);
    tcase_add_test(all, test_each_character_is_written_as_libxslt_does);
    tcase_add_test(all, test_each_piece_finds_room);
    tcase_add_test(all, test_a_long_text_is_written_whole);
    tcase_add_test(all, test_depth_needs_no_stack);
}

UNIT_MAIN("stm_output")
