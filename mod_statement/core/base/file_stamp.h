/**
 * core/base/file_stamp - tells without reading it whether a file is the one that was read before.
 */
#ifndef CORE_BASE_FILE_STAMP_H
#define CORE_BASE_FILE_STAMP_H

#include <apr_file_info.h>

/** Inode, size and times of a file: compared for equality only. */
typedef struct stm_file_stamp_t {
    apr_int64_t inode, size;
    apr_time_t mtime, ctime;
} stm_file_stamp_t;

/** The stamp of a file from APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME
 * (all in request_rec.finfo). */
stm_file_stamp_t stm_file_stamp(const apr_finfo_t *finfo);

/** Non-zero where the two are equal. */
int stm_file_stamp_equals(const stm_file_stamp_t *one, const stm_file_stamp_t *other);

#endif
