/**
 * mod_statement_lists - the answers for archives and feeds.
 */
#ifndef MOD_STATEMENT_LISTS_H
#define MOD_STATEMENT_LISTS_H

#include "mod_statement_job.h"

int stm_lists_archive(stm_job_t *job);
int stm_lists_feed(stm_job_t *job);

#endif
