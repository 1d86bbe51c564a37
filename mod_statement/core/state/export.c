/* The history as one file. */
#include "core/state/export.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/base/copy_file.h"
#include "core/state/history_writer.h"

/* While a writer opens or closes the database, a reader may find it locked for a moment. */
#define TRIES    20
#define INTERVAL apr_time_from_msec(100)

static const char *history_path(const char *state_dir, apr_pool_t *pool)
{
    return apr_pstrcat(pool, state_dir, "/history.db", NULL);
}

static apr_status_t fail(stm_problems_t *problems, apr_status_t status)
{
    char reason[128];
    stm_problems_add(problems, STM_SEVERITY_ERROR, "export-unwritten", NULL, 0, 0,
                     "Check that the disks of the state directory and of the export have room.",
                     "The export cannot be written (%s)",
                     apr_strerror(status, reason, sizeof(reason)));
    return status;
}

static apr_status_t open_of_any_version(stm_database_t **database, int *version, const char *path,
                                        const char **detail, apr_pool_t *pool)
{
    stm_layout_t layout = stm_history_layout;
    apr_status_t status;
    do {
        *version = layout.version;
        status = stm_database_open(database, path, &layout, STM_ACCESS_READ, detail, pool);
    } while (status == APR_EINCOMPLETE && --layout.version > 0);
    return status;
}

static void report_no_history(stm_problems_t *problems, const char *state_dir)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, "history-missing", NULL, 0, 0,
                     "If httpd has run with this folder before, restore a backup (`statement state "
                     "import`); else name the folder of StatementStateDir with --state.",
                     "%s has no history.db, or an empty one", state_dir);
}

apr_status_t stm_export_open(stm_database_t **database, int *version, const char *state_dir,
                             stm_problems_t *problems, apr_pool_t *result_pool)
{
    const char *path = history_path(state_dir, result_pool), *detail = "";
    apr_status_t status = open_of_any_version(database, version, path, &detail, result_pool);
    for (int i = 1; i < TRIES && status == APR_EBUSY; i++) {
        apr_sleep(INTERVAL);
        status = open_of_any_version(database, version, path, &detail, result_pool);
    }
    if (APR_STATUS_IS_ENOENT(status)) {
        report_no_history(problems, state_dir);
    }
    else if (status) {
        stm_history_report_unusable(problems, path, status, detail);
    }
    return status;
}

apr_status_t stm_export_check(stm_database_t *database, const char *state_dir,
                              stm_problems_t *problems)
{
    apr_status_t status = stm_database_check(database);
    if (status) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "history-damaged", NULL, 0, 0,
                         "Restart httpd, which saves what can be read of it, and import the last "
                         "export; look after the disk.",
                         "history.db in %s is damaged", state_dir);
    }
    return status;
}

/* Writes the file @a copy, which only its owner can read. */
static apr_status_t copy_history(const char *copy, const char *state_dir, stm_problems_t *problems,
                                 apr_pool_t *pool)
{
    stm_database_t *database;
    int version;
    apr_status_t status = stm_export_open(&database, &version, state_dir, problems, pool);
    if (!status) {
        status = stm_export_check(database, state_dir, problems);
    }
    if (status) {
        return status;
    }
    status = stm_database_copy(database, copy);
    return status ? fail(problems, status) : APR_SUCCESS;
}

static apr_status_t mark_as_export(const char *copy)
{
    char sql[64];
    sqlite3 *handle;
    int code = sqlite3_open_v2(copy, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    apr_snprintf(sql, sizeof(sql), "PRAGMA application_id = %d", STM_EXPORT_APPLICATION);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    }
    sqlite3_close(handle);
    return code == SQLITE_OK ? APR_SUCCESS : APR_ENOSPC;
}

static apr_status_t send_copy(int file, const char *copy)
{
    int from = open(copy, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    apr_status_t status = from < 0 ? APR_FROM_OS_ERROR(errno) : stm_copy_file(file, from);
    if (from >= 0) {
        close(from);
    }
    return status;
}

apr_status_t stm_export_write(int file, const char *state_dir, stm_problems_t *problems,
                              apr_pool_t *scratch_pool)
{
    const char *copy = apr_psprintf(scratch_pool, "%s.export-%ld",
                                    history_path(state_dir, scratch_pool), (long)getpid());
    apr_pool_t *pool;
    apr_status_t status;
    apr_pool_create(&pool, scratch_pool);
    status = copy_history(copy, state_dir, problems, pool);
    apr_pool_destroy(pool);
    if (status) {
        return status;
    }
    status = mark_as_export(copy);
    if (!status) {
        status = send_copy(file, copy);
    }
    unlink(copy);
    return status ? fail(problems, status) : APR_SUCCESS;
}
