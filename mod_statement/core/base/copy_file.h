/**
 * core/base/copy_file - all bytes of one open file into another.
 */
#ifndef CORE_BASE_COPY_FILE_H
#define CORE_BASE_COPY_FILE_H

#include <apr_errno.h>

/** Reads @a from (a file or a pipe) from where it is to its end, and writes it to @a to. Both are
 * descriptors, and stay open. APR_SUCCESS, or what the system says. */
apr_status_t stm_copy_file(int to, int from);

#endif
