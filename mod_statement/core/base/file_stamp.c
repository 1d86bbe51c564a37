#include "core/base/file_stamp.h"

#include <fcntl.h>
#include <sys/stat.h>

stm_file_stamp_t stm_file_stamp(const apr_finfo_t *finfo)
{
    stm_file_stamp_t stamp = {(apr_int64_t)finfo->inode, finfo->size, finfo->mtime, finfo->ctime};
    return stamp;
}

int stm_file_stamp_equals(const stm_file_stamp_t *one, const stm_file_stamp_t *other)
{
    return one->inode == other->inode && one->size == other->size && one->mtime == other->mtime &&
           one->ctime == other->ctime;
}

#ifdef STATX_BTIME
/* When the file was made; 0 where nobody knows, or it is another one by now. */
static apr_time_t made_at(const char *path, const stm_file_stamp_t *now)
{
    struct statx found;

    return !statx(AT_FDCWD, path, 0, STATX_BTIME | STATX_INO, &found) &&
                   (found.stx_mask & STATX_BTIME) && (apr_int64_t)found.stx_ino == now->inode
               ? apr_time_make(found.stx_btime.tv_sec, found.stx_btime.tv_nsec / 1000)
               : 0;
}
#else
static apr_time_t made_at(const char *path, const stm_file_stamp_t *now)
{
    (void)path;
    (void)now;
    return 0;
}
#endif

/* An inode that is free is soon another file's. */
static int is_same_file(const char *path, const stm_file_stamp_t *now,
                        const stm_file_stamp_t *before)
{
    apr_time_t made;

    if (now->inode != before->inode) {
        return 0;
    }
    made = made_at(path, now);
    return made <= before->ctime || made > now->ctime;
}

/* By ctime, which no program can set. One that lies ahead says that the clock was set back. */
int stm_file_stamp_is_overwritten(const char *path, const stm_file_stamp_t *now,
                                  const stm_file_stamp_t *before, apr_time_t moment,
                                  apr_interval_time_t quiet)
{
    apr_interval_time_t age = moment - now->ctime;

    return !stm_file_stamp_equals(now, before) && age < quiet && age > -STM_FILE_QUIET &&
           is_same_file(path, now, before);
}
