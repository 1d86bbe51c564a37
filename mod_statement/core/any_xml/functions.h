/**
 * core/any_xml/functions - the functions that a stranger's stylesheet may call.
 *
 * Those of XPath 1.0 and XSLT 1.0, and of EXSLT those that Firefox had: exsl:node-set, object-type;
 * math:max, min, highest, lowest; set:difference, distinct, has-same-node, intersection, leading,
 * trailing; str:concat, split, tokenize. What other modules of the process have registered with
 * libxslt (PHP's functions, EXSLT's crypto and dynamic) is not found, and nothing is loaded for a
 * name that is unknown.
 *
 * contains(), substring-before(), substring-after() and translate() are ours: libxml2's take the
 * product of the lengths of their strings, without a look at any limit.
 */
#ifndef CORE_ANY_XML_FUNCTIONS_H
#define CORE_ANY_XML_FUNCTIONS_H

#include <libxslt/xsltInternals.h>

#include "core/xslt/document_function.h"

/** What the functions of one transformation share: its _private. */
typedef struct stm_any_functions_t {
    stm_reading_t reading; /* of document() */
    apr_hash_t *numbers;   /* of generate-id() */
} stm_any_functions_t;

/** Lets @a transform call these and no others; @a shared outlives it. */
void stm_any_functions_offer(xsltTransformContextPtr transform, stm_any_functions_t *shared);

#endif
