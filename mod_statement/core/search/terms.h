/**
 * core/search/terms - splits a text into the terms of the full-text index.
 *
 * Terms are the words of core/search/tokenizer and, at the same position, their stems in the
 * language of the statement. A number with separated groups of three digits is one more term (3100
 * for 3,100 and 3 100), and so are letters and digits that are joined by a hyphen, or by a space
 * after a code in capitals (K200 for K-200 and K 200). The index, queries and snippets use the same
 * terms. All functions may be called by any thread.
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

/** Returns @a text behind a mark that names its language for the index; @a text itself where it or
 * @a lang is NULL. */
const char *stm_terms_marked(const char *text, const char *lang, apr_pool_t *result_pool);

/** The length of that mark at the beginning of @a text; 0: there is none. */
int stm_terms_mark(const char *text, int size);

/** Passes each term of @a text, which may be any bytes, to @a term. Returns 0, or the value with
 * which @a term ended the walk. @a lang (may be NULL) is the language where the text has no mark.
 */
int stm_terms_walk(const char *text, int size, const char *lang, stm_terms_term_t term, void *baton,
                   apr_pool_t *scratch_pool);

#endif
