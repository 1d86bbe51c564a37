/**
 * stm_meant - words that somebody may have meant who typed another one.
 *
 * Words of the index that begin alike are compared letter by letter, so an error in a word's first
 * letter is not found, but two that changed places are. Whether what is found by them is for this
 * reader is another question.
 */
#ifndef STM_MEANT_H
#define STM_MEANT_H

#include <apr_tables.h>

#include "stm_database.h"

/** So many are told at most. */
#define STM_MEANT_MAX 8

/** The words (const char *, folded) in the index's `vocabulary` that differ from @a word, which is
 * folded, by one letter, or two where it is long: the nearest first, and the most frequent of
 * these. None for a short word, a long one, or one with digits. */
apr_status_t stm_meant_words(apr_array_header_t **words, stm_database_t *database, const char *word,
                             apr_pool_t *result_pool);

#endif
