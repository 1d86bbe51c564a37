/* Turns: a lock on one byte of a file stands for a slot. It belongs to the open file, not to the
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

apr_status_t stm_pages_take_turn(stm_turn_t *turn, const stm_pages_t *pages, const char *key)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    char path[STM_PAGES_PATH];
    apr_status_t status;

    if (turn->file < 0) {
        if (!stm_pages_path(path, pages, "turns")) {
            return APR_ENAMETOOLONG;
        }
        turn->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (turn->file < 0) {
            return errno;
        }
    }
    lock.l_start = byte_of(key);
    if (!fcntl(turn->file, SET_LOCK, &lock)) {
        return APR_SUCCESS;
    }
    status = errno == EACCES ? EAGAIN : errno;
    return status;
}

void stm_pages_end_turn(stm_turn_t *turn)
{
    if (turn->file >= 0) {
        close(turn->file);
    }
    turn->file = -1;
}
