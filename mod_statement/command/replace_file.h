/**
 * command/replace_file - other bytes in a file, all of them or none.
 */
#ifndef COMMAND_REPLACE_FILE_H
#define COMMAND_REPLACE_FILE_H

#include <apr_file_info.h>

/** Puts @a bytes in the place of the file @a path, of which @a before (inode, size, mtime) was
 * known when it was read: written beside it under a name that is never served, with its mode and
 * owner, and renamed. With @a kept (may be NULL) the old file is then called that. APR_SUCCESS;
 * APR_EBUSY where it has changed since; APR_EEXIST where @a kept is there; an error of the file
 * system. On any error the old file is what it was. */
apr_status_t replace_file(const char *path, const char *bytes, apr_size_t size,
                          const apr_finfo_t *before, const char *kept, apr_pool_t *scratch_pool);

#endif
