#include "unit/output.h"

#define META "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\">"

static const struct {
    const char *reason, *output, *body, *expected;
} pages[] = {
    {"nothing at all", HTML, "", ""},
    {"text alone", HTML, "a&lt;b", "a&lt;b\n"},
    {"a page is told its encoding", HTML, "<html><head><title>x</title></head><body/></html>",
     "<html><head>" META "<title>x</title></head><body></body></html>\n"},
    {"as xsl:output spells it", "method='html' indent='no' encoding='utf-8'",
     "<html><head><title>x</title></head><body/></html>",
     "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">"
     "<title>x</title></head><body></body></html>\n"},
    {"a page that tells it is not told again", HTML,
     "<html><head><title>x</title><meta HTTP-EQUIV='content-type' content='a utf-8 b'/></head>"
     "<body/></html>",
     "<html><head><title>x</title><meta HTTP-EQUIV=\"content-type\" content=\"a utf-8 b\"></head>"
     "<body></body></html>\n"},
    {"a meta element of another kind tells nothing", HTML,
     "<HTML><HEAD><meta name='x' content='utf-8'/></HEAD></HTML>",
     "<HTML><HEAD>" META "<meta name=\"x\" content=\"utf-8\"></HEAD></HTML>\n"},
    {"a head without a page around it", HTML, "<head><title/></head>",
     "<head>" META "<title></title></head>\n"},
    {"a page without a head", HTML, "<html><body/></html>", "<html><body></body></html>\n"},
    {"HTML's document type", HTML " doctype-system='about:legacy-compat'", "<html/>",
     "<!DOCTYPE html>\n<html></html>\n"},
    {"a document type of its own", HTML " doctype-system='a&quot;b'", "<html/>",
     "<!DOCTYPE html SYSTEM 'a\"b'>\n<html></html>\n"},
    {"a public one", HTML " doctype-public='p' doctype-system='s'", "<html/>",
     "<!DOCTYPE html PUBLIC \"p\" \"s\">\n<html></html>\n"},
    {"public only", HTML " doctype-public='p'", "<html/>",
     "<!DOCTYPE html PUBLIC \"p\">\n<html></html>\n"},
    {"void elements have no end", HTML, "<p>a<br/><img src='b'/><BR/></p>",
     "<p>a<br><img src=\"b\"><BR></p>\n"},
    {"and no content", HTML, "<hr>x</hr>", "<hr>\n"},
    {"an empty item has no end, others have", HTML, "<ul><li/><b/><x-y/></ul>",
     "<ul><li><b></b><x-y></x-y></ul>\n"},
    {"newer void elements are not known", HTML, "<wbr/><source/>",
     "<wbr></wbr><source></source>\n"},
    {"in a namespace none is", HTML, "<br xmlns='urn:x'/>", "<br xmlns=\"urn:x\"></br>\n"},
    {"prefixes stay", HTML, "<a:b xmlns:a='urn:a' a:c='d' xml:lang='e'/>",
     "<a:b xmlns:a=\"urn:a\" a:c=\"d\" xml:lang=\"e\"></a:b>\n"},
    {"names longer than a block", HTML,
     "<a-very-long-name-of-an-element and-of-an-attribute='x'>y</a-very-long-name-of-an-element>",
     "<a-very-long-name-of-an-element and-of-an-attribute=\"x\">y"
     "</a-very-long-name-of-an-element>\n"},
    {"boolean attributes have no value", HTML,
     "<input CHECKED='CHECKED' disabled='x' required='y'/>",
     "<input CHECKED disabled required=\"y\">\n"},
    {"an empty value", HTML, "<i title='' x=''/>", "<i title=\"\" x=\"\"></i>\n"},
    {"quotes in values", HTML, "<i a='&quot;' b=\"'\" c=\"&quot;'\"/>",
     "<i a='\"' b=\"'\" c=\"&quot;'\"></i>\n"},
    {"scripts' macros and server side includes in values stay", HTML,
     "<i a='&amp;{{b}};&amp;{{c' d='&lt;!--#x \"y\"--&gt;' e='&lt;!--&amp;'/>",
     "<i a=\"&{b};&amp;{c\" d='<!--#x \"y\"-->' e=\"&lt;!--&amp;\"></i>\n"},
    {"white space in values stays", HTML, "<i a='b&#9;&#10;&#13;c'/>", "<i a=\"b\t\n\rc\"></i>\n"},
    {"addresses are percent-encoded", HTML,
     "<a href=' &#10;\xC3\xA4 b?c=d&amp;e' name='\xC3\xA4'/><b name='\xC3\xA4' title='\xC3\xA4'/>",
     "<a href=\"%C3%A4%20b?c=d&amp;e\" name=\"%C3%A4\"></a><b name=\"\xC3\xA4\""
     " title=\"\xC3\xA4\"></b>\n"},
    {"in any case, and all of them", HTML,
     "<form action='a b'><img SRC='a b'/><A NAME='a b'/></form>",
     "<form action=\"a%20b\"><img SRC=\"a%20b\"><A NAME=\"a%20b\"></A></form>\n"},
    {"not in namespaces", HTML, "<a xmlns='urn:x' href='a b'/>",
     "<a xmlns=\"urn:x\" href=\"a b\"></a>\n"},
    {"quotes in addresses", HTML, "<a href='a&quot;&lt;!--x y--&gt;&amp;{{\"}}'/>",
     "<a href=\"a%22<!--x%20y-->&%7B%22%7D\"></a>\n"},
    {"blank addresses are empty", HTML, "<a href=' &#9;'/>", "<a href=\"\"></a>\n"},
    {"text is escaped, quotes are not", HTML, "<p>a&lt;b&gt;c&amp;d\"e&#13;&#160;</p>",
     "<p>a&lt;b&gt;c&amp;d\"e\r\xC2\xA0</p>\n"},
    {"long text is looked through to its end", HTML,
     "<p>0123456789abcdef0123456789abcde&lt;0123456789abcdef012345&amp;</p>",
     "<p>0123456789abcdef0123456789abcde&lt;0123456789abcdef012345&amp;</p>\n"},
    {"scripts and styles are not escaped", HTML,
     "<script>a&lt;b&amp;&amp;c</script><STYLE>a&gt;b</STYLE><script><b>&lt;</b></script>",
     "<script>a<b&&c</script><STYLE>a>b</STYLE><script><b>&lt;</b></script>\n"},
    {"nor what says so", HTML,
     "<p><xsl:text disable-output-escaping='yes'>&lt;b></xsl:text>&lt;</p>", "<p><b>&lt;</p>\n"},
    {"comments and instructions", HTML,
     "<xsl:comment>a&lt;</xsl:comment><xsl:processing-instruction name='b'>c</xsl:processing-"
     "instruction><xsl:processing-instruction name='d'/>",
     "<!--a<--><?b c><?d>\n"},
    {"blocks on lines of their own, if nothing is said", "method='html'",
     "<html><head><title>a</title><link/></head><body><div><p>b</p><p>c<br/><i/></p>d</div>"
     "<ul><li>e</li><li/></ul><pre><b/><p/></pre></body></html>",
     "<html>\n<head>\n" META "\n<title>a</title>\n<link>\n</head>\n<body>\n<div>\n<p>b</p>\n"
     "<p>c<br><i></i></p>d</div>\n<ul>\n<li>e</li>\n<li>\n</ul>\n<pre><b></b><p></p></pre>\n"
     "</body>\n</html>\n"},
    {"a head with text in it", "method='html'", "<html><head>a</head></html>",
     "<html><head>\n" META "a</head></html>\n"},
    {"another encoding declared", HTML,
     "<html><head><meta http-equiv='Content-Type' content='text/html; charset=x'/></head></html>",
     NULL},
    {"an empty head", HTML, "<html><head/></html>", NULL},
    {"a meta element before the head", HTML, "<html><meta/><head><title/></head></html>", NULL},
    {"HTML by its root", "indent='no'", "<html><head><br/></head></html>",
     "<html><head>" META "<br></head></html>\n"},
};

START_TEST(test_html_is_what_libxslt_writes)
{
    check(pages[_i].output, pages[_i].body, ANY, pages[_i].expected);
}
END_TEST

START_TEST(test_a_page_as_most_are_is_not_left_to_libxslt)
{
    check(HTML " encoding='UTF-8' doctype-system='about:legacy-compat'",
          "<html lang='en'><head><title>a&amp;b</title><meta name='c' content=\"d's &lt;e>\"/>"
          "<link rel='x' href='y?z=\xC3\xA4&amp;[1]'/><style>p>q{}</style></head>"
          "<body><p class='f'>g &lt; h<br/><img src='//h/i.png' alt=''/></p><ul><li/></ul>"
          "<input checked='checked'/><script/></body></html>",
          OWN, NULL);
}
END_TEST

START_TEST(test_the_brackets_of_a_host_stay)
{
    xsltStylesheetPtr style = compile(HTML, "<a href='http://u@[2001:db8::1]:80/a[1]?[::1]'/>");
    xmlDocPtr result = transform(style);

    ck_assert_str_eq(by_us(result, style, OWN),
                     "<a href=\"http://u@[2001:db8::1]:80/a%5B1%5D?%5B::1%5D\"></a>\n");
    xmlFreeDoc(result);
    xsltFreeStylesheet(style);
}
END_TEST

static const struct {
    const char *reason, *output, *body;
} left[] = {
    {"indentation", "method='html'", "<p/>"},
    {"a namespace", HTML, "<br xmlns='urn:x'/>"},
    {"quotation marks in a value", HTML, "<i a='&quot;'/>"},
    {"a server side include in a value", HTML, "<i a='&lt;!--#x--&gt;'/>"},
    {"a script's macro in a value", HTML, "<i a='&amp;{{b}}'/>"},
    {"an anchor", HTML, "<a name='b'/>"},
    {"a comment", HTML, "<p><xsl:comment>a</xsl:comment></p>"},
    {"text alone", HTML, "a"},
    {"a document type with an address", HTML " doctype-system='a'", "<html/>"},
    {"another encoding", "method='html' encoding='ISO-8859-1'", "<p>\xC3\xA4</p>"},
};

START_TEST(test_html_that_is_rare_is_left_to_libxslt)
{
    check(left[_i].output, left[_i].body, LEFT, NULL);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_html_is_what_libxslt_writes, 0, sizeof(pages) / sizeof(*pages));
    tcase_add_test(all, test_a_page_as_most_are_is_not_left_to_libxslt);
    tcase_add_test(all, test_the_brackets_of_a_host_stay);
    tcase_add_loop_test(all, test_html_that_is_rare_is_left_to_libxslt, 0,
                        sizeof(left) / sizeof(*left));
}

UNIT_MAIN("stm_output_html")
