/**
 * core/search/suggest - finds words of the index that a mistyped word may stand for.
 *
 * It compares words that have the same first letters, or two of the first three swapped; so it
 * finds no error in the first letter alone. The caller decides whether a reader may learn of a
 * word.
 */
#ifndef CORE_SEARCH_SUGGEST_H
#define CORE_SEARCH_SUGGEST_H

#include <apr_tables.h>

#include "core/state/database.h"

/** The most words that stm_suggest_words returns. */
#define STM_MEANT_MAX 8

/** The words (const char *, folded) in the index's `vocabulary` that differ from @a word, which is
 * folded, by one letter, or by two where it has six or more: the nearest first, the most frequent
 * first among equals. None for a word of fewer than four letters, more than 32, or with digits.
 * APR_SUCCESS, or the status of the database. */
apr_status_t stm_suggest_words(apr_array_header_t **words, stm_database_t *database,
                               const char *word, apr_pool_t *result_pool);

#endif
