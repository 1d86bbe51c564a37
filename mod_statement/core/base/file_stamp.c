#include "core/base/file_stamp.h"

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

/* By ctime, which no program can set. One that lies ahead says that the clock was set back. */
int stm_file_stamp_is_overwritten(const stm_file_stamp_t *now, const stm_file_stamp_t *before,
                                  apr_time_t moment, apr_interval_time_t quiet)
{
    apr_interval_time_t age = moment - now->ctime;

    return now->inode == before->inode && !stm_file_stamp_equals(now, before) && age < quiet &&
           age > -STM_FILE_QUIET;
}
