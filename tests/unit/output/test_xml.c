#include "unit/output.h"

static const struct {
    const char *reason, *output, *body, *expected;
} pages[] = {
    {"XML with its declaration", "method='xml' encoding='UTF-8'", "<a/>",
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>\n"},
    {"standalone", "encoding='utf-8' standalone='yes' indent='no'", "<a/>",
     "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<a/>"},
    {"not standalone, another version", "encoding='UTF-8' standalone='no' version='1.1'", "<a/>",
     "<?xml version=\"1.1\" encoding=\"UTF-8\" standalone=\"no\"?>\n<a/>\n"},
    {"nothing said of the encoding", "method='xml'", "<a b='c'>\xC3\xA4</a>",
     "<?xml version=\"1.0\"?>\n<a b=\"c\">\xC3\xA4</a>\n"},
    {"without", NO_XML, "<a/>", "<a/>"},
    {"no element at all", NO_XML, "a&lt;", "a&lt;"},
    {"a document type", NO_XML " doctype-system='s'", "<a/>", "<!DOCTYPE a SYSTEM \"s\"><a/>"},
    {"a public one", "doctype-public='p' doctype-system='s' encoding='UTF-8'",
     "<b:a xmlns:b='urn:b'/>",
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE b:a PUBLIC \"p\" \"s\">\n"
     "<b:a xmlns:b=\"urn:b\"/>\n"},
    {"public needs the other", NO_XML " doctype-public='p'", "<a/>", NULL},
    {"text in XML", NO_XML, "<a>b&lt;&gt;&amp;\"'&#13;&#9;\n\xC3\xA4</a>",
     "<a>b&lt;&gt;&amp;\"'&#13;\t\n\xC3\xA4</a>"},
    {"values in XML", NO_XML, "<a b='&lt;&gt;&amp;&quot;&#39;&#13;&#9;&#10;\xC3\xA4 x'/>",
     "<a b=\"&lt;&gt;&amp;&quot;'&#13;&#9;&#10;\xC3\xA4 x\"/>"},
    {"an empty value in XML", NO_XML, "<a b=''><xsl:attribute name='c'/></a>",
     "<a b=\"\" c=\"\"/>"},
    {"not escaped in XML", NO_XML,
     "<a><xsl:text disable-output-escaping='yes'>&lt;b/></xsl:text></a>", "<a><b/></a>"},
    {"sections", NO_XML " cdata-section-elements='a b'", "<c><a>&lt;]]&gt;]]&gt;</a><b>x</b></c>",
     "<c><a><![CDATA[<]]]]><![CDATA[>]]]]><![CDATA[>]]></a><b><![CDATA[x]]></b></c>"},
    {"namespaces", NO_XML, "<a xmlns='urn:a' xmlns:b=\"urn:'b\"><b:c b:d='e'/><f xmlns=''/></a>",
     "<a xmlns=\"urn:a\" xmlns:b=\"urn:'b\"><b:c b:d=\"e\"/><f xmlns=\"\"/></a>"},
    {"comments and instructions in XML", NO_XML,
     "<a><xsl:comment>b</xsl:comment><xsl:comment/><xsl:processing-instruction name='c'>d"
     "</xsl:processing-instruction><xsl:processing-instruction name='e'/></a>",
     NULL},
    {"a comment before the root, indented", "indent='yes' encoding='UTF-8'",
     "<xsl:comment>a</xsl:comment><b/><xsl:comment>c</xsl:comment>",
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--a-->\n<b/><!--c-->\n"},
    {"indented, but not around text", "indent='yes' encoding='UTF-8'",
     "<a><b><c/><xsl:comment>d</xsl:comment></b><e>f<g><h/></g></e><i><j/></i></a>",
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\n  <b>\n    <c/>\n    <!--d-->\n  </b>\n"
     "  <e>f<g><h/></g></e>\n  <i>\n    <j/>\n  </i>\n</a>\n"},
    {"indented with sections", NO_XML " cdata-section-elements='b'", "<a><b>c</b><d/></a>",
     "<a><b><![CDATA[c]]></b><d/></a>"},
};

START_TEST(test_xml_is_what_libxslt_writes)
{
    check(pages[_i].output, pages[_i].body, OWN, pages[_i].expected);
}
END_TEST

static const struct {
    const char *reason, *output, *body;
} left[] = {
    {"another encoding of XML", "method='xml' encoding='US-ASCII'", "<p>\xC3\xA4</p>"},
    {"values beyond ASCII where nothing is said of it", "method='xml'", "<a b='\xC3\xA4'/>"},
    {"XHTML",
     "method='xml' encoding='UTF-8' doctype-public='-//W3C//DTD XHTML 1.0 Strict//EN'"
     " doctype-system='http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'",
     "<html xmlns='http://www.w3.org/1999/xhtml'><head/><body><br/></body></html>"},
    {"a namespace that needs escaping", NO_XML, "<a xmlns='urn:a?b&amp;c'/>"},
};

START_TEST(test_xml_that_is_rare_is_left_to_libxslt)
{
    check(left[_i].output, left[_i].body, LEFT, NULL);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_xml_is_what_libxslt_writes, 0, sizeof(pages) / sizeof(*pages));
    tcase_add_loop_test(all, test_xml_that_is_rare_is_left_to_libxslt, 0,
                        sizeof(left) / sizeof(*left));
}

UNIT_MAIN("stm_output_xml")
