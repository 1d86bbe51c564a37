#include "core/base/shared_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct mapping_t {
    void *address;
    apr_size_t size;
} mapping_t;

static apr_status_t unmap(void *baton)
{
    const mapping_t *mapping = baton;

    munmap(mapping->address, mapping->size);
    return APR_SUCCESS;
}

/* A file that has all its blocks is left alone: where the system has to imitate the call, it writes
 * into blocks that others count in. */
static apr_status_t fill(int file, apr_size_t size)
{
    struct stat found;

    if (fstat(file, &found)) {
        return errno;
    }
    if (!S_ISREG(found.st_mode)) {
        return APR_EINVAL;
    }
    return found.st_size >= (off_t)size && found.st_blocks >= (blkcnt_t)(size / 512)
               ? APR_SUCCESS
               : posix_fallocate(file, 0, (off_t)size);
}

apr_status_t stm_shared_file_map(void **address, const char *path, apr_size_t size,
                                 apr_pool_t *result_pool)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    mapping_t *mapping = apr_palloc(result_pool, sizeof(*mapping));
    apr_status_t status;

    *address = NULL;
    if (file < 0) {
        return errno;
    }
    status = fill(file, size);
    if (!status) {
        mapping->size = size;
        mapping->address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        status = mapping->address == MAP_FAILED ? errno : APR_SUCCESS;
    }
    close(file);
    if (!status) {
        *address = mapping->address;
        apr_pool_cleanup_register(result_pool, mapping, unmap, apr_pool_cleanup_null);
    }
    return status;
}
