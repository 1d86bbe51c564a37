/**
 * Results of small stylesheets, as we and libxslt write them.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "unit/unit.h"

#include <apr_strings.h>
#include <libxml/HTMLtree.h>
#include <libxml/parserInternals.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "core/output/result_tree.h"

#define HTML   "method='html' indent='no'"
#define NO_XML "method='xml' omit-xml-declaration='yes' encoding='UTF-8' indent='no'"

#define OPEN "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"

/* Written by ourselves, left to libxslt, or either. */
typedef enum { ANY, OWN, LEFT } way_t;

/* What is expected was written by libxslt 1.1.35 with libxml2 2.9.14: later ones differ in details,
 * and are no measure. */
UNIT_MAY static int is_measure(void)
{
    return atoi(xmlParserVersion) < 21000;
}

UNIT_MAY static xsltStylesheetPtr compile(const char *output, const char *body)
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

UNIT_MAY static xmlDocPtr transform(xsltStylesheetPtr style)
{
    xmlDocPtr source = xmlReadMemory("<a/>", 4, "a.xml", NULL, 0);
    xmlDocPtr result = xsltApplyStylesheet(style, source, NULL);

    ck_assert_ptr_nonnull(result);
    xmlFreeDoc(source);
    return result;
}

UNIT_MAY static const char *by_libxslt(xmlDocPtr result, xsltStylesheetPtr style)
{
    xmlChar *text = NULL;
    const char *copy;
    int size = 0;

    ck_assert_int_eq(xsltSaveResultToString(&text, &size, result, style), 0);
    copy = text == NULL ? "" : apr_pstrmemdup(pool, (const char *)text, (apr_size_t)size);
    xmlFree(text);
    return copy;
}

UNIT_MAY static const char *by_us(xmlDocPtr result, xsltStylesheetPtr style, way_t way)
{
    const char *bytes = NULL;
    apr_size_t size = 0;
    apr_status_t own = stm_output_write_own(&bytes, &size, result, style, pool);

    ck_assert_int_eq(own, way == OWN ? APR_SUCCESS : way == LEFT ? APR_ENOTIMPL : own);
    ck_assert_int_eq(stm_output_write(&bytes, &size, result, style, pool), APR_SUCCESS);
    ck_assert_uint_eq(strlen(bytes), size);
    return bytes;
}

UNIT_MAY static void check(const char *output, const char *body, way_t way, const char *expected)
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

/* As it is, whether or not it is UTF-8. */
UNIT_MAY static xmlAttrPtr add_attribute(xmlNodePtr element, const char *name, const char *value)
{
    xmlAttrPtr attribute = xmlNewProp(element, BAD_CAST name, NULL);

    attribute->children = attribute->last = xmlNewDocText(element->doc, BAD_CAST value);
    attribute->children->parent = (xmlNodePtr)attribute;
    return attribute;
}

UNIT_MAY static xmlDocPtr new_result(int is_html)
{
    xmlDocPtr result = is_html ? htmlNewDocNoDtD(NULL, NULL) : xmlNewDoc(NULL);

    result->encoding = xmlStrdup(BAD_CAST "UTF-8");
    return result;
}

#endif
