/**
 * core/any_xml/dtd - the DOCTYPE of a stranger's XML: which declarations count; for
 * core/any_xml/parse only.
 *
 * An external general entity is declared as an empty one, as browsers treat it. An external
 * parameter entity, and an external subset, are the file that the catalogue has for them, or empty.
 * Documents that name a DTD of XHTML know its letters (&nbsp;) without it, as in browsers.
 */
#ifndef CORE_ANY_XML_DTD_H
#define CORE_ANY_XML_DTD_H

#include <libxml/parser.h>

#include "core/any_xml/dtd_reader.h"

/** The parser's _private begins with it. */
typedef struct stm_dtd_t {
    stm_dtd_reader_t *reader;
    apr_pool_t *pool;
} stm_dtd_t;

/** Has @a sax read declarations this way. */
void stm_dtd_set_up(xmlSAXHandler *sax);

/** The entity called @a name; NULL: it is not declared. */
xmlEntityPtr stm_dtd_entity(xmlParserCtxtPtr parser, const xmlChar *name);

#endif
