/**
 * core/state/database_internal - the handle of a database, for the files that open and query it.
 */
#ifndef CORE_STATE_DATABASE_INTERNAL_H
#define CORE_STATE_DATABASE_INTERNAL_H

#include <apr_hash.h>

#include "core/state/database.h"

struct stm_database_t {
    sqlite3 *handle;
    stm_access_t access;
    const char *synchronous, *path;
    const char *indexes; /* that are yet to be made; NULL: none */
    const char *note;    /* the file by which a reader tells the writer of damage; NULL: private */
    int changes_before;  /* the transaction */
    int is_unfinished, is_spoilt, is_in_transaction;
    int is_ours;            /* opened for writing, and found to be of this layout */
    apr_hash_t *statements; /* the address of the SQL to prepared statements */
    apr_pool_t *pool;
};

/** What a result code of SQLite means; APR_EOF for SQLITE_DONE. */
apr_status_t stm_database_status(int code);

/** Runs several statements that give no rows. */
apr_status_t stm_database_script(stm_database_t *database, const char *sql);

/** Finalizes all prepared statements; each is prepared again when it is next needed. */
void stm_database_finalize(stm_database_t *database);

/** Makes the tables of @a layout, and its indexes unless the database is unfinished. */
apr_status_t stm_database_make_tables(stm_database_t *database, const stm_layout_t *layout);

/** Compares the file with @a layout, and only reads. APR_SUCCESS; APR_ENOENT: it is blank;
 * APR_EINCOMPLETE: an older version, which is *version; APR_EINIT: a newer one, or another
 * program's. */
apr_status_t stm_database_compare(apr_int64_t *version, stm_database_t *database,
                                  const stm_layout_t *layout);

/** Raises a file of @a version to that of @a layout in one transaction: all steps or none. */
apr_status_t stm_database_upgrade(stm_database_t *database, apr_int64_t version,
                                  const stm_layout_t *layout);

#endif
