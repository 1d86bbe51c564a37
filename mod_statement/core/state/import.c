/* An export into a history: looked at, raised to the layout of this version, and merged. */
#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/base/copy_file.h"
#include "core/state/export.h"
#include "core/state/folder.h"
#include "core/state/history_writer.h"
#include "core/state/import_merge.h"
#include "core/state/salvage.h"
#include "core/state/writer_lock.h"

typedef struct import_t {
    const char *state_dir, *copy; /* of the export, in the state directory */
    stm_problems_t *problems;
    apr_pool_t *pool;
} import_t;

static apr_status_t fail(const import_t *import, const char *code, apr_status_t status)
{
    char reason[128];
    stm_problems_add(import->problems, STM_SEVERITY_ERROR, code, NULL, 0, 0,
                     "Check that the state directory belongs to the server's user, and that its "
                     "disk has room.",
                     "The export cannot be imported into %s (%s)", import->state_dir,
                     apr_strerror(status, reason, sizeof(reason)));
    return status;
}

static apr_status_t take_lock(const import_t *import)
{
    apr_status_t status = stm_writer_lock_take(import->state_dir, import->pool);
    if (APR_STATUS_IS_EBUSY(status)) {
        stm_problems_add(import->problems, STM_SEVERITY_ERROR, "state-in-use", NULL, 0, 0,
                         "Stop httpd, import, and start it again.",
                         "A running httpd writes in the state directory %s", import->state_dir);
        return status;
    }
    return status ? fail(import, "state-unusable", status) : APR_SUCCESS;
}

static apr_status_t copy_export(const import_t *import, int file)
{
    int to = open(import->copy, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    apr_status_t status = to < 0 ? APR_FROM_OS_ERROR(errno) : stm_copy_file(to, file);
    if (to >= 0) {
        close(to);
    }
    return status ? fail(import, "import-uncopied", status) : APR_SUCCESS;
}

static void report_foreign(const import_t *import, const char *what, const char *remedy)
{
    stm_problems_add(import->problems, STM_SEVERITY_ERROR, "no-export", NULL, 0, 0, remedy, "%s",
                     what);
}

/* What a file is that no open of ours takes. */
static apr_status_t judge(const import_t *import, apr_int64_t application, apr_int64_t version)
{
    if (application == stm_history_layout.application) {
        report_foreign(import,
                       "The file is the history of a state directory itself, and may lack what is "
                       "in history.db-wal",
                       "Export that directory: `statement state export --state FOLDER FILE`.");
    }
    else if (application != STM_EXPORT_APPLICATION) {
        report_foreign(import, "The file was not written by `statement state export`",
                       "Name such a file.");
    }
    else if (version > stm_history_layout.version) {
        report_foreign(import, "The export was written by a newer version of mod_statement",
                       "Install that version or a later one, and import with its command.");
    }
    else {
        return APR_SUCCESS;
    }
    return APR_EINVAL;
}

static apr_int64_t number_of(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *query = NULL;
    apr_int64_t number = -1;
    if (sqlite3_prepare_v2(handle, sql, -1, &query, NULL) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW) {
        number = sqlite3_column_int64(query, 0);
    }
    sqlite3_finalize(query);
    return number;
}

/* Tables alone: a view or a trigger would run what somebody else wrote. */
#define FOREIGN_SCHEMA                                                                             \
    "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')"                      \
    " OR sql LIKE 'CREATE VIRTUAL%'"

/* The file becomes a history of its own version, which can be raised. */
static apr_status_t adopt(const import_t *import, sqlite3 *handle)
{
    char sql[64];
    apr_status_t status = judge(import, number_of(handle, "PRAGMA application_id"),
                                number_of(handle, "PRAGMA user_version"));
    if (!status && number_of(handle, FOREIGN_SCHEMA) != 0) {
        status = judge(import, 0, 0);
    }
    apr_snprintf(sql, sizeof(sql), "PRAGMA application_id = %d", stm_history_layout.application);
    if (!status && sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        status = fail(import, "import-uncopied", APR_ENOSPC);
    }
    return status;
}

static apr_status_t adopt_file(const import_t *import)
{
    sqlite3 *handle;
    int code =
        sqlite3_open_v2(import->copy, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    apr_status_t status =
        code == SQLITE_OK ? adopt(import, handle) : fail(import, "import-uncopied", APR_EGENERAL);
    sqlite3_close(handle);
    return status;
}

static apr_status_t raise_layout(const import_t *import)
{
    stm_database_t *database;
    apr_pool_t *pool;
    apr_status_t status;
    apr_pool_create(&pool, import->pool);
    status = stm_database_open(&database, import->copy, &stm_history_layout, STM_ACCESS_WRITE, NULL,
                               pool);
    if (!status) {
        status = stm_database_check(database);
    }
    apr_pool_destroy(pool);
    if (status) {
        report_foreign(import, "The export is damaged", "Take an older one.");
        return APR_EINVAL;
    }
    return APR_SUCCESS;
}

static apr_status_t prepare_folder(const import_t *import)
{
    apr_status_t status = stm_state_folder_init(import->state_dir);
    return status ? fail(import, "state-unusable", status) : APR_SUCCESS;
}

static apr_status_t merge(stm_import_t *done, const import_t *import)
{
    stm_history_t *history;
    apr_pool_t *pool;
    apr_status_t status;
    apr_pool_create(&pool, import->pool);
    status =
        stm_history_open(&history, import->state_dir, STM_ACCESS_WRITE, import->problems, pool);
    if (!status) {
        status = stm_import_merge(done, history, import->copy);
        if (status) {
            fail(import, "import-failed", status);
        }
    }
    apr_pool_destroy(pool);
    return status;
}

/* The index knows nothing of what comes: "index.current", "index-N.db", and what is beside that.
 * Nobody has it open without a writer. It goes first, so that none is believed after a crash. */
static void give_up_index(const import_t *import)
{
    apr_dir_t *dir;
    apr_finfo_t finfo;
    if (apr_dir_open(&dir, import->state_dir, import->pool)) {
        return;
    }
    while (!apr_dir_read(&finfo, APR_FINFO_NAME, dir)) {
        if (!strncmp(finfo.name, "index", 5) && stm_state_folder_is_name(finfo.name)) {
            unlink(apr_pstrcat(import->pool, import->state_dir, "/", finfo.name, NULL));
        }
    }
    apr_dir_close(dir);
}

static apr_status_t run(stm_import_t *done, const import_t *import, int file)
{
    apr_status_t status = copy_export(import, file);
    if (!status) {
        status = adopt_file(import);
    }
    if (!status) {
        status = raise_layout(import);
    }
    if (!status) {
        status = prepare_folder(import);
    }
    if (!status) {
        give_up_index(import);
        status = merge(done, import);
    }
    return status;
}

apr_status_t stm_import(stm_import_t *done, int file, const char *state_dir,
                        stm_problems_t *problems, apr_pool_t *scratch_pool)
{
    import_t import = {.state_dir = state_dir, .problems = problems};
    apr_status_t status;
    apr_pool_create(&import.pool, scratch_pool);
    import.copy = apr_psprintf(import.pool, "%s/history.db.import-%ld", state_dir, (long)getpid());
    status = take_lock(&import);
    if (!status) {
        status = run(done, &import, file);
        stm_database_remove(import.copy, import.pool);
    }
    apr_pool_destroy(import.pool);
    return status;
}
