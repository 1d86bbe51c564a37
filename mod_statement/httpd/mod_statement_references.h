/**
 * mod_statement_references - how editions look up the other statements that they show or name.
 *
 * Each look is noted in the job: when what was found last changed, until when it stays so, and
 * whether it depends on who reads.
 */
#ifndef MOD_STATEMENT_REFERENCES_H
#define MOD_STATEMENT_REFERENCES_H

#include "mod_statement_job.h"
#include "stm_edition.h"

/** How editions of this answer look up other statements: in the catalog, or where there is none, in
 * the newsroom's folder. Good as long as the job. */
const stm_resolver_t *stm_references_resolver(stm_job_t *job);

#endif
