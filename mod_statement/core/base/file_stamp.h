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

/** A file that was overwritten in place and then left alone for so long is written to its end, as
 * far as anybody can tell who only looks at it. */
#define STM_FILE_QUIET apr_time_from_sec(1)

/** Non-zero where the file at @a path that was @a before is the one that is @a now, and was changed
 * in place less than @a quiet before @a moment: a program may be in the midst of it, and what is
 * there a mixture of both texts. A file that was renamed to the name is another one, and whole,
 * also where it got the inode of the one before (statx(2) tells when it was made; where the file
 * system does not say, it counts as overwritten). */
int stm_file_stamp_is_overwritten(const char *path, const stm_file_stamp_t *now,
                                  const stm_file_stamp_t *before, apr_time_t moment,
                                  apr_interval_time_t quiet);

#endif
