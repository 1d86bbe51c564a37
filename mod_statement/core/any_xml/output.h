/**
 * core/any_xml/output - the result of a stranger's stylesheet as bytes, with their type.
 *
 * As Chromium has it, the output method decides (XSLT 1.0 section 16): html is text/html, text is
 * text/plain, and XML is what its root element says (XHTML, SVG), or else the media type of
 * xsl:output where that is one of XML. So no page gets a type that it is not.
 */
#ifndef CORE_ANY_XML_OUTPUT_H
#define CORE_ANY_XML_OUTPUT_H

#include <libxslt/xsltInternals.h>

#include "core/any_xml/transform.h"

/** Writes @a result, made by @a style. Zero where it has more than @a max_bytes, or cannot be
 * written. */
int stm_any_xml_write(stm_transform_page_t *page, xmlDocPtr result, xsltStylesheetPtr style,
                      apr_size_t max_bytes, apr_pool_t *result_pool);

#endif
