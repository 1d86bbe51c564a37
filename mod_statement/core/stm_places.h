/**
 * stm_places - where each node of a parsed document stands in its text.
 *
 * libxml2 keeps no columns and cuts lines at 65,535. A text that it has accepted, without a
 * DOCTYPE, is walked once beside its tree; each element and text node gets its place in _private.
 */
#ifndef STM_PLACES_H
#define STM_PLACES_H

#include <libxml/tree.h>

#include "stm_source.h"

/** Marks all nodes of @a xml, parsed from @a source; the places live in @a pool. */
void stm_places_mark(xmlDocPtr xml, const stm_source_t *source, apr_pool_t *pool);

/** See stm_document_position. */
void stm_places_get(const xmlNode *node, int *line, int *column);

/** See stm_document_character. */
void stm_places_character(const char *source_text, apr_size_t size, const xmlNode *text, int index,
                          int *line, int *column);

#endif
