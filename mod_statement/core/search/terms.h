/**
 * core/search/terms - the terms of a text, by which a search finds it.
 *
 * Terms are the words of core/search/tokenizer and, at the same place, the stems of a word in its
 * statement's language; a number whose groups of three digits are separated, as one number (3,100
 * and 3 100 are 3100); letters and digits that a hyphen joins, or a space after a code in capitals,
 * as one word (K-200 and K 200 are K200). Index, queries and snippets share this.
 */
#ifndef CORE_SEARCH_TERMS_H
#define CORE_SEARCH_TERMS_H

#include <apr_pools.h>

typedef struct stm_term_t {
    const char *text; /* not terminated; valid until the next one */
    int size;
    int start, end; /* its place in the text, in bytes */
    int is_beside;  /* at the place of the term before */
} stm_term_t;

/** Gets each term. Non-zero ends the walk. */
typedef int (*stm_terms_term_t)(void *baton, const stm_term_t *term);

/** @a text with a mark in front that names its language for the index. @a text itself where @a lang
 * is NULL, or @a text is. */
const char *stm_terms_marked(const char *text, const char *lang, apr_pool_t *result_pool);

/** The length of that mark at the beginning of @a text; 0: there is none. */
int stm_terms_mark(const char *text, int size);

/** Passes each term of @a text, which may be any bytes, to @a term. Returns 0, or the value with
 * which @a term ended the walk. @a lang (may be NULL) is the language where the text has no mark.
 */
int stm_terms_walk(const char *text, int size, const char *lang, stm_terms_term_t term, void *baton,
                   apr_pool_t *scratch_pool);

#endif
