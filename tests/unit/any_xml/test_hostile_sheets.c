/* Attempts of a stylesheet at whatever is outside of it. */
#include "unit/any_xml/attempt.h"

#define NAMESPACES                                                                                 \
    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'"               \
    " xmlns:exsl='http://exslt.org/common' xmlns:crypto='http://exslt.org/crypto'"                 \
    " xmlns:dyn='http://exslt.org/dynamic' xmlns:func='http://exslt.org/functions'"                \
    " xmlns:date='http://exslt.org/dates-and-times' xmlns:math='http://exslt.org/math'"            \
    " xmlns:str='http://exslt.org/strings' xmlns:set='http://exslt.org/sets'"                      \
    " xmlns:saxon='http://icl.com/saxon' xmlns:xt='http://www.jclark.com/xt'"                      \
    " xmlns:xalan='org.apache.xalan.xslt.extensions.Redirect' xmlns:php='http://php.net/xsl'"      \
    " xmlns:libxslt='http://xmlsoft.org/XSLT/namespace' xmlns:other='urn:other'"                   \
    " extension-element-prefixes='exsl func saxon xt xalan libxslt other dyn'>"
#define TOP(text)   NAMESPACES text "</xsl:stylesheet>"
#define BODY(text)  TOP("<xsl:template match='/'><o>" text "</o></xsl:template>")
#define VALUE(path) BODY("[<xsl:value-of select=\"" path "\"/>]")
/* Calls the template r. */
#define CALL(parameters, template)                                                                 \
    TOP("<xsl:template match='/'><o><xsl:call-template name='r'>" parameters                       \
        "</xsl:call-template></o></xsl:template><xsl:template name='r'>" template "</"             \
                                                                                  "xsl:template>")
#define WITH(name, value) "<xsl:with-param name='" name "'>" value "</xsl:with-param>"
#define AGAIN(parameters) "<xsl:call-template name='r'>" parameters "</xsl:call-template>"

static const attempt_t attempts[] = {
    {"document() of a path", NULL, VALUE("document('FILE')"), APR_SUCCESS, "[]"},
    {"document() of a file", NULL, VALUE("document('file://FILE')"), APR_SUCCESS, "[]"},
    {"document() of a network", NULL, VALUE("document('http://HOST/a.xml')"), APR_SUCCESS, "[]"},
    {"document() of a host", NULL, VALUE("document('//HOST/a.xml')"), APR_SUCCESS, "[]"},
    {"document() of a data URL", NULL, VALUE("document('data:text/xml,%3Ca%3Eb%3C/a%3E')"),
     APR_SUCCESS, "[]"},
    {"document() of other schemes", NULL,
     VALUE("concat(document('ftp://HOST/'), document('php://filter/resource=FILE'), "
           "document('jar:file://FILE!/'), document('javascript:1'), document('expect://id'))"),
     APR_SUCCESS, "[]"},
    {"document() above the root", NULL, VALUE("document('../../../../..FILE')"), APR_SUCCESS, "[]"},
    {"document() with a base that is a file", NULL,
     BODY("<xsl:variable name='v' xml:base='file:///'><a xml:base='file:///'/></xsl:variable>"
          "[<xsl:value-of select=\"document('FILE', exsl:node-set($v)/a)\"/>]"),
     APR_SUCCESS, "[]"},
    {"document() of a fragment", NULL, VALUE("document('a.xml#xpointer(/a)')"), APR_SUCCESS, "[]"},
    {"document() of what is no XML", NULL, VALUE("document('other.xsl#x')"), APR_SUCCESS, "[]"},
    {"document() of many", NULL,
     CALL(WITH("n", "1000"),
          "<xsl:param name='n'/><xsl:if test='$n &gt; 0'><xsl:value-of select=\"document(concat("
          "'a.xml?', $n))\"/>" AGAIN(WITH("n", "<xsl:value-of select='$n - 1'/>")) "</xsl:if>"),
     ANY_STATUS, NULL},
    {"import of a file", NULL, TOP("<xsl:import href='file://FILE'/>"), STM_ESTYLESHEET, NULL},
    {"import of a path", NULL, TOP("<xsl:import href='FILE'/>"), STM_ESTYLESHEET, NULL},
    {"include from a network", NULL, TOP("<xsl:include href='http://HOST/s.xsl'/>"),
     STM_ESTYLESHEET, NULL},
    {"import with a base that is a file", NULL,
     TOP("<xsl:import xml:base='file:///' href='FILE'/>"), STM_ESTYLESHEET, NULL},
    {"import without an address", NULL, TOP("<xsl:import/>"), STM_ESTYLESHEET, NULL},
    {"import of itself", NULL, TOP("<xsl:import href='sheet.xsl'/>"), STM_ESTYLESHEET, NULL},
    {"import in a circle", NULL, TOP("<xsl:include href='other.xsl'/>"), STM_ESTYLESHEET, NULL},
    {"an entity of the stylesheet", NULL,
     "<!DOCTYPE x [<!ENTITY e SYSTEM 'file://FILE'>]>" BODY("[&e;]"), APR_SUCCESS, "[]"},
    {"a DTD of the stylesheet", NULL, "<!DOCTYPE x SYSTEM 'http://HOST/x.dtd'>" BODY("x"),
     APR_SUCCESS, "x"},
    {"exsl:document", NULL, BODY("<exsl:document href='OUT'>x</exsl:document>"), STM_ESTYLESHEET,
     NULL},
    {"exsl:document without being declared", NULL,
     XSL("<xsl:template match='/'><o><exsl:document href='OUT'>x</exsl:document></o>"
         "</xsl:template>"),
     APR_SUCCESS, "exsl:document"},
    {"xsl:document", NULL, BODY("<xsl:document href='OUT'>x</xsl:document>"), STM_ESTYLESHEET,
     NULL},
    {"xsl:result-document", NULL, BODY("<xsl:result-document href='OUT'>x</xsl:result-document>"),
     STM_ESTYLESHEET, NULL},
    {"saxon:output", NULL, BODY("<saxon:output file='OUT' href='OUT'>x</saxon:output>"),
     STM_ESTYLESHEET, NULL},
    {"xt:document", NULL, BODY("<xt:document href='OUT'>x</xt:document>"), STM_ESTYLESHEET, NULL},
    {"xalan:write", NULL, BODY("<xalan:write file='OUT' select=\"'OUT'\">x</xalan:write>"),
     STM_ESTYLESHEET, NULL},
    {"libxslt:debug", NULL, BODY("<libxslt:debug/>"), STM_ESTYLESHEET, NULL},
    {"a writer in a fallback", NULL,
     BODY("<exsl:document href='OUT'><xsl:fallback>f<xt:document href='OUT'><xsl:fallback>g"
          "</xsl:fallback></xt:document></xsl:fallback></exsl:document>"),
     APR_SUCCESS, "fg"},
    {"a writer that nobody calls", NULL,
     TOP("<xsl:template match='/'><o>x</o></xsl:template><xsl:template name='n'><exsl:document "
         "href='OUT'/></xsl:template>"),
     APR_SUCCESS, "x"},
    {"an element of another module", NULL, BODY("<other:element/>"), STM_ESTYLESHEET, NULL},
    {"a top-level element of another module", NULL,
     TOP("<other:top/><xsl:template match='/'><o>x</o></xsl:template>"), APR_SUCCESS, "x"},
    {"a namespace made an extension in the middle", NULL,
     BODY("<p xsl:extension-element-prefixes='set'><set:document href='OUT'/></p>"),
     STM_ESTYLESHEET, NULL},
    {"php:function", NULL, VALUE("php:function('system', 'id')"), STM_ESTYLESHEET, NULL},
    {"php:functionString", NULL, VALUE("php:functionString('file_get_contents', 'FILE')"),
     STM_ESTYLESHEET, NULL},
    {"php:function where it is available", NULL,
     VALUE("function-available('php:function') or function-available('crypto:md5') or "
           "function-available('dyn:evaluate') or element-available('exsl:document') or "
           "element-available('other:element')"),
     APR_SUCCESS, "[false]"},
    {"crypto:md5", NULL, VALUE("crypto:md5('x')"), STM_ESTYLESHEET, NULL},
    {"crypto:rc4_encrypt", NULL, VALUE("crypto:rc4_encrypt('x', 'y')"), STM_ESTYLESHEET, NULL},
    {"dyn:evaluate", NULL, VALUE("dyn:evaluate('/')"), STM_ESTYLESHEET, NULL},
    {"saxon:evaluate", NULL, VALUE("saxon:evaluate('/')"), STM_ESTYLESHEET, NULL},
    {"date:date-time", NULL, VALUE("date:date-time()"), STM_ESTYLESHEET, NULL},
    {"math:random", NULL, VALUE("math:random()"), STM_ESTYLESHEET, NULL},
    {"str:padding", NULL, VALUE("str:padding(1000000000, 'x')"), STM_ESTYLESHEET, NULL},
    {"str:encode-uri", NULL, VALUE("str:encode-uri('x', true(), '../FILE')"), STM_ESTYLESHEET,
     NULL},
    {"func:function", NULL,
     TOP("<func:function name='other:f'><func:result select=\"'" SECRET "'\"/></func:function>"
         "<xsl:template match='/'><o><xsl:value-of select='other:f()'/></o></xsl:template>"),
     STM_ESTYLESHEET, NULL},
    {"a call without an end", NULL, CALL("", AGAIN("")), STM_ELIMIT, NULL},
    {"a match without an end", NULL,
     TOP("<xsl:template match='node()|/'><o><xsl:apply-templates select='.'/></o></xsl:template>"),
     STM_ELIMIT, NULL},
    {"a call whose text grows", NULL,
     CALL(WITH("s", "x"),
          "<xsl:param name='s'/>" AGAIN(WITH("s", "<xsl:value-of select='concat($s, $s)'/>"))),
     STM_ELIMIT, NULL},
    {"a call whose tree grows", NULL,
     CALL(WITH("s", "<a/>"),
          "<xsl:param name='s'/>" AGAIN(WITH("s", "<xsl:copy-of select='$s'/><xsl:copy-of "
                                                  "select='$s'/>"))),
     STM_ELIMIT, NULL},
    {"loops inside one another", NULL,
     BODY("<xsl:variable name='v'><a/><a/><a/><a/><a/><a/><a/><a/><a/><a/></xsl:variable>"
          "<xsl:variable name='n' select='exsl:node-set($v)/a'/><xsl:for-each select='$n'>"
          "<xsl:for-each select='$n'><xsl:for-each select='$n'><xsl:for-each select='$n'>"
          "<xsl:for-each select='$n'><xsl:for-each select='$n'><xsl:for-each select='$n'>x"
          "</xsl:for-each></xsl:for-each></xsl:for-each></xsl:for-each></xsl:for-each>"
          "</xsl:for-each></xsl:for-each>"),
     STM_ELIMIT, NULL},
    {"predicates inside one another", NULL,
     VALUE("count(document('')//*[count(document('')//*[count(document('')//*[count(document("
           "'')//*[.=1]) = 1]) = 1]) = 1])"),
     ANY_STATUS, NULL},
    {"messages without number", NULL,
     BODY("<xsl:for-each select=\"document('')//node() | document('')//@* | document('')//"
          "namespace::*\"><xsl:message>m</xsl:message></xsl:for-each>"),
     APR_SUCCESS, NULL},
    {"a variable that needs itself", NULL,
     TOP("<xsl:variable name='a' select='$b'/><xsl:variable name='b' select='$a'/><xsl:template "
         "match='/'><o><xsl:value-of select='$a'/></o></xsl:template>"),
     ANY_STATUS, NULL},
    {"attribute sets that need themselves", NULL,
     TOP("<xsl:attribute-set name='a' use-attribute-sets='b'/><xsl:attribute-set name='b' "
         "use-attribute-sets='a'/><xsl:template match='/'><o xsl:use-attribute-sets='a'/>"
         "</xsl:template>"),
     ANY_STATUS, NULL},
    {"numbers that are none", NULL,
     BODY("<xsl:number value='1 div 0' format='a'/><xsl:number value='-1e300' format='I'/>"
          "<xsl:number value='1e300' format='A'/><xsl:number value='1e300' format='i'/>"
          "<xsl:value-of select=\"format-number(1e300, '#,##0.00')\"/>"),
     ANY_STATUS, NULL},
    {"a wrong format of numbers", NULL,
     BODY("<xsl:value-of select=\"format-number(1, '0#.0.0')\"/><xsl:value-of "
          "select=\"format-number(1, '')\"/>"),
     ANY_STATUS, NULL},
    {"functions without their arguments", NULL, VALUE("unparsed-entity-uri()"), ANY_STATUS, NULL},
    {"an instruction in a call", NULL,
     BODY("<xsl:call-template name='r'><xsl:sort/><p/>"
          "</xsl:call-template>"),
     ANY_STATUS, NULL},
    {"an encoding that escapes", NULL,
     TOP("<xsl:output encoding='ISO-2022-CN-EXT'/><xsl:template match='/'><o>\xe5\x8a\x84</o>"
         "</xsl:template>"),
     APR_SUCCESS, "\xe5\x8a\x84"},
    {"a type that is script", NULL,
     TOP("<xsl:output method='text' media-type='text/javascript'/><xsl:template match='/'>x"
         "</xsl:template>"),
     APR_SUCCESS, "x"},
    {"a type with a line feed", NULL,
     TOP("<xsl:output method='xml' media-type='text/xml&#10;X: y'/><xsl:template match='/'><o>x"
         "</o></xsl:template>"),
     APR_SUCCESS, "x"},
    {"unknown instructions", NULL, BODY("<xsl:evaluate xpath='/'/>"), STM_ESTYLESHEET, NULL},
    {"declarations in a template", NULL, BODY("<xsl:template match='x'/>"), STM_ESTYLESHEET, NULL},
    {"a stylesheet that is none", NULL, "<a/>", STM_ESTYLESHEET, NULL},
    {"a stylesheet of XSLT's working draft", NULL,
     "<xsl:stylesheet xmlns:xsl='http://www.w3.org/TR/WD-xsl'/>", STM_ESTYLESHEET, NULL},
    {"a stylesheet that is not well-formed", NULL, "<xsl:stylesheet", STM_EMALFORMED, NULL},
    {"a stylesheet that is empty", NULL, "", STM_EMALFORMED, NULL},
};

START_TEST(nothing_is_reached)
{
    run_attempt(&attempts[_i]);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, set_traps, take_traps_away);
    tcase_add_loop_test(all, nothing_is_reached, 0, sizeof(attempts) / sizeof(*attempts));
}

UNIT_MAIN("stm_hostile_sheets")
