#include "unit/any_xml/site.h"

static stm_transform_page_t page;
static apr_status_t status;

static const char *made(const char *text, const char *sheet)
{
    const file_t files[] = {{"sheet.xsl", sheet},
                            {"part.xsl", XSL("<xsl:template match='a'>[part]</xsl:template>")},
                            {"dir/data.xml", "<data><x>1</x></data>"},
                            {NULL, NULL}};

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

START_TEST(an_instruction_behind_the_root_does_not_count)
{
    made("<a/>" PI, "");
    ck_assert_int_eq(status, APR_ENOENT);
}
END_TEST

START_TEST(defaults_and_entities_of_the_internal_subset_count)
{
    expect(PI "<!DOCTYPE a SYSTEM 'none.dtd' [<!ATTLIST a b CDATA 'c'><!ENTITY d 'e'>]><a>&d;</a>",
           SHEET("<html>[<xsl:value-of select=\"concat(a/@b, a)\"/>]</html>"), "[ce]");
    ck_assert_str_eq(site_asked, SITE "sheet.xsl ");
}
END_TEST

typedef struct value_t {
    const char *path, *value;
} value_t;

static const value_t values[] = {
    {"exsl:object-type(/a)", "[node-set]"},
    {"exsl:object-type(1)", "[number]"},
    {"math:max(/a/b)", "[3]"},
    {"math:min(/a/b)", "[1]"},
    {"count(math:highest(/a/b))", "[1]"},
    {"math:lowest(/a/b)", "[1]"},
    {"count(set:difference(/a/b, /a/b[1]))", "[2]"},
    {"count(set:distinct(/a/b | /a/c))", "[3]"},
    {"set:has-same-node(/a/b, /a/b[2])", "[true]"},
    {"set:intersection(/a/b, /a/b[2])", "[2]"},
    {"count(set:leading(/a/b, /a/b[3]))", "[2]"},
    {"set:trailing(/a/b, /a/b[2])", "[3]"},
    {"str:concat(/a/b)", "[123]"},
    {"count(str:tokenize('a, b,c', ', '))", "[3]"},
    {"str:tokenize('2026-05-04T10:00', '-T:')[3]", "[04]"},
    {"count(str:tokenize('a b'))", "[2]"},
    {"count(str:tokenize('äöü', ''))", "[3]"},
    {"name(str:tokenize('a'))", "[token]"},
    {"str:split('a, b, c', ', ')[2]", "[b]"},
    {"count(str:split('abc', ''))", "[3]"},
    {"contains('abc', 'bc')", "[true]"},
    {"contains('abc', '')", "[true]"},
    {"contains('', 'a')", "[false]"},
    {"contains(/a/b, 1)", "[true]"},
    {"substring-before('1999/04/01', '/')", "[1999]"},
    {"substring-before('a', 'b')", "[]"},
    {"substring-after('1999/04/01', '/')", "[04/01]"},
    {"substring-after('a', '')", "[a]"},
    {"translate('bar', 'abc', 'ABC')", "[BAr]"},
    {"translate('--aaa--', 'abc-', 'ABC')", "[AAA]"},
    {"translate('aa', 'aa', 'bc')", "[bb]"},
    {"translate('é€𝄞', '𝄞é', 'xy')", "[y€x]"},
    {"element-available('xsl:if')", "[true]"},
    {"element-available('xsl:for-each-group')", "[false]"},
    {"element-available('exsl:document')", "[false]"},
    {"function-available('str:tokenize')", "[true]"},
    {"function-available('str:replace')", "[false]"},
    {"function-available('document')", "[true]"},
    {"system-property('xsl:version')", "[1.0]"},
    {"count(document('dir/data.xml')//x)", "[1]"},
    {"count(document('')//xsl:template)", "[1]"},
    {"count(document('', /)//b)", "[3]"},
    {"count(document('feed.xml') | /)", "[1]"},
    {"generate-id(/a/b[2]) = generate-id(/a/b[position() = 2])", "[true]"},
    {"generate-id(/a)", "[id1]"},
};

START_TEST(functions_are_those_that_firefox_had)
{
    expect(
        PI "<a><b>1</b><b>2</b><b>3</b><c>3</c></a>",
        apr_psprintf(pool, SHEET("<html>[<xsl:value-of select=\"%s\"/>]</html>"), values[_i].path),
        values[_i].value);
}
END_TEST

typedef struct output_t {
    const char *output, *root, *media_type;
} output_t;

static const output_t outputs[] = {
    {"", "<html/>", "text/html"},
    {"", "<HTML/>", "text/html"},
    {"", "<o/>", "application/xml"},
    {"method='html'", "<o/>", "text/html"},
    {"method='xml'", "<html/>", "application/xml"},
    {"method='xml' media-type='text/html'", "<o/>", "application/xml"},
    {"method='xml' media-type='application/rss+xml'", "<o/>", "application/rss+xml"},
    {"media-type='text/xml'", "<o/>", "text/xml"},
    {"method='html' media-type='application/xhtml+xml'", "<html/>", "text/html"},
    {"", "<html xmlns='http://www.w3.org/1999/xhtml'/>", "application/xhtml+xml"},
    {"", "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"},
    {"method='text' media-type='text/javascript'", "x", "text/plain"},
};

START_TEST(the_method_decides_the_type)
{
    const output_t *row = &outputs[_i];

    expect(PI "<a/>",
           apr_psprintf(pool, XSL("<xsl:output %s/><xsl:template match='/'>%s</xsl:template>"),
                        row->output, row->root),
           "");
    ck_assert_msg(strcmp(page.media_type, row->media_type) == 0, "%s %s: %s", row->output,
                  row->root, page.media_type);
}
END_TEST

START_TEST(the_encoding_is_that_of_the_bytes)
{
    expect(PI "<a>\xc3\xa9</a>", XSL("<xsl:output method='text' encoding='ISO-8859-1'/>"), "\xe9");
    ck_assert_str_eq(page.charset, "iso-8859-1");
    expect(PI "<a>\xc3\xa9</a>", XSL("<xsl:output method='text' encoding='nothing'/>"), "\xc3\xa9");
    ck_assert_str_eq(page.charset, "utf-8");
}
END_TEST

START_TEST(imports_are_fetched_once_relative_to_who_names_them)
{
    const file_t files[] = {
        {"sheet.xsl", XSL("<xsl:import href='s/a.xsl'/><xsl:include href='s/b.xsl#x'/>")},
        {"s/a.xsl", XSL("<xsl:import href='../c.xsl'/>")},
        {"s/b.xsl", XSL("<xsl:import href='a.xsl'/>")},
        {"c.xsl", XSL("<xsl:template match='a' mode='m'>c</xsl:template><xsl:template match='/'>"
                      "<o><xsl:apply-templates mode='m'/></o></xsl:template>")},
        {NULL, NULL}};

    site_page(&status, PI "<a/>", files, &page);
    ck_assert_msg(status == APR_SUCCESS, "%s", site_said());
    ck_assert_ptr_nonnull(strstr(page.bytes, ">c</o>"));
    ck_assert_str_eq(site_asked, SITE "sheet.xsl " SITE "s/a.xsl " SITE "c.xsl " SITE "s/b.xsl ");
}
END_TEST

START_TEST(a_version_that_is_newer_is_taken_as_it_is)
{
    expect(PI "<a/>",
           "<xsl:stylesheet version='3.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
           "<xsl:mode on-no-match='x'/><xsl:function name='f'/><xsl:template match='/'><html>"
           "<xsl:sequence select='1'><xsl:fallback>f</xsl:fallback></xsl:sequence></html>"
           "</xsl:template></xsl:stylesheet>",
           "<html>f</html>");
    ck_assert_str_eq(site_said(), "");
}
END_TEST

START_TEST(what_cannot_be_read_is_a_remark)
{
    expect(PI "<a/>", SHEET("<o>[<xsl:value-of select=\"document('none.xml')\"/>]</o>"), "[]");
    ck_assert_ptr_nonnull(strstr(site_said(), SITE "none.xml cannot be read"));
}
END_TEST

START_TEST(an_error_leaves_no_page)
{
    made(PI "<a/>", SHEET("<o>x<xsl:attribute name='b'>c</xsl:attribute>y</o>"));
    ck_assert_int_eq(status, STM_ESTYLESHEET);
    ck_assert_ptr_nonnull(strstr(site_said(), "sheet.xsl:1: error: xsl:attribute"));
}
END_TEST

static apr_status_t fetch_later(stm_fetched_t *fetched, void *baton, const char *url,
                                stm_fetch_kind_t kind, apr_pool_t *result_pool)
{
    return kind == STM_FETCH_DOCUMENT ? APR_EAGAIN
                                      : site_fetch(fetched, baton, url, kind, result_pool);
}

START_TEST(the_caller_can_have_it_stop)
{
    made("<a/>", "");
    site_source.fetch = fetch_later;
    site_source.bytes = PI "<a/>";
    site_source.size = strlen(site_source.bytes);
    site_files = (const file_t[]){
        {"sheet.xsl", SHEET("<o><xsl:value-of select=\"document('b.xml')\"/></o>")}, {NULL, NULL}};
    ck_assert_int_eq(stm_transform(&page, &site_source, site_problems, pool), APR_EAGAIN);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, a_document_is_made_a_page_by_its_own_stylesheet);
    tcase_add_test(all, a_document_without_a_stylesheet_is_left_alone);
    tcase_add_test(all, an_instruction_behind_the_root_does_not_count);
    tcase_add_test(all, defaults_and_entities_of_the_internal_subset_count);
    tcase_add_loop_test(all, functions_are_those_that_firefox_had, 0,
                        sizeof(values) / sizeof(*values));
    tcase_add_loop_test(all, the_method_decides_the_type, 0, sizeof(outputs) / sizeof(*outputs));
    tcase_add_test(all, the_encoding_is_that_of_the_bytes);
    tcase_add_test(all, imports_are_fetched_once_relative_to_who_names_them);
    tcase_add_test(all, a_version_that_is_newer_is_taken_as_it_is);
    tcase_add_test(all, what_cannot_be_read_is_a_remark);
    tcase_add_test(all, an_error_leaves_no_page);
    tcase_add_test(all, the_caller_can_have_it_stop);
}

UNIT_MAIN("stm_transform")
