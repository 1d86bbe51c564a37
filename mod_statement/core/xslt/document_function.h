/**
 * core/xslt/document_function - XSLT's document() (XSLT 1.0 section 12.1): reads regular files
 * below the stylesheet's roots, up to the size of one document, and nothing else.
 *
 * libxslt's own opens whatever file a name leads to once it has been allowed: a pipe would hold the
 * thread for ever. Here the file is opened step by step below its root, without following a link
 * that was put there in between, and parsed without loading entities or DTDs.
 */
#ifndef CORE_XSLT_DOCUMENT_FUNCTION_H
#define CORE_XSLT_DOCUMENT_FUNCTION_H

#include <apr_hash.h>
#include <libxml/xpathInternals.h>

#include "core/xml/document.h"
#include "core/xslt/log.h"

/** What all calls in one transformation share. */
typedef struct stm_reading_t {
    const stm_limits_t *limits; /* of the size of a file */
    /* Where documents come from instead of files: the one at @a address, the transform's from then
     * on, or NULL. NULL: from files. */
    xmlDocPtr (*load)(void *baton, const char *address);
    void *baton;
    apr_hash_t *documents; /* xmlDocPtr by address: the transform's own */
    stm_xslt_log_t *log;   /* for a warning about what cannot be read */
} stm_reading_t;

/** Takes the function's arguments and gives its value: for each address the root of its document,
 * the same each time in one transformation; nothing for one that cannot be read. */
void stm_document_function(xmlXPathParserContextPtr context, int count,
                           const stm_reading_t *reading);

#endif
