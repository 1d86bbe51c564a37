/**
 * core/xslt/generate_id - XSLT's generate-id() (XSLT 1.0 section 12.4).
 *
 * The library's own goes by addresses in memory, or keeps its numbers in document and context:
 * here nodes are numbered as they are asked for, so that a document gets the same ones however
 * often, and after whatever else, it is rendered.
 */
#ifndef CORE_XSLT_GENERATE_ID_H
#define CORE_XSLT_GENERATE_ID_H

#include <apr_hash.h>
#include <libxml/xpathInternals.h>

/** Takes the function's arguments and gives its value. @a numbers: those of this transform, empty
 * before its first call; what it holds lives in the hash's pool. */
void stm_generate_id(xmlXPathParserContextPtr context, int count, apr_hash_t *numbers);

#endif
