/**
 * core/any_xml/strings - XPath's functions of two strings (XPath 1.0 section 4.2) in linear time.
 */
#ifndef CORE_ANY_XML_STRINGS_H
#define CORE_ANY_XML_STRINGS_H

#include <libxml/xpathInternals.h>

/* Each takes the function's arguments and gives its value. */
void stm_strings_contains(xmlXPathParserContextPtr context, int count);
void stm_strings_substring_before(xmlXPathParserContextPtr context, int count);
void stm_strings_substring_after(xmlXPathParserContextPtr context, int count);
void stm_strings_translate(xmlXPathParserContextPtr context, int count);

#endif
