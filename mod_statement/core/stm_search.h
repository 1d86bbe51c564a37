/**
 * stm_search - what a reader types to a query of the full-text index.
 *
 * All words must occur, in any order; words between quotation marks of any kind stand together; a
 * word with an asterisk at its end, and the last word, also find longer ones. Nothing else has a
 * meaning, nothing is an error.
 */
#ifndef STM_SEARCH_H
#define STM_SEARCH_H

#include <apr_pools.h>

/** An FTS5 expression, or NULL where there is no word in @a text. */
const char *stm_search_match(const char *text, apr_pool_t *result_pool);

/** The same where the last word finds no longer ones, unless an asterisk asks for them. */
const char *stm_search_match_whole(const char *text, apr_pool_t *result_pool);

#endif
