/* Statements of SQL, transactions and marks of an open database. */
#include "core/state/database_internal.h"

#include <apr_strings.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/problem.h"

typedef struct prepared_t {
    const char *sql;
    sqlite3_stmt *statement;
} prepared_t;

apr_status_t stm_database_status(int code)
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
void stm_database_finalize(stm_database_t *database)
{
    apr_hash_index_t *index;
    for (index = apr_hash_first(NULL, database->statements); index; index = apr_hash_next(index)) {
        prepared_t *prepared = apr_hash_this_val(index);
        sqlite3_finalize(prepared->statement);
        prepared->statement = NULL;
    }
}

apr_status_t stm_database_script(stm_database_t *database, const char *sql)
{
    return stm_database_status(sqlite3_exec(database->handle, sql, NULL, NULL, NULL));
}

/* Tells the writer of damage: a reader cannot mend it, and the writer does before it opens the
 * database again. */
static void suspect(const stm_database_t *database)
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
    apr_status_t status = stm_database_status(code);
    if (status == STM_ESTATE) {
        suspect(database);
    }
    return status;
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
        status = stm_database_status(bind_value(*query, position, values));
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

apr_status_t stm_database_first(sqlite3_stmt **row, stm_database_t *database, const char *sql,
                                const stm_value_t *values)
{
    apr_status_t status = stm_database_query(row, database, sql, values);
    if (!status) {
        status = stm_database_next(database, *row);
    }
    return status == APR_EOF ? APR_ENOENT : status;
}

apr_status_t stm_database_number(apr_int64_t *number, stm_database_t *database, const char *sql,
                                 const stm_value_t *values)
{
    sqlite3_stmt *row;
    apr_status_t status = stm_database_first(&row, database, sql, values);
    if (!status) {
        *number = sqlite3_column_int64(row, 0);
        stm_database_leave(row);
    }
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
