/**
 * core/base/shared_file - a small file of fixed size that all processes map.
 *
 * Mapped for reading and writing; its numbers are read and changed by atomic operations. All blocks
 * are allocated before it is mapped, so that a full disk never ends a process with SIGBUS. It is
 * never truncated, renamed or replaced, so that all processes see the same numbers.
 */
#ifndef CORE_BASE_SHARED_FILE_H
#define CORE_BASE_SHARED_FILE_H

#include <apr_pools.h>

/** Maps the first @a size bytes of @a path, made where it is missing (mode 0600, zeros) and filled
 * up where it is short. Unmapped with the pool. The file system's error, APR_ENOSPC included,
 * where it cannot be used; *address is NULL then. */
apr_status_t stm_shared_file_map(void **address, const char *path, apr_size_t size,
                                 apr_pool_t *result_pool);

#endif
