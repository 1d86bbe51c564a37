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
