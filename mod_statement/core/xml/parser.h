/**
 * core/xml/parser - parsers of libxml2 that have parsed a statement and will parse others.
 *
 * To set one up costs more than a short statement's own parse: it knows the names of the
 * vocabulary already. A document shares its parser's dictionary, which one thread at a time may
 * use, so that the parser goes back after the document. Any thread.
 */
#ifndef CORE_XML_PARSER_H
#define CORE_XML_PARSER_H

#include <libxml/parser.h>

/** One to use alone, whatever defaults another user of libxml2 in this process has set; NULL: no
 * memory. Callbacks of elements and errors are its last user's. */
xmlParserCtxt *stm_parser_take(void);

/** Frees @a xml, which it has parsed, and keeps some of the nodes for its next document. It is idle
 * again, or freed where that makes too many of them, or where a name of every document has made its
 * dictionary large. */
void stm_parser_give(xmlParserCtxt *parser, xmlDoc *xml);

/** Frees those that are idle. */
void stm_parser_rest(void);

#endif
