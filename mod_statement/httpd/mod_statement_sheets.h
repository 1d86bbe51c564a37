/**
 * mod_statement_sheets - the compiled stylesheets of this process.
 *
 * Children start with those that the server's start has compiled, and share their memory with it as
 * long as these have not changed. Looked at again once they are older than StatementRefresh; one
 * that does not compile any more is reported, and the last good one goes on. A sheet in use
 * outlives its replacement.
 */
#ifndef MOD_STATEMENT_SHEETS_H
#define MOD_STATEMENT_SHEETS_H

#include "mod_statement_newsroom.h"
#include "stm_sheet.h"

typedef struct stm_sheet_use_t {
    const stm_sheet_t *sheet;
    apr_time_t changed_at; /* newest of its files */
} stm_sheet_use_t;

/** Once per configuration, before its children. */
void stm_sheets_start(apr_pool_t *pconf);

/** Compiles the stylesheets of @a place, of which neither paths nor judge are needed, and uses each
 * of them once, so that the children share their memory. One that cannot be used is passed over:
 * children report it when they are asked for it, and try again. Before the children. */
void stm_sheets_prepare(const stm_place_t *place, apr_pool_t *scratch_pool);

/** Once per child, before its threads. */
void stm_sheets_child(apr_pool_t *child_pool);

/** The stylesheet @a path of a format (relative: in the stylesheet directory), to be used until the
 * end of @a pool. STM_ESTYLESHEET where there is none, not even a former one. Any thread. */
apr_status_t stm_sheets_acquire(stm_sheet_use_t *use, const stm_place_t *place, const char *path,
                                apr_pool_t *pool);

/** What stm_sheets_acquire would give, by the hash over all its files, without compiling it: many
 * children only send what others have rendered. *looked_at: when that was last looked at. */
apr_status_t stm_sheets_digest(const char **digest, apr_time_t *looked_at, const stm_place_t *place,
                               const char *path, apr_pool_t *pool);

/** Gives back what the stylesheets keep for the next rendering. Any thread. */
void stm_sheets_rest(void);

#endif
