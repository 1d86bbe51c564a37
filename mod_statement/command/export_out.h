/**
 * command/export_out - the folder that `statement export` writes into.
 *
 * The file .statement-export in it lists what was written, in groups: what was made of one thing,
 * with a stamp of all that went into it. A group whose stamp is the same as before is not made
 * again, and a file whose bytes are the same is not written again. What is listed and was not made
 * this time is deleted at the end, and nothing else ever is.
 *
 * The list grows beside the former one, each file before it is there, and takes its place at the
 * end; where a run ends early, the next one knows what both have.
 */
#ifndef COMMAND_EXPORT_OUT_H
#define COMMAND_EXPORT_OUT_H

#include <apr_file_io.h>
#include <apr_pools.h>
#include <apr_time.h>

typedef struct export_out_t export_out_t;

typedef struct export_counts_t {
    int files;   /* that are there now */
    int written; /* new ones, and ones with other bytes */
    int deleted;
    int kept; /* of ours that somebody has changed, and that are no longer wanted */
} export_counts_t;

/** What was made of one thing. */
typedef struct export_group_t {
    const char *key;
    const char *stamp; /* of what went into it */
    apr_time_t until;  /* when it may become another by itself; STM_NEVER */
    const char *files; /* what it tells of files in the newsroom, see core/edition/attachments */
} export_group_t;

/** Opens the folder @a path, which is made where it is not there. APR_SUCCESS; APR_ENOTEMPTY where
 * it holds something and is not ours, APR_EBUSY where another export works there; an error of the
 * file system. @a settings is a digest of all that goes into every group: with another one than
 * before each is made again. */
apr_status_t export_out_open(export_out_t **out, const char *path, const char *settings,
                             apr_pool_t *result_pool);

/** The group @a key as the last run left it; NULL: it was not there, or something that went into
 * every group is another. */
const export_group_t *export_out_former(const export_out_t *out, const char *key);

/** The stamp of the group @a key as this run has ended it; NULL: it has not. */
const char *export_out_stamp(const export_out_t *out, const char *key);

/** Non-zero where all files of @a group are as they were left: of the same size and date, or with
 * the same bytes. They stay as they are then: nothing of it is to be put. */
int export_out_keep(export_out_t *out, const export_group_t *group);

/** Puts @a bytes into the file @a path ("2026/a.html") of the group that is being made. APR_EEXIST
 * where another group has that file already, which then stays; an error of the file system. */
apr_status_t export_out_put(export_out_t *out, const char *path, const void *bytes,
                            apr_size_t size);

/** The same with the content of @a source. */
apr_status_t export_out_copy(export_out_t *out, const char *path, apr_file_t *source);

/** Ends @a group, whose files were put since the last one ended. */
void export_out_end(export_out_t *out, const export_group_t *group);

/** Deletes what is not wanted any more, and settles the list. @a counts tells of all runs. */
apr_status_t export_out_finish(export_counts_t *counts, export_out_t *out);

#endif
