/**
 * core/xml/positions - where each node of a parsed document stands in its text.
 *
 * libxml2 keeps no columns and cuts lines at 65,535. While a text is parsed, each element gets the
 * offset of its start tag in _private. Lines, columns and the places of texts are worked out on
 * demand: most documents have no problem, and need none.
 */
#ifndef CORE_XML_POSITIONS_H
#define CORE_XML_POSITIONS_H

#include <libxml/parser.h>

#include "core/xml/source.h"

/** Call it when @a parser, which reads the text of @a source, has just made @a element. */
void stm_positions_note(xmlNode *element, xmlParserCtxtPtr parser, const stm_source_t *source);

/** Keeps in @a xml what its positions are computed from. @a source's text, which must be without a
 * DOCTYPE, and @a pool must live as long. */
void stm_positions_keep(xmlDocPtr xml, const stm_source_t *source, apr_pool_t *pool);

/** See stm_document_settle_places. */
void stm_positions_settle(xmlDocPtr xml);

/** See stm_document_position. Nodes that were asked for in document order cost one walk over the
 * text all together. */
void stm_positions_get(const xmlNode *node, int *line, int *column);

/** See stm_document_character. */
void stm_positions_character(const xmlNode *text, int index, int *line, int *column);

#endif
