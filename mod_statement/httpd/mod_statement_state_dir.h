/**
 * mod_statement_state_dir - the directory of catalog and history: made at start, for the children.
 */
#ifndef MOD_STATEMENT_STATE_DIR_H
#define MOD_STATEMENT_STATE_DIR_H

#include <apr_pools.h>

/** Makes @a path and what it has to hold, mode 0700, owned by the user of the children as all in
 * it. Zero where there can be none, or none of use (a file in its place, a network file system),
 * and the server has not run before; one that cannot be written to is read. The reason is in the
 * error log. */
int stm_state_dir_make(const char *path, apr_pool_t *scratch_pool);

#endif
