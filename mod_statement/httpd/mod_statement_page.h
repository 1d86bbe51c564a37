/**
 * mod_statement_page - the answer for one statement.
 */
#ifndef MOD_STATEMENT_PAGE_H
#define MOD_STATEMENT_PAGE_H

#include "mod_statement_job.h"

/** OK or an HTTP status; DECLINED where the file is no statement and left to httpd. */
int stm_page_answer(stm_job_t *job);

/** Makes the page that job->target asks for, a STATEMENT, before anybody does. */
void stm_page_ahead(stm_job_t *job);

#endif
