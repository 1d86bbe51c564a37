/**
 * mod_statement_log - problems to the error log: every level is decided here.
 *
 * ERR: an administrator must act. WARNING: a document has errors. INFO: published with
 * remarks, mended, catalog events. Each line starts with a tag of its own and names its document.
 */
#ifndef MOD_STATEMENT_LOG_H
#define MOD_STATEMENT_LOG_H

#include "mod_statement_config.h"
#include "stm_intake.h"

/** What the intake found in one document, and what became of it (name NULL: in the newsroom as a
 * whole). An empty list: mended. */
void stm_log_intake(const stm_newsroom_t *newsroom, const char *name, stm_about_t about,
                    stm_fate_t fate, const stm_problems_t *problems);

/** A stylesheet that cannot be used; the last good one goes on. An editor's own is no error of the
 * server. */
void stm_log_sheet(const char *path, int is_editors, const stm_problems_t *problems);

/** Faults of a transformation, which @a is_ahead of any reader or not; @a r is NULL where no
 * request is there. */
void stm_log_render(request_rec *r, int is_ahead, const char *name, const stm_problems_t *problems);

/** Faults at start and of the state directory: an administrator must act. */
void stm_log_start(const stm_problems_t *problems);

#endif
