/**
 * core/search/score - how well a statement fits the words that are searched for.
 *
 * Okapi BM25 as FTS5 has it, a word in the title counting as four in the text, but of a bounded
 * price: only wanted statements get a score, and how many have a word is counted up to a bound. A
 * word that more have tells statements apart by next to nothing. Of the words of one search the
 * rarest weighs 1; FTS5's phrases that stand for one word of a reader are one.
 */
#ifndef CORE_SEARCH_SCORE_H
#define CORE_SEARCH_SCORE_H

#include <apr.h>
#include <sqlite3.h>

/** Whether the statement @a id wants a score. */
typedef int stm_score_wants_t(const void *baton, apr_int64_t id);

typedef struct stm_score_t {
    stm_score_wants_t *wants;
    const void *baton;
    const int *owners; /* see stm_search_match: what was typed counts twice as much as what stands
                          for it */
    int count;         /* of them */
} stm_score_t;

/** What the second argument of SQL's score(words, ?2) is bound as: a pointer to stm_score_t. It
 * gives NULL where none is wanted. */
#define STM_SCORE_POINTER "statement-score"

/** Registers score() with a connection; an SQLite code. */
int stm_score_register(sqlite3 *handle);

#endif
