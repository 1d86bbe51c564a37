/**
 * core/any_xml/tokens - EXSLT's str:tokenize() and str:split() (exslt.org/str/functions).
 *
 * libexslt offers its own to a whole process only, and they take the product of the lengths of
 * their arguments.
 */
#ifndef CORE_ANY_XML_TOKENS_H
#define CORE_ANY_XML_TOKENS_H

#include <libxml/xpathInternals.h>

/* Each takes the function's arguments and gives its value: elements called token. */
void stm_tokens_tokenize(xmlXPathParserContextPtr context, int count);
void stm_tokens_split(xmlXPathParserContextPtr context, int count);

#endif
