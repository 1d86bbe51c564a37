#include "httpd/runtime/shared_memory.h"

#include <apr_shm.h>
#include <string.h>

void *stmh_shared_memory_create(apr_size_t size, apr_pool_t *pool)
{
    apr_shm_t *memory;

    return apr_shm_create(&memory, size, NULL, pool)
               ? NULL
               : memset(apr_shm_baseaddr_get(memory), 0, size);
}
