/**
 * httpd/shared/recall - what a child has learnt from the catalog of single statements.
 *
 * Without a store each page is rendered, and to ask the database for the same once more would cost
 * a tenth of that. What is kept holds as long as nothing of the statement has changed
 * (core/state/generation); moments are compared by who asks. With a store nothing is kept: pages
 * seldom get here.
 */
#ifndef HTTPD_SHARED_RECALL_H
#define HTTPD_SHARED_RECALL_H

#include "httpd/request/request.h"

typedef struct stmh_recalled_t {
    stm_entry_t entry;
    apr_time_t bytes_at;  /* when the bytes that the entry stands for came in */
    int has_translations; /* of its own naming or another's */
} stmh_recalled_t;

/** Once per child, before its threads. */
void stmh_recall_child(void);

/** Non-zero where this child keeps what it learns. Needs the job's marks. */
int stmh_recall_is_on(const stmh_job_t *job);

/** A copy in the job's pool; NULL where nothing is known, or it may have changed. Needs the job's
 * marks. Any thread. */
const stmh_recalled_t *stmh_recall(const stmh_job_t *job, const char *name);

/** Keeps a copy of what was read after the job's marks; only where stmh_recall_is_on. Any thread.
 */
void stmh_recall_keep(const stmh_job_t *job, const stmh_recalled_t *recalled);

#endif
