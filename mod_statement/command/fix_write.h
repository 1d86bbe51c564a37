/**
 * command/fix_write - puts a mended text in the place of a file.
 */
#ifndef COMMAND_FIX_WRITE_H
#define COMMAND_FIX_WRITE_H

#include <apr_errno.h>
#include <sys/stat.h>

#include "command/fix_text.h"

/** Writes @a text to a new file beside @a path and renames that, so that readers get the old bytes
 * or the new ones. Mode, owner and group are those of @a was, as which @a path was read; a
 * symbolic link stays, and what it names is written. APR_EBUSY where somebody has changed the file
 * since; else the error of the file system. The old file is then as it was. */
apr_status_t fix_write(const char *path, const struct stat *was, const fix_text_t *text,
                       apr_pool_t *pool);

#endif
