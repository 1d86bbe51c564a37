/* A lock on one byte of a file stands for a slot. It belongs to the open file, not to the
 * process, so that each renderer has a descriptor of its own and threads keep each other out, too.
 */
#include "core/page_store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Elsewhere a lock is the process's: then its threads may render the same page beside each other.
 */
#ifdef F_OFD_SETLK
#define SET_LOCK F_OFD_SETLK
#else
#define SET_LOCK F_SETLK
#endif

/* Slots that share a byte by chance wait for each other without need. */
#define BYTES (1 << 30)

static off_t byte_of(const char *key)
{
    apr_uint32_t hash = 2166136261u;

    for (; *key; key++) {
        hash = (hash ^ (unsigned char)*key) * 16777619u; /* FNV-1a */
    }
    return (off_t)(hash % BYTES);
}

apr_status_t stm_render_lock_try(stm_render_lock_t *lock, const stm_page_store_t *store,
                                 const char *key)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    char path[STM_PAGE_STORE_PATH];
    apr_status_t status;

    if (lock->file < 0) {
        if (!stm_page_store_path(path, store, "turns")) {
            return APR_ENAMETOOLONG;
        }
        lock->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock->file < 0) {
            return errno;
        }
    }
    range.l_start = byte_of(key);
    if (!fcntl(lock->file, SET_LOCK, &range)) {
        return APR_SUCCESS;
    }
    status = errno == EACCES ? EAGAIN : errno;
    return status;
}

void stm_render_lock_release(stm_render_lock_t *lock)
{
    if (lock->file >= 0) {
        close(lock->file);
    }
    lock->file = -1;
}
