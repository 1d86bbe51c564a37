/**
 * httpd/runtime/shared_memory - memory that the parent shares with its children.
 */
#ifndef HTTPD_RUNTIME_SHARED_MEMORY_H
#define HTTPD_RUNTIME_SHARED_MEMORY_H

#include <apr_pools.h>

/** In the parent: @a size bytes of zeros, which all children that are started later share, until
 * @a pool ends. NULL where the system has no such memory. */
void *stmh_shared_memory_create(apr_size_t size, apr_pool_t *pool);

#endif
