#include "core/state/writer_lock.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/state/database.h"

/* A lock of the open file, where the system has it: one of the process would not keep out a second
 * intake of the same process, and would go with any other descriptor of the file. */
#ifdef F_OFD_SETLK
#define SET_LOCK F_OFD_SETLK
#define GET_LOCK F_OFD_GETLK
#else
#define SET_LOCK F_SETLK
#define GET_LOCK F_GETLK
#endif

static apr_status_t close_lock(void *file)
{
    close((int)(apr_size_t)file);
    return APR_SUCCESS;
}

static apr_status_t open_lock(int *file, const char *state_dir, int flags, apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, state_dir, "/" STM_WRITER_LOCK, NULL);
    if (!stm_database_is_file(path)) {
        return APR_EINVAL;
    }
    *file = open(path, flags | O_NONBLOCK | O_CLOEXEC, 0600);
    return *file < 0 ? APR_FROM_OS_ERROR(errno) : APR_SUCCESS;
}

apr_status_t stm_writer_lock_take(const char *state_dir, apr_pool_t *result_pool)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int file;
    apr_status_t status = open_lock(&file, state_dir, O_RDWR | O_CREAT, result_pool);
    if (status) {
        return status;
    }
    apr_pool_cleanup_register(result_pool, (void *)(apr_size_t)file, close_lock,
                              apr_pool_cleanup_null);
    return fcntl(file, SET_LOCK, &lock) ? APR_EBUSY : APR_SUCCESS;
}

int stm_writer_lock_is_taken(const char *state_dir, apr_pool_t *scratch_pool)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int file, is_taken;
    if (open_lock(&file, state_dir, O_RDWR, scratch_pool)) {
        return 0;
    }
    is_taken = !fcntl(file, GET_LOCK, &lock) && lock.l_type != F_UNLCK;
    close(file);
    return is_taken;
}
