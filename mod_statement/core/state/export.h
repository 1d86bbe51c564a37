/**
 * core/state/export - the history as one file, and back into a state directory.
 *
 * An export is what VACUUM INTO makes of history.db and its log: an SQLite database without a log,
 * with an application number of its own, so that nobody takes a history that was copied without its
 * log for one. docs/state.md says what is in it, and by which rules an import merges it with a
 * history that is there. Both run as the owner of the state directory, never as root for it.
 */
#ifndef CORE_STATE_EXPORT_H
#define CORE_STATE_EXPORT_H

#include <apr_pools.h>

#include "core/base/problem.h"
#include "core/state/database.h"

/** PRAGMA application_id of an export, "StmE"; its user_version is that of the history's layout. */
#define STM_EXPORT_APPLICATION 0x53746d45

/** Opens the history below @a state_dir to read it, also one of an older layout, whose number is
 * *version. Waits some seconds for whoever has it locked. Statuses of stm_database_open; APR_ENOENT
 * and others have added a problem. */
apr_status_t stm_export_open(stm_database_t **database, int *version, const char *state_dir,
                             stm_problems_t *problems, apr_pool_t *result_pool);

/** Checks the whole open history. APR_SUCCESS, or STM_ESTATE with a problem. */
apr_status_t stm_export_check(stm_database_t *database, const char *state_dir,
                              stm_problems_t *problems);

/** Writes the history below @a state_dir, as it is at one moment, to the descriptor @a file. It
 * needs room for one more history in @a state_dir meanwhile. A server may run. APR_SUCCESS, or an
 * error with a problem that says what to do. */
apr_status_t stm_export_write(int file, const char *state_dir, stm_problems_t *problems,
                              apr_pool_t *scratch_pool);

typedef struct stm_import_t {
    apr_int64_t statements; /* in the export */
    apr_int64_t added;      /* that the history did not know */
    apr_int64_t newsrooms;  /* in the export */
} stm_import_t;

/** Merges the export in the descriptor @a file into the history below @a state_dir, which is made
 * where there is none: all of it or nothing. The index is given up, so that the next writer builds
 * a new one. APR_SUCCESS and *done; or an error with a problem that says what to do, where nothing
 * of the history was changed: APR_EBUSY (a server writes there), APR_EINVAL (it is no export),
 * STM_ESTATE, or what the system says. */
apr_status_t stm_import(stm_import_t *done, int file, const char *state_dir,
                        stm_problems_t *problems, apr_pool_t *scratch_pool);

#endif
