/**
 * core/xml/document_tree - parses the text of a statement with libxml2 into a tree, within limits.
 */
#ifndef CORE_XML_DOCUMENT_TREE_H
#define CORE_XML_DOCUMENT_TREE_H

#include "core/xml/document.h"
#include "core/xml/source.h"

/** Sets document->xml and document->weight; the tree is freed with document->pool. @a stretch may
 * be NULL. APR_SUCCESS; STM_EMALFORMED or STM_ELIMIT with a problem added. */
apr_status_t stm_document_tree_parse(stm_document_t *document, const stm_source_t *source,
                                     const stm_limits_t *limits, stm_stretch_t *stretch,
                                     stm_problems_t *problems);

#endif
