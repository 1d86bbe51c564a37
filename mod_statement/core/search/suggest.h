/**
 * core/search/suggest - words of the index that a mistyped one may stand for.
 *
 * Compares words that begin alike letter by letter: it finds two letters in each other's place, but
 * no error in the first letter alone. The caller decides whether this reader may learn of a word.
 */
#ifndef CORE_SEARCH_SUGGEST_H
#define CORE_SEARCH_SUGGEST_H

#include <apr_tables.h>

#include "core/state/database.h"

/** At most so many words are returned. */
#define STM_MEANT_MAX 8

/** The words (const char *, folded) in the index's `vocabulary` that differ from @a word, which is
 * folded, by one letter, or by two where it has six or more: the nearest first, the most frequent
 * first among equals. None for a word of fewer than four letters, more than 32, or with digits. */
apr_status_t stm_suggest_words(apr_array_header_t **words, stm_database_t *database,
                               const char *word, apr_pool_t *result_pool);

#endif
