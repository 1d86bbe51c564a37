/**
 * httpd/runtime/log - problems to the error log: every level is decided here.
 *
 * ERR: an administrator must act. WARNING: a document has errors. INFO: published with
 * remarks, mended, catalog events. Each line starts with a tag of its own and names its document.
 */
#ifndef HTTPD_RUNTIME_LOG_H
#define HTTPD_RUNTIME_LOG_H

#include "core/intake/scan.h"
#include "httpd/config/settings.h"

/** What the intake found in one document, and what became of it (name NULL: in the newsroom as a
 * whole). An empty list: mended. */
void stmh_log_intake(const stm_newsroom_t *newsroom, const char *name, stm_about_t about,
                     stm_intake_outcome_t fate, const stm_problems_t *problems);

/** What has happened to a statement. */
void stmh_log_lifecycle(const stm_newsroom_t *newsroom, const stm_lifecycle_t *event);

/** A stylesheet that cannot be used; the last good one goes on. An editor's own is no error of the
 * server. */
void stmh_log_sheet(const char *path, int is_editors, const stm_problems_t *problems);

/** Faults of a transformation, which @a is_ahead of any reader or not; @a r is NULL where no
 * request is there. */
void stmh_log_render(request_rec *r, int is_ahead, const char *name,
                     const stm_problems_t *problems);

/** Faults at start and of the state directory: an administrator must act. */
void stmh_log_start(const stm_problems_t *problems);

#endif
