/**
 * core/search/query - translates a reader's words into a query of the full-text index.
 *
 * A statement must have all words, in any order. Words between quotation marks of any kind must
 * follow each other as typed; another word also finds its inflected forms (core/search/stem). A
 * word with an asterisk at its end matches as a prefix, and so does the last word if it has three
 * letters or more (one in a script with many characters). There is no other syntax, and no input is
 * an error. All functions may be called by any thread.
 */
#ifndef CORE_SEARCH_QUERY_H
#define CORE_SEARCH_QUERY_H

#include <apr_pools.h>
#include <apr_tables.h>

/* Whether the last word of a phrase also finds longer ones. */
typedef enum { STM_OPENING_NONE = 0, STM_OPENING_ASKED, STM_OPENING_LAST } stm_opening_t;

typedef struct stm_phrase_t {
    const apr_array_header_t *words;  /* const char *: folded, at least one, one behind the other */
    const apr_array_header_t *others; /* const char *: terms each of which counts as well */
    const char *joined;               /* a term that counts for this and the next one together, see
                                         core/search/terms;               NULL: none */
    int span;                         /* of how many phrases that is, from this one on */
    int is_quoted;
    int start, end; /* where it is in what was typed, in bytes */
    stm_opening_t opening;
} stm_phrase_t;

/** A query uses the first so many phrases. */
#define STM_SEARCH_PHRASES_MAX 32

/** The phrases (stm_phrase_t) in @a text, most of which are single words; there may be none. Forms
 * of words are those of the languages @a langs (const char *; NULL: none). */
apr_array_header_t *stm_search_phrases(const char *text, const apr_array_header_t *langs,
                                       apr_pool_t *result_pool);

/** Non-zero where the last word matches as a prefix without an asterisk; stm_search_close makes it
 * match as a whole word. */
int stm_search_is_open(const apr_array_header_t *phrases);
void stm_search_close(apr_array_header_t *phrases);

/** An FTS5 expression for the tokenizer "statement", or NULL where there are no phrases. @a owners
 * (int; NULL: nobody asks) get for each of FTS5's phrases the number of that of @a phrases which it
 * is of, from 1 on, below 0 where it is not what was typed. */
const char *stm_search_match(const apr_array_header_t *phrases, apr_array_header_t *owners,
                             apr_pool_t *result_pool);

#endif
