#include "core/state/database_internal.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/problem.h"

/* A writer may meet a command that exports or imports; a reader never waits. */
#define WRITER_WAIT_MSEC 200

/* After a burst the write-ahead log is cut back to this. */
#define LOG_MAX_BYTES "16777216"

/* A page that a burst writes again and again is copied out of the log once in so many. */
#define LOG_PAGES "16000"

/* What a writer's statements need again and again, the texts of most documents among it, is not had
 * from malloc each time. */
#define WRITER_LOOKASIDE_SIZE  4608
#define WRITER_LOOKASIDE_COUNT 64

/* There are many readers, and the system keeps the pages for all of them. */
#define READER_CACHE_KB "512"

/* What is looked at once is not kept: the memory for it stays the same however much it is. */
#define PRIVATE_CACHE_KB 4096

static apr_status_t close_database(void *data)
{
    stm_database_t *database = data;
    stm_database_finalize(database);
    if (database->is_ours && !database->is_unfinished) {
        /* A log that is left empty says that the writer ended in peace. */
        sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    sqlite3_close(database->handle);
    return APR_SUCCESS;
}

static apr_status_t prepare_reading(stm_database_t *database)
{
    return stm_database_script(database, "PRAGMA cache_size = -" READER_CACHE_KB);
}

/* What indexes are sorted in must not depend on another folder with room. */
static apr_status_t prepare_writing(stm_database_t *database, const stm_layout_t *layout)
{
    char *sql = apr_psprintf(database->pool,
                             "PRAGMA journal_mode = %s; PRAGMA synchronous = %s;"
                             "PRAGMA journal_size_limit = " LOG_MAX_BYTES ";"
                             "PRAGMA wal_autocheckpoint = " LOG_PAGES ";"
                             "PRAGMA cache_size = -%d; PRAGMA temp_store = %s;",
                             database->is_unfinished ? "OFF" : "WAL",
                             database->is_unfinished ? "OFF" : layout->synchronous,
                             database->note ? layout->writer_cache_kb : PRIVATE_CACHE_KB,
                             database->is_unfinished ? "MEMORY" : "DEFAULT");
    database->synchronous = layout->synchronous;
    return stm_database_script(database, sql);
}

/* What a newer version or another program has written is refused before anything is changed. */
static apr_status_t open_writing(stm_database_t *database, const stm_layout_t *layout)
{
    apr_int64_t version;
    apr_status_t found = stm_database_compare(&version, database, layout), status;
    const int is_old = found == APR_EINCOMPLETE && layout->upgrades && version > 0;
    if (found && found != APR_ENOENT && !is_old) {
        return found;
    }
    status = prepare_writing(database, layout);
    if (!status && found == APR_ENOENT) {
        status = stm_database_make_tables(database, layout);
    }
    if (!status && is_old) {
        status = stm_database_upgrade(database, version, layout);
    }
    if (!status) {
        status = stm_database_script(database, "CREATE TABLE IF NOT EXISTS marks"
                                               " (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)");
    }
    database->is_ours = !status;
    return status;
}

static apr_status_t open_reading(stm_database_t *database, const stm_layout_t *layout)
{
    apr_int64_t version;
    apr_status_t status = prepare_reading(database);
    return status ? status : stm_database_compare(&version, database, layout);
}

static apr_status_t start_journal(stm_database_t *database)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(&query, database, "PRAGMA journal_mode = WAL", NULL);
    if (!status) {
        status = strcmp((const char *)sqlite3_column_text(query, 0), "wal") ? APR_EBUSY : 0;
        stm_database_leave(query);
    }
    return status;
}

/* The commit has all of the file on the disk before its header says so. */
static apr_status_t finish(stm_database_t *database)
{
    const char *sql = apr_pstrcat(database->pool, "PRAGMA synchronous = ", database->synchronous,
                                  "; BEGIN IMMEDIATE; INSERT INTO marks (id, value) VALUES (0, 0)"
                                  " ON CONFLICT DO UPDATE SET value = value + 1; COMMIT",
                                  NULL);
    apr_status_t status = stm_database_script(database, sql);
    return status ? status : start_journal(database);
}

apr_status_t stm_database_finish(stm_database_t *database)
{
    apr_status_t status;
    if (!database->is_unfinished) {
        return APR_SUCCESS;
    }
    if (database->is_spoilt || !sqlite3_get_autocommit(database->handle)) {
        return STM_ESTATE;
    }
    status = stm_database_index(database);
    if (!status) {
        status = finish(database);
    }
    database->is_unfinished = database->is_spoilt = status != APR_SUCCESS;
    return status;
}

int stm_database_is_spoilt(const stm_database_t *database)
{
    return database->is_spoilt;
}

/* The file's format version for reading (sqlite.org/fileformat2.html section 1.3): with a journal
 * it is that of write-ahead logging. */
#define FORMAT_AT  19
#define FORMAT_WAL 2

int stm_database_is_unfinished(const char *path)
{
    unsigned char header[FORMAT_AT + 1] = {0};
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), is_unfinished;
    if (file < 0) {
        return 0;
    }
    is_unfinished = read(file, header, sizeof(header)) < (ssize_t)sizeof(header) ||
                    header[FORMAT_AT] != FORMAT_WAL;
    close(file);
    return is_unfinished;
}

int stm_database_is_file(const char *name)
{
    struct stat found;
    return stat(name, &found) || S_ISREG(found.st_mode);
}

/* The database, and what SQLite opens beside it. */
static int are_files(const char *path)
{
    static const char *const beside[] = {"", "-journal", "-wal", "-shm"};
    char name[PATH_MAX];
    for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
        apr_snprintf(name, sizeof(name), "%s%s", path, beside[i]);
        if (!stm_database_is_file(name)) {
            return 0;
        }
    }
    return 1;
}

/* SQLite would leave its mode to the mask of the process; what it makes beside the file takes the
 * file's. A file that is there is not opened: closing it would take SQLite's locks of it away. */
static void make_private(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
        close(file);
    }
}

static apr_status_t open_database(stm_database_t **database, const char *path,
                                  const stm_layout_t *layout, stm_access_t access,
                                  int is_unfinished, const char **detail, apr_pool_t *result_pool)
{
    stm_database_t *opened = apr_pcalloc(result_pool, sizeof(*opened));
    int flags = SQLITE_OPEN_NOMUTEX |
                (access == STM_ACCESS_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                            : SQLITE_OPEN_READONLY);
    apr_finfo_t finfo;
    apr_status_t status;
    if (access != STM_ACCESS_WRITE &&
        APR_STATUS_IS_ENOENT(apr_stat(&finfo, path, APR_FINFO_TYPE, result_pool))) {
        return APR_ENOENT;
    }
    if (*path && !are_files(path)) {
        if (detail) {
            *detail = "it or a log beside it is no regular file";
        }
        return STM_ESTATE;
    }
    if (*path && access == STM_ACCESS_WRITE) {
        make_private(path);
    }
    opened->pool = result_pool;
    opened->access = access;
    opened->is_unfinished = is_unfinished;
    opened->path = apr_pstrdup(result_pool, path);
    opened->note = *path ? apr_pstrcat(result_pool, path, ".damaged", NULL) : NULL;
    opened->statements = apr_hash_make(result_pool);
    status = stm_database_status(sqlite3_open_v2(path, &opened->handle, flags, NULL));
    apr_pool_cleanup_register(result_pool, opened, close_database, apr_pool_cleanup_null);
    if (!status) {
        sqlite3_extended_result_codes(opened->handle, 1);
        /* Else the last to close shuts out whoever opens meanwhile. */
        sqlite3_db_config(opened->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        if (access == STM_ACCESS_WRITE) {
            sqlite3_db_config(opened->handle, SQLITE_DBCONFIG_LOOKASIDE, NULL,
                              WRITER_LOOKASIDE_SIZE, WRITER_LOOKASIDE_COUNT);
        }
        sqlite3_busy_timeout(opened->handle, access == STM_ACCESS_WRITE ? WRITER_WAIT_MSEC : 0);
        status = layout->extend ? stm_database_status(layout->extend(opened->handle)) : APR_SUCCESS;
    }
    if (!status) {
        status = access == STM_ACCESS_WRITE ? open_writing(opened, layout)
                                            : open_reading(opened, layout);
    }
    if (detail) {
        *detail = apr_pstrdup(result_pool, sqlite3_errmsg(opened->handle));
    }
    if (status) {
        apr_pool_cleanup_run(result_pool, opened, close_database);
        return status;
    }
    *database = opened;
    return APR_SUCCESS;
}

apr_status_t stm_database_open(stm_database_t **database, const char *path,
                               const stm_layout_t *layout, stm_access_t access, const char **detail,
                               apr_pool_t *result_pool)
{
    return open_database(database, path, layout, access, 0, detail, result_pool);
}

apr_status_t stm_database_make(stm_database_t **database, const char *path,
                               const stm_layout_t *layout, apr_pool_t *result_pool)
{
    return open_database(database, path, layout, STM_ACCESS_WRITE, 1, NULL, result_pool);
}

/* SQLite's own name for a database in a file without a name. */
apr_status_t stm_database_make_private(stm_database_t **database, const stm_layout_t *layout,
                                       apr_pool_t *result_pool)
{
    return open_database(database, "", layout, STM_ACCESS_WRITE, 1, NULL, result_pool);
}

int stm_database_is_suspect(const stm_database_t *database)
{
    return !access(database->note, F_OK);
}

void stm_database_trust(const stm_database_t *database)
{
    unlink(database->note);
}

void stm_database_release_idle(stm_database_t *database)
{
    stm_database_finalize(database);
    sqlite3_db_release_memory(database->handle);
}

int stm_database_checkpoint(stm_database_t *database)
{
    int in_log = 0, copied = 0;
    return sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log,
                                     &copied) == SQLITE_OK &&
           copied == in_log;
}

apr_status_t stm_database_check(stm_database_t *database)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(&query, database, "PRAGMA quick_check(1)", NULL);
    if (status) {
        return STM_ESTATE;
    }
    status = strcmp((const char *)sqlite3_column_text(query, 0), "ok") ? STM_ESTATE : APR_SUCCESS;
    stm_database_leave(query);
    return status;
}

apr_status_t stm_database_copy(stm_database_t *database, const char *path)
{
    apr_status_t status;
    make_private(path);
    status = stm_database_run(database, "VACUUM INTO ?1", STM_VALUES(STM_TEXT(path)), NULL);
    if (status) {
        unlink(path);
    }
    return status;
}

void stm_database_remove(const char *path, apr_pool_t *scratch_pool)
{
    unlink(path);
    unlink(apr_pstrcat(scratch_pool, path, "-wal", NULL));
    unlink(apr_pstrcat(scratch_pool, path, "-shm", NULL));
}
