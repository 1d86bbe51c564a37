/**
 * mod_statement_lists - the answers for archives and feeds.
 */
#ifndef MOD_STATEMENT_LISTS_H
#define MOD_STATEMENT_LISTS_H

#include "mod_statement_job.h"

/** OK, or the status to answer with. */
int stm_lists_answer(stm_job_t *job);

/** Makes the page that job->target asks for before anybody does; its format is set. */
void stm_lists_ahead(stm_job_t *job);

#endif
