#include "core/any_xml/source_link.h"

#include <string.h>

#include "unit/any_xml/site.h"

#define LINK(href)                                                                                 \
    "<p class=\"statement-xml\"><a href=\"" href                                                   \
    "\" rel=\"alternate\" type=\"text/xml\">XML</a></p>"

static const stm_source_link_t link_to_xml = {"/a.xml?a=b&source", "text/xml", "XML", NULL};

/* The page of a stylesheet that makes @a content. */
static const char *page_with(const stm_source_link_t *link, const char *output, const char *content)
{
    const file_t files[] = {
        {"sheet.xsl", apr_pstrcat(pool, XSL_OPEN "<xsl:output omit-xml-declaration='yes' ", output,
                                  "/><xsl:template match='/'>", content,
                                  "</xsl:template></xsl:stylesheet>", NULL)},
        {NULL, NULL}};
    stm_transform_page_t page;
    apr_status_t status;
    const char *bytes;

    site_source.link = link;
    bytes = site_page(&status, PI "<a/>", files, &page);
    ck_assert_int_eq(status, APR_SUCCESS);
    return bytes;
}

START_TEST(it_is_the_last_thing_in_the_body)
{
    ck_assert_ptr_nonnull(
        strstr(page_with(&link_to_xml, "method='html'", "<html><body><i>a</i></body></html>"),
               "<i>a</i>" LINK("/a.xml?a=b&amp;source") "\n</body></html>\n"));
    ck_assert_ptr_nonnull(strstr(page_with(&link_to_xml, "method='html'", "<HTML><BODY/></HTML>"),
                                 LINK("/a.xml?a=b&amp;source")));
    ck_assert_ptr_nonnull(strstr(page_with(&link_to_xml, "method='xml'",
                                           "<html xmlns='http://www.w3.org/1999/xhtml'><body>"
                                           "<i/></body></html>"),
                                 "<i/>" LINK("/a.xml?a=b&amp;source") "</body></html>"));
}
END_TEST

START_TEST(its_words_are_text_of_their_language)
{
    const stm_source_link_t link = {"/a.xml", "text/xml", "<b> & Größe", "de"};

    ck_assert_ptr_nonnull(
        strstr(page_with(&link, "method='html' encoding='UTF-8'", "<html><body/></html>"),
               "<p class=\"statement-xml\" lang=\"de\"><a href=\"/a.xml\" rel=\"alternate\" "
               "type=\"text/xml\">&lt;b&gt; &amp; Größe</a></p>"));
}
END_TEST

START_TEST(what_has_no_body_has_no_link)
{
    static const char *const contents[] = {"<div/>",
                                           "<html><head/></html>",
                                           "<body/>",
                                           "text",
                                           "<svg xmlns='http://www.w3.org/2000/svg'><body/></svg>",
                                           "<x:html xmlns:x='urn:x'><x:body/></x:html>"};

    for (size_t i = 0; i < sizeof(contents) / sizeof(*contents); i++) {
        ck_assert_str_eq(page_with(&link_to_xml, "method='xml'", contents[i]),
                         page_with(NULL, "method='xml'", contents[i]));
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, it_is_the_last_thing_in_the_body);
    tcase_add_test(all, its_words_are_text_of_their_language);
    tcase_add_test(all, what_has_no_body_has_no_link);
}

UNIT_MAIN("stm_source_link")
