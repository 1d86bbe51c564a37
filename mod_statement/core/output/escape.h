/**
 * core/output/escape - text as markup.
 */
#ifndef CORE_OUTPUT_ESCAPE_H
#define CORE_OUTPUT_ESCAPE_H

#include <libxml/tree.h>

#include "core/base/bytes.h"

/** What must not stand in text and in values, for stm_output_escape. */
#define STM_OUTPUT_HTML_TEXT  "&<>"
#define STM_OUTPUT_XML_TEXT   "&<>\r"
#define STM_OUTPUT_XML_VALUE  "&<>\"\t\n\r"
#define STM_OUTPUT_HTML_VALUE "&<>"

/** Adds @a text (NULL: nothing) with references for the characters in @a replaced. */
void stm_output_escape(stm_bytes_t *bytes, const xmlChar *text, const char *replaced);

/** Adds an address that is the value of an attribute in HTML, without white space before it, and
 * with percent signs for what libxml2 writes so, too: all but the brackets of an IPv6 host, which
 * would be no host without them. */
void stm_output_escape_uri(stm_bytes_t *bytes, const xmlChar *text);

#endif
