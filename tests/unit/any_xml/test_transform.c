#include "unit/any_xml/site.h"

static stm_transform_page_t page;
static apr_status_t status;

static const char *made(const char *text, const char *sheet)
{
    const file_t files[] = {{"sheet.xsl", sheet}, {NULL, NULL}};

    return site_page(&status, text, files, &page);
}

static void expect(const char *text, const char *sheet, const char *part)
{
    const char *bytes = made(text, sheet);

    ck_assert_msg(status == APR_SUCCESS, "status %d: %s", status, site_said());
    ck_assert_msg(strstr(bytes, part) != NULL, "no %s in %s", part, bytes);
}

START_TEST(a_document_is_made_a_page_by_its_own_stylesheet)
{
    expect(PI "<a>text</a>", SHEET("<html><body><xsl:value-of select='a'/></body></html>"),
           "<body>text</body>");
    ck_assert_str_eq(page.media_type, "text/html");
    ck_assert_str_eq(page.charset, "utf-8");
    ck_assert_str_eq(site_asked, SITE "sheet.xsl ");
}
END_TEST

START_TEST(a_document_without_a_stylesheet_is_left_alone)
{
    made("<a/>", "");
    ck_assert_int_eq(status, APR_ENOENT);
    ck_assert_int_eq(site_fetched, 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, a_document_is_made_a_page_by_its_own_stylesheet);
    tcase_add_test(all, a_document_without_a_stylesheet_is_left_alone);
}

UNIT_MAIN("stm_transform")
