/**
 * httpd/runtime/state_dir - the directory of catalog and history: taken at start, for the children.
 *
 * The parent is root, and the directory belongs to the server's user, who may be hostile: root
 * opens it by descriptor (core/base/safe_open), takes it only where it is empty or ours
 * (core/state/folder), gives it to the server's user, and leaves all else to the children.
 */
#ifndef HTTPD_RUNTIME_STATE_DIR_H
#define HTTPD_RUNTIME_STATE_DIR_H

#include <apr_pools.h>

/** Takes the folder *path (NULL: the default) and makes it if it is missing: mode 0700, owned by
 * the children's user. Zero where no folder can be used and the server is being started; one that
 * cannot be written to is only read. On a restart *path becomes the folder used before, or a path
 * that cannot exist. The reason is in the error log. */
int stmh_state_dir_take(const char **path, apr_pool_t *pool, apr_pool_t *scratch_pool);

/** What stmh_state_dir_take would complain of, in the error log; nothing is made or changed. @a
 * path NULL: the default. Of what only root may see nothing is said to others. */
void stmh_state_dir_test(const char *path, apr_pool_t *scratch_pool);

#endif
