/**
 * core/state/database - the little of SQLite that history and catalog share.
 *
 * A database is opened without SQLite's mutex and without process-wide settings; a reader never
 * waits for a lock. It is closed with its pool. Each handle prepares a statement once and keeps it.
 * One thread uses a handle at a time.
 */
#ifndef CORE_STATE_DATABASE_H
#define CORE_STATE_DATABASE_H

#include <apr_pools.h>
#include <apr_time.h>
#include <sqlite3.h>

#include "core/base/problem.h"
#include "core/state/open_mode.h"

typedef struct stm_database_t stm_database_t;

/** What makes a file one of ours. */
typedef struct stm_layout_t {
    int application; /* PRAGMA application_id */
    int version;     /* PRAGMA user_version */
    const char *synchronous;
    int writer_cache_kb;         /* what a transaction of a burst changes should have room in it */
    const char *tables;          /* the statements that make an empty database */
    const char *const *upgrades; /* SQL from version 1 to 2, from 2 to 3, ...; ends with NULL.
                                  * NULL: an older file is not raised */
    const char *indexes; /* more of them, quicker made of all rows than row by row; NULL: none */
    int (*extend)(sqlite3 *handle); /* what the tables need of a connection; NULL: nothing */
} stm_layout_t;

typedef struct stm_value_t {
    enum { STM_VALUE_END = 0, STM_VALUE_TEXT, STM_VALUE_NUMBER, STM_VALUE_BLOB } type;
    const char *text; /* NULL binds NULL */
    apr_int64_t number;
    apr_size_t size;
} stm_value_t;

#define STM_TEXT(value)                                                                            \
    {                                                                                              \
        .type = STM_VALUE_TEXT, .text = (value)                                                    \
    }
#define STM_NUMBER(value)                                                                          \
    {                                                                                              \
        .type = STM_VALUE_NUMBER, .number = (value)                                                \
    }
#define STM_BLOB(bytes, length)                                                                    \
    {                                                                                              \
        .type = STM_VALUE_BLOB, .text = (bytes), .size = (length)                                  \
    }
#define STM_VALUES(...) ((const stm_value_t[]){__VA_ARGS__, {.type = STM_VALUE_END}})

/** Opens @a path. A writer that finds no file makes the layout's tables; one that finds an older
 * version runs the layout's upgrades, all in one transaction. APR_SUCCESS; APR_ENOENT: there is
 * none to read; APR_EINCOMPLETE: an older version that is not or cannot be raised; APR_EINIT: a
 * newer version, or another program's, in which nothing was changed; STM_ESTATE: damaged;
 * APR_EBUSY, APR_ENOSPC, APR_EACCES: as they say. *detail (may be NULL) is SQLite's own message
 * then. */
apr_status_t stm_database_open(stm_database_t **database, const char *path,
                               const stm_layout_t *layout, stm_access_t access, const char **detail,
                               apr_pool_t *result_pool);

/** As stm_database_open of a file that is not there yet, for somebody who alone knows of it: what
 * is written is not journaled, so that after a crash or a rollback the file is of no use, and the
 * layout's indexes are not there before one of the next two functions. */
apr_status_t stm_database_make(stm_database_t **database, const char *path,
                               const stm_layout_t *layout, apr_pool_t *result_pool);
/** The same without a name: what memory does not hold is in a file that nobody else can open and
 * that is gone with the handle, however the process ends. It cannot be finished. */
apr_status_t stm_database_make_private(stm_database_t **database, const stm_layout_t *layout,
                                       apr_pool_t *result_pool);
/** Creates the layout's indexes now, for queries that would scan all rows without them. */
apr_status_t stm_database_index(stm_database_t *database);
/** Ends that: the file is on the disk, and any process may use it. STM_ESTATE: it is spoilt. */
apr_status_t stm_database_finish(stm_database_t *database);
/** Non-zero where it was rolled back meanwhile, or could not be finished. */
int stm_database_is_spoilt(const stm_database_t *database);
/** Whether there is a file that was made so and not finished. This process must not have it open:
 * its locks would go. */
int stm_database_is_unfinished(const char *path);

/** Zero where a pipe, a device or a folder has the name of a database or of a log beside it, which
 * whoever opens it might wait for endlessly. It is only looked at: with a file's descriptor
 * SQLite's locks of it would go. Opening such a database says STM_ESTATE. */
int stm_database_is_file(const char *name);

/** Gives back the memory of cached pages and prepared statements, before a time without work. No
 * query may be open. */
void stm_database_release_idle(stm_database_t *database);

/** Copies what is committed from the write-ahead log into the file (sqlite.org/wal.html
 * section 3.2, PASSIVE). It waits for nobody: zero where a reader or an error has kept it from
 * copying all. */
int stm_database_checkpoint(stm_database_t *database);

/** Checks the whole file (PRAGMA quick_check). APR_SUCCESS or STM_ESTATE. */
apr_status_t stm_database_check(stm_database_t *database);

/** Non-zero where a process has met damage: the writer closes the database, checks and repairs it.
 */
int stm_database_is_suspect(const stm_database_t *database);
/** Forgets that. */
void stm_database_trust(const stm_database_t *database);

/** Removes the file @a path, which no process has open, with its -wal and -shm files. */
void stm_database_remove(const char *path, apr_pool_t *scratch_pool);

/** Writes all that is committed into a new file. An error where that cannot be written. */
apr_status_t stm_database_copy(stm_database_t *database, const char *path);

/* SQL is prepared once and found again by its address: pass literals. */

/** Runs @a sql, which gives no rows; *changes (may be NULL) counts the rows it changed. */
apr_status_t stm_database_run(stm_database_t *database, const char *sql, const stm_value_t *values,
                              int *changes);

/** The row that the last INSERT has made. */
apr_int64_t stm_database_inserted(stm_database_t *database);

/** Starts a query. Each stm_database_next gives a row (APR_SUCCESS) or ends (APR_EOF, or an error):
 * at its end the query is reset; one that is left early needs stm_database_leave. */
apr_status_t stm_database_query(sqlite3_stmt **query, stm_database_t *database, const char *sql,
                                const stm_value_t *values);
apr_status_t stm_database_next(stm_database_t *database, sqlite3_stmt *query);
void stm_database_leave(sqlite3_stmt *query);

/** Goes to the first row of a query, which needs stm_database_leave then; APR_ENOENT where there is
 * none. */
apr_status_t stm_database_first(sqlite3_stmt **row, stm_database_t *database, const char *sql,
                                const stm_value_t *values);

/** The first column of the first row; APR_ENOENT where there is none. */
apr_status_t stm_database_number(apr_int64_t *number, stm_database_t *database, const char *sql,
                                 const stm_value_t *values);

/** A copy of a text column; NULL for NULL. */
const char *stm_database_text(sqlite3_stmt *query, int column, apr_pool_t *result_pool);

apr_status_t stm_database_begin(stm_database_t *database);
apr_status_t stm_database_commit(stm_database_t *database);
apr_status_t stm_database_rollback(stm_database_t *database);

/* A number in the file by which another one tells whether it was made from this one as it is.
 * Writers only. */

/** APR_ENOENT: none yet. */
apr_status_t stm_database_mark(apr_int64_t *mark, stm_database_t *database);
apr_status_t stm_database_set_mark(stm_database_t *database, apr_int64_t mark);
/** Raises it by one where the open transaction has changed anything; the first is drawn by lot. */
apr_status_t stm_database_raise_mark(stm_database_t *database);

#endif
