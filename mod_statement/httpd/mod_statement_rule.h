/**
 * mod_statement_rule - what the visibility rule says of one statement, and how long it says so.
 *
 * The rule is the catalog's (stm_catalog_is_shown), for the moment of the answer; a newsroom of
 * editors (StatementShow All) adds previews.
 */
#ifndef MOD_STATEMENT_RULE_H
#define MOD_STATEMENT_RULE_H

#include "mod_statement_job.h"

typedef enum {
    STM_RULING_HIDDEN = 0,
    STM_RULING_PREVIEWED, /* shown only because all are */
    STM_RULING_SHOWN,
    STM_RULING_WITHDRAWN
} stm_ruling_t;

/** The rule for @a entry, whether the catalog has it or it was made from a fresh file. */
stm_ruling_t stm_rule_decide(const stm_job_t *job, const stm_entry_t *entry);

/** Ends the freshness of the answer where what is shown of @a entry ends or begins. */
void stm_rule_bound(stm_job_t *job, const stm_entry_t *entry);

#endif
