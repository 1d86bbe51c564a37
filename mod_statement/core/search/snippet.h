/**
 * core/search/snippet - the part of a text that best shows what a search found in it.
 *
 * Of the passage with as many different phrases of the search as can be, and as many hits, some
 * thirty words; they start with a sentence where that loses nothing, else have the hits in their
 * middle. Texts are those of the index: behind the mark of their language (stm_terms_marked), with
 * what a head says of its statement at their end (STM_PLAIN_HEAD), which is not shown.
 */
#ifndef CORE_SEARCH_SNIPPET_H
#define CORE_SEARCH_SNIPPET_H

#include "core/search/query.h"

/** What stands around each hit in a snippet: no document can hold these characters. */
#define STM_HIT_START '\001'
#define STM_HIT_END   '\002'

/** The words around the hits of @a phrases (stm_phrase_t) in @a text, each hit between
 * STM_HIT_START and STM_HIT_END, with "…" where something is left out; NULL where it has none. */
const char *stm_snippet(const char *text, const apr_array_header_t *phrases,
                        apr_pool_t *result_pool);

/** The whole of @a title with its hits between the same; NULL where it has none. */
const char *stm_snippet_title(const char *title, const apr_array_header_t *phrases,
                              apr_pool_t *result_pool);

#endif
