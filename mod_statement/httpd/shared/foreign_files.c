#include "httpd/shared/foreign_files.h"

#include <apr_strings.h>

#include "core/base/bounded_table.h"

/* Room for a thousand files. */
#define ROWS 256

/* The coarsest stamps are of whole seconds. */
#define SETTLED apr_time_from_sec(2)

/* By stamp and path, without values. */
static stm_bounded_table_t *files;

void stmh_foreign_files_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_foreign_files");
    files = stm_bounded_table_create(ROWS, pool);
}

static const char *key_of(const char *path, const stm_file_stamp_t *stamp, apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "%" APR_INT64_T_FMT " %" APR_INT64_T_FMT " %" APR_INT64_T_FMT
                        " %" APR_INT64_T_FMT " %s",
                        stamp->inode, stamp->size, stamp->mtime, stamp->ctime, path);
}

int stmh_foreign_files_knows(const char *path, const stm_file_stamp_t *stamp,
                             apr_pool_t *scratch_pool)
{
    return files &&
           stm_bounded_table_get(NULL, files, key_of(path, stamp, scratch_pool), scratch_pool);
}

void stmh_foreign_files_note(const char *path, const stm_file_stamp_t *stamp, apr_time_t moment,
                             apr_pool_t *scratch_pool)
{
    apr_time_t changed_at = stamp->mtime > stamp->ctime ? stamp->mtime : stamp->ctime;

    if (files && moment - changed_at > SETTLED) {
        stm_bounded_table_put(files, key_of(path, stamp, scratch_pool), NULL, 0);
    }
}
