/**
 * command/replace_file - other bytes in a file, all of them or none.
 */
#ifndef COMMAND_REPLACE_FILE_H
#define COMMAND_REPLACE_FILE_H

#include <apr_errno.h>
#include <apr_pools.h>
#include <sys/stat.h>

/** Puts @a bytes in the place of the file @a path, which stat() told @a before of when it was read:
 * writes them beside it under a name that is never served, with the mode, the owner, the access
 * control list and the attributes that it has now, and renames that. A symbolic link stays, and the
 * file that it names is replaced. Where the user cannot keep the owner, the file becomes the user's
 * if its group may do with it what its owner may, and keeps group and mode. With @a kept (may be
 * NULL) the old file is then called that. APR_SUCCESS; APR_EBUSY where somebody has changed the
 * file since; APR_EEXIST where @a kept is there; an error of the file system. On any error the old
 * file is what it was. Ignores SIGXFSZ from then on, so that a limit on the size of files is such
 * an error. */
apr_status_t replace_file(const char *path, const char *bytes, apr_size_t size,
                          const struct stat *before, const char *kept, apr_pool_t *scratch_pool);

/** Says on stderr why @a path was left alone, and what helps. COMMAND_PROBLEMS. */
int replace_file_fail(const char *path, apr_status_t status);

#endif
