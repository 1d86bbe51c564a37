/**
 * mod_statement_state_dir - the directory of catalog and history: taken at start, for the children.
 *
 * The parent is root, and the directory belongs to the server's user, who may be hostile: root
 * opens it by descriptor (stm_descent), takes it only where it is empty or ours (stm_state_folder),
 * gives it to the server's user, and leaves all else to the children.
 */
#ifndef MOD_STATEMENT_STATE_DIR_H
#define MOD_STATEMENT_STATE_DIR_H

#include <apr_pools.h>

/** Takes the folder *path, NULL: the default, and makes it where it is missing: mode 0700, owned by
 * the user of the children. Zero where there is none of use and the server has not run before; one
 * that cannot be written to is read. A running server goes on with the folder that it had, which
 * *path is then, or with a path at which nothing can be. The reason is in the error log. */
int stm_state_dir_take(const char **path, apr_pool_t *pool, apr_pool_t *scratch_pool);

#endif
