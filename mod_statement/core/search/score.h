/**
 * core/search/score - ranks the statements that a search finds.
 *
 * The score is Okapi BM25 as in FTS5's bm25(), with a word in the title worth four in the text, but
 * at a bounded cost: only statements that a list may show get a score, and the statements with a
 * word are counted up to a bound; a word that more of them have hardly affects the order. The
 * rarest word of a search has weight 1. FTS5 phrases made of the same word of the reader count
 * once.
 */
#ifndef CORE_SEARCH_SCORE_H
#define CORE_SEARCH_SCORE_H

#include <apr.h>
#include <sqlite3.h>

/** Non-zero where the statement @a id needs a score. */
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
