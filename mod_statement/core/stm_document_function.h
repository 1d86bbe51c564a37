/**
 * stm_document_function - XSLT's document() (XSLT 1.0 section 12.1): reads regular files below the
 * stylesheet's roots, up to the size of one document, and nothing else.
 *
 * libxslt's own opens whatever file a name leads to once it has been allowed: a pipe would hold the
 * thread for ever. Here the file is opened step by step below its root, without following a link
 * that was put there in between, and parsed without loading entities or DTDs.
 */
#ifndef STM_DOCUMENT_FUNCTION_H
#define STM_DOCUMENT_FUNCTION_H

#include <libxml/xpathInternals.h>

#include "stm_document.h"

/** Takes the function's arguments and gives its value: for each address the root of its document,
 * the same each time in one transformation; nothing for one that cannot be read. @a limits bounds
 * the size of a file. */
void stm_document_function(xmlXPathParserContextPtr context, int count, const stm_limits_t *limits);

#endif
