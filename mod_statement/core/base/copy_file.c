#include "core/base/copy_file.h"

#include <errno.h>
#include <unistd.h>

apr_status_t stm_write_all(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(to, bytes, size);
        if (written < 0 && errno != EINTR) {
            return APR_FROM_OS_ERROR(errno);
        }
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return APR_SUCCESS;
}

apr_status_t stm_copy_file(int to, int from)
{
    char bytes[16384];
    apr_status_t status = APR_SUCCESS;
    ssize_t size;
    do {
        size = read(from, bytes, sizeof(bytes));
        if (size < 0 && errno != EINTR) {
            return APR_FROM_OS_ERROR(errno);
        }
        if (size > 0) {
            status = stm_write_all(to, bytes, (size_t)size);
        }
    } while (!status && size != 0);
    return status;
}
