#include "unit.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <libxml/HTMLtree.h>
#include <libxml/parserInternals.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <stdio.h>
#include <string.h>

#include "stm_output.h"

#define OPEN "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"

typedef enum { OWN, LEFT } way_t;

/* What is expected was written by libxslt 1.1.35 with libxml2 2.9.14: later ones differ in details,
 * and are no measure. */
static int is_measure(void)
{
    return atoi(xmlParserVersion) < 21000;
}

static xsltStylesheetPtr compile(const char *output, const char *body)
{
    const char *text = apr_pstrcat(pool, OPEN, "<xsl:output ", output, "/><xsl:template match='/'>",
                                   body, "</xsl:template></xsl:stylesheet>", NULL);
    xmlDocPtr doc = xmlReadMemory(text, (int)strlen(text), "a.xsl", NULL, 0);
    xsltStylesheetPtr style;

    ck_assert_msg(doc != NULL, "%s", text);
    style = xsltParseStylesheetDoc(doc);
    ck_assert_msg(style != NULL, "%s", text);
    return style;
}

static xmlDocPtr transform(xsltStylesheetPtr style)
{
    xmlDocPtr source = xmlReadMemory("<a/>", 4, "a.xml", NULL, 0);
    xmlDocPtr result = xsltApplyStylesheet(style, source, NULL);

    ck_assert_ptr_nonnull(result);
    xmlFreeDoc(source);
    return result;
}

static const char *by_libxslt(xmlDocPtr result, xsltStylesheetPtr style)
{
    xmlChar *text = NULL;
    const char *copy;
    int size = 0;

    ck_assert_int_eq(xsltSaveResultToString(&text, &size, result, style), 0);
    copy = text == NULL ? "" : apr_pstrmemdup(pool, (const char *)text, (apr_size_t)size);
    xmlFree(text);
    return copy;
}

static const char *by_us(xmlDocPtr result, xsltStylesheetPtr style, way_t way)
{
    const char *bytes = NULL;
    apr_size_t size = 0;

    ck_assert_int_eq(stm_output_write_own(&bytes, &size, result, style, pool),
                     way == OWN ? APR_SUCCESS : APR_ENOTIMPL);
    ck_assert_int_eq(stm_output_write(&bytes, &size, result, style, pool), APR_SUCCESS);
    ck_assert_uint_eq(strlen(bytes), size);
    return bytes;
}

static void check(const char *output, const char *body, way_t way, const char *expected)
{
    xsltStylesheetPtr style = compile(output, body);
    xmlDocPtr result = transform(style);
    const char *ours = by_us(result, style, way);

    if (expected != NULL) {
        ck_assert_str_eq(ours, expected);
    }
    if (is_measure()) {
        ck_assert_str_eq(ours, by_libxslt(result, style));
    }
    xmlFreeDoc(result);
    xsltFreeStylesheet(style);
}

#define HTML   "method='html' indent='no'"
#define META   "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\">"
#define NO_XML "method='xml' omit-xml-declaration='yes' encoding='UTF-8' indent='no'"

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
    {"HTML by its root", "indent='no'", "<html><head><br/></head></html>",
     "<html><head>" META "<br></head></html>\n"},

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

    {"text only", "method='text'", "a&lt;<b c='d'>e<f/></b><xsl:comment>g</xsl:comment>h<i>j</i>",
     "a<ehj"},
    {"no text", "method='text'", "<a/>", ""},
};

START_TEST(test_output_is_what_libxslt_writes)
{
    check(pages[_i].output, pages[_i].body, OWN, pages[_i].expected);
}
END_TEST

static const struct {
    const char *reason, *output, *body;
} left[] = {
    {"another encoding", "method='html' encoding='ISO-8859-1'", "<p>\xC3\xA4</p>"},
    {"another encoding of XML", "method='xml' encoding='US-ASCII'", "<p>\xC3\xA4</p>"},
    {"values beyond ASCII where nothing is said of it", "method='xml'", "<a b='\xC3\xA4'/>"},
    {"another encoding of text", "method='text' encoding='ISO-8859-1'", "\xC3\xA4"},
    {"XHTML",
     "method='xml' encoding='UTF-8' doctype-public='-//W3C//DTD XHTML 1.0 Strict//EN'"
     " doctype-system='http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'",
     "<html xmlns='http://www.w3.org/1999/xhtml'><head/><body><br/></body></html>"},
    {"another encoding declared", HTML,
     "<html><head><meta http-equiv='Content-Type' content='text/html; charset=x'/></head></html>"},
    {"an empty head", HTML, "<html><head/></html>"},
    {"a meta element before the head", HTML, "<html><meta/><head><title/></head></html>"},
    {"a namespace that needs escaping", NO_XML, "<a xmlns='urn:a?b&amp;c'/>"},
};

START_TEST(test_what_is_rare_is_left_to_libxslt)
{
    check(left[_i].output, left[_i].body, LEFT, NULL);
}
END_TEST

/* As it is, whether or not it is UTF-8. */
static xmlAttrPtr add_attribute(xmlNodePtr element, const char *name, const char *value)
{
    xmlAttrPtr attribute = xmlNewProp(element, BAD_CAST name, NULL);

    attribute->children = attribute->last = xmlNewDocText(element->doc, BAD_CAST value);
    attribute->children->parent = (xmlNodePtr)attribute;
    return attribute;
}

static xmlDocPtr new_result(int is_html)
{
    xmlDocPtr result = is_html ? htmlNewDocNoDtD(NULL, NULL) : xmlNewDoc(NULL);

    result->encoding = xmlStrdup(BAD_CAST "UTF-8");
    return result;
}

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

/* A row of numbers that is the same on every machine. */
static unsigned int seed;

static unsigned int any(unsigned int bound)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % bound;
}

static const char *const names[] = {"a",
                                    "abbr",
                                    "acronym",
                                    "address",
                                    "applet",
                                    "area",
                                    "b",
                                    "base",
                                    "basefont",
                                    "bdo",
                                    "big",
                                    "blockquote",
                                    "body",
                                    "br",
                                    "button",
                                    "caption",
                                    "center",
                                    "cite",
                                    "code",
                                    "col",
                                    "colgroup",
                                    "dd",
                                    "del",
                                    "dfn",
                                    "dir",
                                    "div",
                                    "dl",
                                    "dt",
                                    "em",
                                    "embed",
                                    "fieldset",
                                    "font",
                                    "form",
                                    "frame",
                                    "frameset",
                                    "h1",
                                    "h2",
                                    "h3",
                                    "h4",
                                    "h5",
                                    "h6",
                                    "head",
                                    "hr",
                                    "html",
                                    "i",
                                    "iframe",
                                    "img",
                                    "input",
                                    "ins",
                                    "isindex",
                                    "kbd",
                                    "label",
                                    "legend",
                                    "li",
                                    "link",
                                    "map",
                                    "menu",
                                    "meta",
                                    "noframes",
                                    "noscript",
                                    "object",
                                    "ol",
                                    "optgroup",
                                    "option",
                                    "p",
                                    "param",
                                    "pre",
                                    "q",
                                    "s",
                                    "samp",
                                    "script",
                                    "select",
                                    "small",
                                    "span",
                                    "strike",
                                    "strong",
                                    "style",
                                    "sub",
                                    "sup",
                                    "table",
                                    "tbody",
                                    "td",
                                    "textarea",
                                    "tfoot",
                                    "th",
                                    "thead",
                                    "title",
                                    "tr",
                                    "tt",
                                    "u",
                                    "ul",
                                    "var",
                                    "article",
                                    "aside",
                                    "audio",
                                    "bdi",
                                    "canvas",
                                    "data",
                                    "details",
                                    "dialog",
                                    "figure",
                                    "footer",
                                    "header",
                                    "main",
                                    "mark",
                                    "math",
                                    "nav",
                                    "picture",
                                    "ruby",
                                    "section",
                                    "source",
                                    "summary",
                                    "svg",
                                    "template",
                                    "time",
                                    "track",
                                    "video",
                                    "wbr",
                                    "x",
                                    "zz",
                                    "px",
                                    "Br",
                                    "SCRIPT",
                                    "P",
                                    "a-long-name-of-an-element",
                                    "blockquote-x",
                                    "blockquotexy",
                                    "sixteen-letters-",
                                    "sixteen-letters-x"};

static const char *const attribute_names[] = {"href",     "src",      "action",
                                              "name",     "HREF",     "title",
                                              "class",    "id",       "checked",
                                              "compact",  "declare",  "defer",
                                              "disabled", "ismap",    "multiple",
                                              "nohref",   "noresize", "noshade",
                                              "nowrap",   "readonly", "selected",
                                              "Selected", "required", "http-equiv",
                                              "content",  "a",        "attribute-with-a-long-name"};

static const char *const pieces[] = {"word",
                                     " ",
                                     "\n",
                                     "\t",
                                     "\r",
                                     "<",
                                     ">",
                                     "&",
                                     "\"",
                                     "'",
                                     "<!--",
                                     "-->",
                                     "&{",
                                     "}",
                                     "]]>",
                                     "$",
                                     "[",
                                     "`",
                                     "|",
                                     "%20",
                                     "/",
                                     "?",
                                     "=",
                                     "\xC3\xA4",
                                     "\xE2\x80\x94",
                                     "\xF0\x9F\x98\x80",
                                     "\x01",
                                     "\x7F",
                                     "\xFF",
                                     "a longer run of text without anything in it to replace ",
                                     "{x}",
                                     "~",
                                     "@"};

#define ANY_OF(all) all[any(sizeof(all) / sizeof(*all))]

static const char *any_text(void)
{
    apr_array_header_t *parts = apr_array_make(pool, 8, sizeof(const char *));
    unsigned int count = any(4) == 0 ? any(40) : any(5);

    while (count-- > 0) {
        APR_ARRAY_PUSH(parts, const char *) = ANY_OF(pieces);
    }
    return apr_array_pstrcat(pool, parts, 0);
}

static const char *const prefixes[] = {NULL, "x", "xml"};

static xmlNodePtr any_element(xmlDocPtr doc)
{
    xmlNodePtr element = xmlNewDocNode(doc, NULL, BAD_CAST ANY_OF(names), NULL);
    unsigned int count = any(3) == 0 ? any(6) : 0;

    while (count-- > 0) {
        xmlAttrPtr attribute = any(8) == 0
                                   ? xmlNewProp(element, BAD_CAST ANY_OF(attribute_names), NULL)
                                   : add_attribute(element, ANY_OF(attribute_names), any_text());

        if (any(30) == 0) {
            xmlAddChild((xmlNodePtr)attribute, xmlNewReference(doc, BAD_CAST "x"));
        }
    }
    if (any(12) == 0) {
        xmlSetNs(element, xmlNewNs(element, BAD_CAST "urn:x", BAD_CAST ANY_OF(prefixes)));
    }
    return element;
}

static xmlNodePtr any_node(xmlDocPtr doc)
{
    xmlNodePtr node;

    switch (any(16)) {
    case 0:
        return xmlNewDocComment(doc, BAD_CAST any_text());
    case 1:
        return xmlNewDocPI(doc, BAD_CAST "pi", any(2) ? BAD_CAST any_text() : NULL);
    case 2:
        return xmlNewReference(doc, BAD_CAST "nbsp");
    case 3:
        node = xmlNewDocText(doc, BAD_CAST any_text());
        node->name = xmlStringTextNoenc;
        return node;
    case 4:
        return xmlNewCDataBlock(doc, BAD_CAST any_text(), 3);
    case 5:
    case 6:
    case 7:
        return xmlNewDocText(doc, BAD_CAST any_text());
    default:
        return any_element(doc);
    }
}

static void grow(xmlNodePtr parent, unsigned int size)
{
    xmlNodePtr at = parent;

    while (size-- > 0) {
        xmlNodePtr node = xmlAddChild(at, any_node(parent->doc));

        if (node->type == XML_ELEMENT_NODE && any(3) > 0) {
            at = node;
        }
        while (at != parent && any(4) == 0) {
            at = at->parent;
        }
    }
}

static const char *const random_outputs[] = {
    "method='html'",
    HTML,
    "method='html' indent='yes' encoding='UTF-8'",
    NO_XML,
    "method='xml' encoding='UTF-8'",
    "method='xml' encoding='UTF-8' indent='yes'",
    "method='xml' encoding='utf-8' indent='no' standalone='yes'",
    "method='text'"};

static xmlDocPtr any_result(int is_html)
{
    xmlDocPtr result = new_result(is_html);
    xmlNodePtr root = xmlNewDocNode(result, NULL, BAD_CAST(any(2) ? "html" : ANY_OF(names)), NULL);

    xmlDocSetRootElement(result, root);
    if (any(2)) {
        xmlNodePtr head = xmlNewChild(root, NULL, BAD_CAST "head", NULL);

        grow(head, any(4));
    }
    grow(root, any(2) ? any(8) : any(300));
    return result;
}

START_TEST(test_any_tree_is_written_as_libxslt_does)
{
    xsltStylesheetPtr style = compile(random_outputs[_i], "x");
    apr_pool_t *whole = pool;
    int round, own = 0;

    seed = 2026u + (unsigned int)_i;
    for (round = 0; round < 1500 && is_measure(); round++) {
        xmlDocPtr result;
        const char *bytes;
        apr_size_t size;

        apr_pool_create(&pool, whole);
        result = any_result(_i < 3);
        own += stm_output_write_own(&bytes, &size, result, style, pool) == APR_SUCCESS;
        ck_assert_int_eq(stm_output_write(&bytes, &size, result, style, pool), APR_SUCCESS);
        ck_assert_msg(strcmp(bytes, by_libxslt(result, style)) == 0, "tree %d:\n%s\n---\n%s", round,
                      bytes, by_libxslt(result, style));
        xmlFreeDoc(result);
        apr_pool_destroy(pool);
        pool = whole;
    }
    ck_assert_int_ge(own, is_measure() ? 1200 : 0);
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
    tcase_add_loop_test(all, test_output_is_what_libxslt_writes, 0, sizeof(pages) / sizeof(*pages));
    tcase_add_loop_test(all, test_what_is_rare_is_left_to_libxslt, 0, sizeof(left) / sizeof(*left));
    tcase_add_loop_test(all, test_none_of_our_own_stylesheets_is_left_to_libxslt, 0,
                        sizeof(sheets) / sizeof(*sheets));
    tcase_add_loop_test(all, test_each_character_is_written_as_libxslt_does, 0, 3);
    tcase_add_loop_test(all, test_any_tree_is_written_as_libxslt_does, 0,
                        sizeof(random_outputs) / sizeof(*random_outputs));
    tcase_add_loop_test(all, test_each_piece_finds_room, 0,
                        sizeof(full_outputs) / sizeof(*full_outputs));
    tcase_add_test(all, test_a_long_text_is_written_whole);
    tcase_add_loop_test(all, test_depth_needs_no_stack, 0, 2);
}

UNIT_MAIN("stm_output")
