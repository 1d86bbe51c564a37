/**
 * mod_statement_language - the newsroom's own language, in which lists, feeds and error pages
 * speak.
 *
 * StatementLanguage says it. Where that is unset, it is the language that all visible statements
 * share, which the catalog knows, else English; English too where documents can differ in access,
 * because a language would tell some readers of statements that they may not see. A child keeps
 * what the catalog said until the newsroom changes, by a commit or by itself. The language is part
 * of what a page is made with, like its stylesheet, and is looked at as often.
 */
#ifndef MOD_STATEMENT_LANGUAGE_H
#define MOD_STATEMENT_LANGUAGE_H

#include "mod_statement_job.h"

/** What a child keeps of one newsroom's language. */
typedef struct stm_known_language_t stm_known_language_t;

/** Nothing is known of the newsroom @a key yet. */
stm_known_language_t *stm_language_keep(const char *key, apr_pool_t *pool);

/** The tag for @a job, once for all of its steps. It may take a handle of the catalog itself, and
 * finds the job late where none came free. */
const char *stm_language_of(stm_job_t *job);

/** The newsroom of @a job with that language in it. */
const stm_newsroom_t *stm_language_newsroom(stm_job_t *job);

/** Notes that the answer shows something in that language, which may become another by itself. */
void stm_language_note_change(stm_job_t *job);

#endif
