/**
 * core/search/stem - reduces words to their stems with Snowball's stemmers.
 *
 * A stemmer caches the stems of its last words, because most words of a text occur in it more than
 * once: a text of 4 KB takes a third of the time.
 */
#ifndef CORE_SEARCH_STEM_H
#define CORE_SEARCH_STEM_H

#include <apr_pools.h>

typedef struct stm_stemmer_t stm_stemmer_t;

/** Non-zero where Snowball has a stemmer for the language of @a tag. Any thread. */
int stm_stem_is_there(const char *tag);

/** Takes a stemmer for the language of @a tag, which belongs to the caller until stm_stem_give;
 * NULL where Snowball has none for it or memory is short. Any thread. */
stm_stemmer_t *stm_stem_take(const char *tag);
/** Gives @a stemmer back (NULL: does nothing). Any thread. */
void stm_stem_give(stm_stemmer_t *stemmer);

/** Stands before each stem, so that none is taken for a word. */
#define STM_STEM_MARK '='

#define STM_STEM_BYTES 48 /* no word is stemmed that is longer */

/** Folded stems of one word, each with STM_STEM_MARK in front. */
typedef struct stm_stems_t {
    int count;
    unsigned char sizes[2];
    char texts[2][STM_STEM_BYTES];
} stm_stems_t;

/** The stems of @a word: that of its letters as written and that of @a folded, as it may be typed.
 * Leaves out one that equals @a folded, and has none for words of fewer than three bytes. Valid
 * until the stemmer's next word. */
const stm_stems_t *stm_stem_word(stm_stemmer_t *stemmer, const char *word, int size,
                                 const char *folded, int folded_size, apr_pool_t *scratch_pool);

#endif
