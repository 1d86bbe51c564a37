/* The history of the first look of all. As long as nothing is in it, nothing can be lost: it is
 * written once, beside the blank one, and not first to a log. */
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/state/history_writer.h"

static const char *beside(const stm_history_t *history, apr_pool_t *pool)
{
    return apr_pstrcat(pool, history->path, ".filling", NULL);
}

void stm_history_drop_fill(const stm_history_t *history)
{
    apr_pool_t *pool;
    apr_pool_create(&pool, history->pool);
    stm_database_remove(beside(history, pool), pool);
    apr_pool_destroy(pool);
}

static int is_blank(const stm_history_t *history)
{
    apr_int64_t id;
    return stm_database_number(&id, history->database,
                               "SELECT id FROM newsrooms UNION ALL SELECT id FROM statements"
                               " UNION ALL SELECT statement FROM versions LIMIT 1",
                               NULL) == APR_ENOENT;
}

apr_status_t stm_history_fill(stm_history_t *history)
{
    stm_database_t *database;
    apr_pool_t *pool;
    apr_status_t status;
    if (!is_blank(history)) {
        return APR_SUCCESS;
    }
    stm_history_drop_fill(history);
    apr_pool_create(&pool, history->pool);
    status = stm_database_make(&database, beside(history, pool), &stm_history_layout, pool);
    if (status) {
        apr_pool_destroy(pool);
        stm_history_drop_fill(history);
        return status;
    }
    stm_history_take(history, database, pool);
    history->is_filling = 1;
    return APR_SUCCESS;
}

/* The one that has the name now; the one that was open stays so where that cannot be had. */
static apr_status_t open_placed(stm_history_t *history)
{
    stm_database_t *database;
    struct stat found;
    apr_pool_t *pool;
    apr_status_t status;
    apr_pool_create(&pool, history->pool);
    status = stm_database_open(&database, history->path, &stm_history_layout, STM_ACCESS_WRITE,
                               NULL, pool);
    if (!status && stat(history->path, &found)) {
        status = APR_FROM_OS_ERROR(errno);
    }
    if (status) {
        apr_pool_destroy(pool);
        return status;
    }
    stm_history_take(history, database, pool);
    history->file = found.st_ino;
    history->is_filling = 0;
    return APR_SUCCESS;
}

/* What is committed from now on must not depend on a name that the disk does not have. */
static apr_status_t sync_folder(const char *path, apr_pool_t *pool)
{
    char *folder = apr_pstrdup(pool, path);
    int file, error = 0;
    *strrchr(folder, '/') = '\0';
    file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0 || fsync(file)) {
        error = errno;
    }
    if (file >= 0) {
        close(file);
    }
    return APR_FROM_OS_ERROR(error);
}

/* The blank one goes first, and its log with it: none of the two may meet the other's. */
static apr_status_t change_places(const stm_history_t *history, apr_pool_t *pool)
{
    stm_database_remove(history->path, pool);
    return rename(beside(history, pool), history->path) ? APR_FROM_OS_ERROR(errno)
                                                        : sync_folder(history->path, pool);
}

apr_status_t stm_history_show(stm_history_t *history)
{
    apr_pool_t *pool;
    apr_status_t status;
    if (!history->is_filling) {
        return APR_SUCCESS;
    }
    status = stm_database_finish(history->database);
    if (!status) {
        apr_pool_create(&pool, history->pool);
        status = change_places(history, pool);
        apr_pool_destroy(pool);
    }
    if (!status) {
        status = open_placed(history);
        stm_history_drop_fill(history);
    }
    return status;
}

apr_status_t stm_history_mend(stm_history_t *history)
{
    if (!history->is_filling) {
        return APR_SUCCESS;
    }
    stm_history_drop_fill(history);
    return open_placed(history);
}
