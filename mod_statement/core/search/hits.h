/**
 * core/search/hits - where a text has what a search looks for.
 *
 * Cuts the text into words, with the terms that the index has for each, and compares these with the
 * phrases of the search. core/search/snippet chooses what of it is shown.
 */
#ifndef CORE_SEARCH_HITS_H
#define CORE_SEARCH_HITS_H

#include <apr_tables.h>

typedef struct stm_text_word_t {
    int terms, count; /* its terms: the word itself, and those beside it */
    int start, end;   /* in the text */
    int is_first;     /* of a sentence or passage */
    int passage;      /* number of the line */
} stm_text_word_t;

typedef struct stm_text_hit_t {
    int at, end; /* words */
    int phrase;
} stm_text_hit_t;

typedef struct stm_hits_t {
    const char *text;
    int is_cut; /* there is more of it; the caller's */
    apr_array_header_t *words,
        *hits;                 /* stm_text_word_t, stm_text_hit_t, in the order of the text */
    apr_array_header_t *terms; /* the implementation's */
    apr_pool_t *pool;
} stm_hits_t;

/** The hits of @a phrases (stm_phrase_t) in @a text, whose language is @a lang. Linear in the text
 * and in the phrases. */
stm_hits_t stm_hits_find(const char *text, const char *lang, const apr_array_header_t *phrases,
                         apr_pool_t *pool);

static inline const stm_text_word_t *stm_hits_word(const stm_hits_t *hits, int at)
{
    return &APR_ARRAY_IDX(hits->words, at, stm_text_word_t);
}

static inline const stm_text_hit_t *stm_hits_hit(const stm_hits_t *hits, int at)
{
    return &APR_ARRAY_IDX(hits->hits, at, stm_text_hit_t);
}

#endif
