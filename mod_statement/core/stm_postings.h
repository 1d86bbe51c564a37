/**
 * stm_postings - the words of many statements, gathered in memory for one segment.
 *
 * Takes the place of FTS5's own gathering as long as an index is filled for the first time. What is
 * gathered is not found before it is written.
 */
#ifndef STM_POSTINGS_H
#define STM_POSTINGS_H

#include "stm_database.h"

typedef struct stm_postings_t stm_postings_t;

/** Its memory goes with @a result_pool. */
stm_postings_t *stm_postings_create(apr_pool_t *result_pool);

/** Enters the statement @a id, which is higher than all before, as INSERT INTO words (rowid, title,
 * text) would. Where much is gathered, that is written. */
apr_status_t stm_postings_add(stm_postings_t *postings, stm_database_t *database, apr_int64_t id,
                              const char *title, const char *text, apr_pool_t *scratch_pool);

/** Writes what is gathered, before the transaction ends; then it is empty, but keeps its memory for
 * more. */
apr_status_t stm_postings_write(stm_postings_t *postings, stm_database_t *database);

/** Whether the index has as many segments as are good for it, or such as FTS5 itself has written:
 * then FTS5 goes on. */
int stm_postings_is_full(stm_database_t *database);

/** Drops what is gathered, as with a transaction that is rolled back, and all memory. */
void stm_postings_drop(stm_postings_t *postings);

#endif
