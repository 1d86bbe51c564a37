/**
 * core/base/copy_file - all bytes into an open file, of memory or of another file.
 */
#ifndef CORE_BASE_COPY_FILE_H
#define CORE_BASE_COPY_FILE_H

#include <apr_errno.h>
#include <stddef.h>

/** Writes all @a size @a bytes to the descriptor @a to, however often it takes only some of them.
 * APR_SUCCESS, or what the system says. */
apr_status_t stm_write_all(int to, const char *bytes, size_t size);

/** Reads @a from (a file or a pipe) from where it is to its end, and writes it to @a to. Both are
 * descriptors, and stay open. APR_SUCCESS, or what the system says. */
apr_status_t stm_copy_file(int to, int from);

#endif
