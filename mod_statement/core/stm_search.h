/**
 * stm_search - what a reader types to a query of the full-text index.
 *
 * All words must occur, in any order; words between quotation marks of any kind stand together; a
 * word with an asterisk at its end, and the last word where it has three letters or more (one in a
 * script of many), also find longer ones. Nothing else has a meaning, nothing is an error.
 */
#ifndef STM_SEARCH_H
#define STM_SEARCH_H

#include <apr_pools.h>
#include <apr_tables.h>

/* Whether the last word of a phrase also finds longer ones. */
typedef enum { STM_OPENING_NONE = 0, STM_OPENING_ASKED, STM_OPENING_LAST } stm_opening_t;

typedef struct stm_phrase_t {
    const char *text;                /* in FTS5's quotation marks */
    const apr_array_header_t *words; /* const char *: folded, at least one */
    stm_opening_t opening;
} stm_phrase_t;

/** The phrases (stm_phrase_t) in @a text, most of which are single words; there may be none. */
apr_array_header_t *stm_search_phrases(const char *text, apr_pool_t *result_pool);

/** Whether the last word finds longer ones although no asterisk asks for them, and has it find none
 * of these. */
int stm_search_is_open(const apr_array_header_t *phrases);
void stm_search_close(apr_array_header_t *phrases);

/** An FTS5 expression, or NULL where there are no phrases. */
const char *stm_search_match(const apr_array_header_t *phrases, apr_pool_t *result_pool);

#endif
