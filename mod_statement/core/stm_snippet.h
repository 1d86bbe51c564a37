/**
 * stm_snippet - the part of a text that best shows what a search found in it.
 *
 * Some thirty words with as many different phrases of the search as can be, and as many hits; it
 * starts with a sentence or a block where that loses nothing, else has the hits in its middle.
 */
#ifndef STM_SNIPPET_H
#define STM_SNIPPET_H

#include "stm_search.h"

/** The words around the hits of @a phrases (stm_phrase_t) in @a text, each hit between
 * STM_HIT_START and STM_HIT_END, with "…" where something is left out; the beginning of @a text
 * where it has none. */
const char *stm_snippet(const char *text, const apr_array_header_t *phrases,
                        apr_pool_t *result_pool);

#endif
