/**
 * mod_statement_recall - what a child has learnt from the catalog of single statements.
 *
 * Without a store each page is rendered, and to ask the database for the same once more would cost
 * a tenth of that. What is kept holds as long as nothing of the statement has changed
 * (stm_changes); moments are compared by who asks. With a store nothing is kept: pages seldom get
 * here.
 */
#ifndef MOD_STATEMENT_RECALL_H
#define MOD_STATEMENT_RECALL_H

#include "mod_statement_job.h"

typedef struct stm_recalled_t {
    stm_entry_t entry;
    apr_time_t bytes_at;  /* when the bytes that the entry stands for came in */
    int has_translations; /* of its own naming or another's */
} stm_recalled_t;

/** Once per child, before its threads. */
void stm_recall_child(void);

/** Non-zero where this child keeps what it learns. Needs the job's marks. */
int stm_recall_is_on(const stm_job_t *job);

/** A copy in the job's pool; NULL where nothing is known, or it may have changed. Needs the job's
 * marks. Any thread. */
const stm_recalled_t *stm_recall(const stm_job_t *job, const char *name);

/** Keeps a copy of what was read after the job's marks; only where stm_recall_is_on. Any thread. */
void stm_recall_keep(const stm_job_t *job, const stm_recalled_t *recalled);

#endif
