#include "core/state/database.h"

#include <apr_file_info.h>
#include <apr_hash.h>
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

struct stm_database_t {
    sqlite3 *handle;
    stm_access_t access;
    const char *synchronous, *path;
    const char *indexes; /* that are yet to be made; NULL: none */
    const char *note;    /* the file by which a reader tells the writer of damage; NULL: private */
    int changes_before;  /* the transaction */
    int is_unfinished, is_spoilt, is_in_transaction;
    int is_ours;            /* opened for writing, and found to be of this layout */
    apr_hash_t *statements; /* the address of the SQL to prepared_t */
    apr_pool_t *pool;
};

typedef struct prepared_t {
    const char *sql;
    sqlite3_stmt *statement;
} prepared_t;

static apr_status_t status_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
        return APR_SUCCESS;
    case SQLITE_DONE:
        return APR_EOF;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return APR_EBUSY;
    case SQLITE_FULL:
        return APR_ENOSPC;
    case SQLITE_NOMEM:
        return APR_ENOMEM;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return APR_EACCES;
    case SQLITE_IOERR:
        /* A page that should be there and is not: the file was cut short. */
        return code == SQLITE_IOERR_SHORT_READ ? STM_ESTATE : APR_EGENERAL;
    default:
        return STM_ESTATE;
    }
}

/* Each is prepared again when it is next needed. */
static void forget_statements(stm_database_t *database)
{
    apr_hash_index_t *index;
    for (index = apr_hash_first(NULL, database->statements); index; index = apr_hash_next(index)) {
        prepared_t *prepared = apr_hash_this_val(index);
        sqlite3_finalize(prepared->statement);
        prepared->statement = NULL;
    }
}

static apr_status_t close_database(void *data)
{
    stm_database_t *database = data;
    forget_statements(database);
    if (database->is_ours && !database->is_unfinished) {
        /* A log that is left empty says that the writer ended in peace. */
        sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    sqlite3_close(database->handle);
    return APR_SUCCESS;
}

static apr_status_t run_script(stm_database_t *database, const char *sql)
{
    return status_of(sqlite3_exec(database->handle, sql, NULL, NULL, NULL));
}

static apr_status_t pragma(apr_int64_t *number, stm_database_t *database, const char *name)
{
    const char *sql = apr_pstrcat(database->pool, "PRAGMA ", name, NULL);
    return stm_database_number(number, database, sql, NULL);
}

apr_status_t stm_database_index(stm_database_t *database)
{
    apr_status_t status = database->indexes ? run_script(database, database->indexes) : APR_SUCCESS;
    if (!status) {
        database->indexes = NULL;
    }
    return status;
}

static apr_status_t make_tables(stm_database_t *database, const stm_layout_t *layout)
{
    char *mark =
        apr_psprintf(database->pool, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                     layout->application, layout->version);
    apr_status_t status = run_script(database, "BEGIN IMMEDIATE");
    database->indexes = layout->indexes;
    if (!status) {
        status = run_script(database, layout->tables);
    }
    if (!status && !database->is_unfinished) {
        status = stm_database_index(database);
    }
    if (!status) {
        status = run_script(database, mark);
    }
    if (!status) {
        return run_script(database, "COMMIT");
    }
    run_script(database, "ROLLBACK");
    return status;
}

/* APR_ENOENT: the file is blank. It only reads. */
static apr_status_t compare_layout(apr_int64_t *version, stm_database_t *database,
                                   const stm_layout_t *layout)
{
    apr_int64_t application, pages;
    apr_status_t status = pragma(&application, database, "application_id");
    if (!status) {
        status = pragma(version, database, "user_version");
    }
    if (!status) {
        status = pragma(&pages, database, "page_count");
    }
    if (status) {
        return status;
    }
    if (application == 0 && *version == 0 && pages <= 1) {
        return APR_ENOENT;
    }
    if (application != layout->application || *version > layout->version) {
        return APR_EINIT;
    }
    return *version < layout->version ? APR_EINCOMPLETE : APR_SUCCESS;
}

/* All steps or none: a file is never left between two versions. */
static apr_status_t upgrade(stm_database_t *database, apr_int64_t version,
                            const stm_layout_t *layout)
{
    apr_status_t status = run_script(database, "BEGIN IMMEDIATE");
    for (; version < layout->version && !status; version++) {
        status = run_script(database, layout->upgrades[version - 1]);
    }
    if (!status) {
        status = run_script(
            database, apr_psprintf(database->pool, "PRAGMA user_version = %d", layout->version));
    }
    if (!status) {
        return run_script(database, "COMMIT");
    }
    run_script(database, "ROLLBACK");
    return status;
}

static apr_status_t prepare_reading(stm_database_t *database)
{
    return run_script(database, "PRAGMA cache_size = -" READER_CACHE_KB);
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
    return run_script(database, sql);
}

/* What a newer version or another program has written is refused before anything is changed. */
static apr_status_t open_writing(stm_database_t *database, const stm_layout_t *layout)
{
    apr_int64_t version;
    apr_status_t found = compare_layout(&version, database, layout), status;
    const int is_old = found == APR_EINCOMPLETE && layout->upgrades && version > 0;
    if (found && found != APR_ENOENT && !is_old) {
        return found;
    }
    status = prepare_writing(database, layout);
    if (!status && found == APR_ENOENT) {
        status = make_tables(database, layout);
    }
    if (!status && is_old) {
        status = upgrade(database, version, layout);
    }
    if (!status) {
        status = run_script(database, "CREATE TABLE IF NOT EXISTS marks"
                                      " (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)");
    }
    database->is_ours = !status;
    return status;
}

static apr_status_t open_reading(stm_database_t *database, const stm_layout_t *layout)
{
    apr_int64_t version;
    apr_status_t status = prepare_reading(database);
    return status ? status : compare_layout(&version, database, layout);
}

static apr_status_t start_journal(stm_database_t *database)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database, "PRAGMA journal_mode = WAL", NULL);
    if (!status) {
        status = stm_database_next(database, query);
    }
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
    apr_status_t status = run_script(database, sql);
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
    status = status_of(sqlite3_open_v2(path, &opened->handle, flags, NULL));
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
        status = layout->extend ? status_of(layout->extend(opened->handle)) : APR_SUCCESS;
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

/* A reader cannot mend what it finds damaged, and the writer mends it before it opens it again. */
void stm_database_suspect(const stm_database_t *database)
{
    int file = database->note
                   ? open(database->note, O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600)
                   : -1;
    if (file >= 0) {
        close(file);
    }
}

static apr_status_t status_noted(const stm_database_t *database, int code)
{
    apr_status_t status = status_of(code);
    if (status == STM_ESTATE) {
        stm_database_suspect(database);
    }
    return status;
}

int stm_database_is_suspect(const stm_database_t *database)
{
    return !access(database->note, F_OK);
}

void stm_database_trust(const stm_database_t *database)
{
    unlink(database->note);
}

static apr_status_t prepare(sqlite3_stmt **statement, stm_database_t *database, const char *sql)
{
    prepared_t *prepared = apr_hash_get(database->statements, &sql, sizeof(sql));
    int code;
    if (prepared && prepared->statement) {
        *statement = prepared->statement;
        return APR_SUCCESS;
    }
    code =
        sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    if (code == SQLITE_OK && !prepared) {
        prepared = apr_palloc(database->pool, sizeof(*prepared));
        prepared->sql = sql;
        apr_hash_set(database->statements, &prepared->sql, sizeof(prepared->sql), prepared);
    }
    if (code == SQLITE_OK) {
        prepared->statement = *statement;
    }
    return status_noted(database, code);
}

static int bind_value(sqlite3_stmt *statement, int position, const stm_value_t *value)
{
    switch (value->type) {
    case STM_VALUE_TEXT:
        return sqlite3_bind_text(statement, position, value->text, -1, SQLITE_STATIC);
    case STM_VALUE_BLOB:
        return sqlite3_bind_blob64(statement, position, value->text, value->size, SQLITE_STATIC);
    default:
        return sqlite3_bind_int64(statement, position, value->number);
    }
}

apr_status_t stm_database_query(sqlite3_stmt **query, stm_database_t *database, const char *sql,
                                const stm_value_t *values)
{
    apr_status_t status = prepare(query, database, sql);
    int position;
    for (position = 1; !status && values && values->type != STM_VALUE_END; position++, values++) {
        status = status_of(bind_value(*query, position, values));
    }
    return status;
}

void stm_database_leave(sqlite3_stmt *query)
{
    /* What was bound belongs to the caller and may be gone before the next use. */
    sqlite3_reset(query);
    sqlite3_clear_bindings(query);
}

apr_status_t stm_database_next(stm_database_t *database, sqlite3_stmt *query)
{
    int code = sqlite3_step(query);
    if (code == SQLITE_ROW) {
        return APR_SUCCESS;
    }
    if (code != SQLITE_DONE) {
        code = sqlite3_extended_errcode(database->handle);
    }
    stm_database_leave(query);
    return status_noted(database, code);
}

apr_status_t stm_database_run(stm_database_t *database, const char *sql, const stm_value_t *values,
                              int *changes)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database, sql, values);
    if (status) {
        return status;
    }
    status = stm_database_next(database, query);
    if (status == APR_SUCCESS) {
        stm_database_leave(query);
    }
    if (changes) {
        *changes = sqlite3_changes(database->handle);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_int64_t stm_database_inserted(stm_database_t *database)
{
    return sqlite3_last_insert_rowid(database->handle);
}

apr_status_t stm_database_number(apr_int64_t *number, stm_database_t *database, const char *sql,
                                 const stm_value_t *values)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database, sql, values);
    if (!status) {
        status = stm_database_next(database, query);
    }
    if (status) {
        return status == APR_EOF ? APR_ENOENT : status;
    }
    *number = sqlite3_column_int64(query, 0);
    stm_database_leave(query);
    return APR_SUCCESS;
}

void stm_database_rest(stm_database_t *database)
{
    forget_statements(database);
    sqlite3_db_release_memory(database->handle);
}

apr_status_t stm_database_check(stm_database_t *database)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database, "PRAGMA quick_check(1)", NULL);
    if (!status) {
        status = stm_database_next(database, query);
    }
    if (status) {
        return STM_ESTATE;
    }
    status = strcmp((const char *)sqlite3_column_text(query, 0), "ok") ? STM_ESTATE : APR_SUCCESS;
    stm_database_leave(query);
    return status;
}

const char *stm_database_text(sqlite3_stmt *query, int column, apr_pool_t *result_pool)
{
    const unsigned char *text = sqlite3_column_text(query, column);
    return text ? apr_pstrmemdup(result_pool, (const char *)text,
                                 (apr_size_t)sqlite3_column_bytes(query, column))
                : NULL;
}

apr_status_t stm_database_begin(stm_database_t *database)
{
    database->changes_before = sqlite3_total_changes(database->handle);
    database->is_in_transaction = 1;
    return stm_database_run(database, "BEGIN IMMEDIATE", NULL, NULL);
}

/* The disk begins with what it will be waited for at the end. Nobody else has the file, so that it
 * does not matter that SQLite's locks of it go. */
static void start_writing(const stm_database_t *database)
{
#ifdef SYNC_FILE_RANGE_WRITE
    int file = open(database->path, O_WRONLY | O_CLOEXEC);
    if (file >= 0) {
        sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
        close(file);
    }
#else
    (void)database;
#endif
}

apr_status_t stm_database_commit(stm_database_t *database)
{
    apr_status_t status = stm_database_run(database, "COMMIT", NULL, NULL);
    database->is_in_transaction &= status != APR_SUCCESS;
    if (!status && database->is_unfinished) {
        start_writing(database);
    }
    return status;
}

apr_status_t stm_database_rollback(stm_database_t *database)
{
    database->is_spoilt |= database->is_unfinished && database->is_in_transaction;
    database->is_in_transaction = 0;
    /* An error may have ended the transaction already. */
    return sqlite3_get_autocommit(database->handle)
               ? APR_SUCCESS
               : stm_database_run(database, "ROLLBACK", NULL, NULL);
}

apr_status_t stm_database_mark(apr_int64_t *mark, stm_database_t *database)
{
    return stm_database_number(mark, database, "SELECT value FROM marks WHERE id = 1", NULL);
}

apr_status_t stm_database_set_mark(stm_database_t *database, apr_int64_t mark)
{
    return stm_database_run(database,
                            "INSERT INTO marks (id, value) VALUES (1, ?1) ON CONFLICT DO UPDATE"
                            " SET value = excluded.value WHERE value <> excluded.value",
                            STM_VALUES(STM_NUMBER(mark)), NULL);
}

apr_status_t stm_database_raise_mark(stm_database_t *database)
{
    apr_uint32_t first = 0;
    if (sqlite3_total_changes(database->handle) == database->changes_before) {
        return APR_SUCCESS;
    }
    sqlite3_randomness(sizeof(first), &first);
    return stm_database_run(database,
                            "INSERT INTO marks (id, value) VALUES (1, (?1 + 1) << 16)"
                            " ON CONFLICT DO UPDATE SET value = value + 1",
                            STM_VALUES(STM_NUMBER(first)), NULL);
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
