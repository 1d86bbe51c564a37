/**
 * command/export_file - one file of a copy, as it is on disk. For command/export_out.c only.
 */
#ifndef COMMAND_EXPORT_FILE_H
#define COMMAND_EXPORT_FILE_H

#include "command/export_manifest.h"

/** Non-zero where the file @a path is what @a file says: a regular file of that size which nobody
 * has touched since, or which has the same bytes all the same. Its bytes are read in the latter
 * case alone; file->mtime is then what it is now. */
int export_file_is(const char *path, manifest_file_t *file, apr_pool_t *scratch_pool);

/** Writes @a bytes into the file @a path, which is made or overwritten, and dates it @a mtime. No
 * symbolic link is followed. An error of the file system. */
apr_status_t export_file_write(const char *path, const char *bytes, apr_size_t size,
                               apr_time_t mtime);

#endif
