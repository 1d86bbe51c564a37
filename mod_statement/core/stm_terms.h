/**
 * stm_terms - the terms of a text: by what a search finds it.
 *
 * To the words of stm_tokenizer come, at the same place: the stems of a word in the language of its
 * statement; a number whose groups of three digits are set apart, as one number (3,100 and 3 100
 * are 3100); letters and digits that a hyphen joins, or a space behind a code, as one word (K-200
 * and K 200 are K200). Index, queries and snippets share this.
 */
#ifndef STM_TERMS_H
#define STM_TERMS_H

#include <apr_pools.h>

typedef struct stm_term_t {
    const char *text; /* no zero behind it; valid until the next one */
    int size;
    int start, end; /* its place in the text, in bytes */
    int is_beside;  /* at the place of the term before */
} stm_term_t;

/** Gets each term. Non-zero ends the walk. */
typedef int (*stm_terms_term_t)(void *baton, const stm_term_t *term);

/** @a text so that the index knows its language (NULL: none). */
const char *stm_terms_marked(const char *text, const char *lang, apr_pool_t *result_pool);

/** How many bytes of @a text say its language. */
int stm_terms_mark(const char *text, int size);

/** Walks @a text, any bytes; 0, or what @a term ended it with. @a lang counts where the text says
 * none. */
int stm_terms_walk(const char *text, int size, const char *lang, stm_terms_term_t term, void *baton,
                   apr_pool_t *scratch_pool);

#endif
