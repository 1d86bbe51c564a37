/**
 * core/search/snippet - the passage of a text that shows why a search found it.
 *
 * It is some thirty words with the most different phrases of the search and, among equals, the most
 * hits. It starts at a sentence unless that would lose hits; else the hits are in the middle. Texts
 * are those of the index: they begin with the mark of their language (stm_terms_marked), and the
 * part after STM_PLAIN_HEAD is not shown. Any thread.
 */
#ifndef CORE_SEARCH_SNIPPET_H
#define CORE_SEARCH_SNIPPET_H

#include "core/search/query.h"

/** Enclose each hit in a snippet. XML 1.0 section 2.2 excludes both characters from documents. */
#define STM_HIT_START '\001'
#define STM_HIT_END   '\002'

/** The words around the hits of @a phrases (stm_phrase_t) in @a text, each hit between
 * STM_HIT_START and STM_HIT_END, with "…" where something is left out; NULL where it has none. */
const char *stm_snippet(const char *text, const apr_array_header_t *phrases,
                        apr_pool_t *result_pool);

/** The whole @a title with its hits enclosed alike; NULL where it has none. */
const char *stm_snippet_title(const char *title, const apr_array_header_t *phrases,
                              apr_pool_t *result_pool);

#endif
