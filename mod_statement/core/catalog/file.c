/* The files of a newsroom as they were last seen, as a look asks for them. */
#include "core/catalog/writer.h"

#define FILE_COLUMNS                                                                               \
    "SELECT stem, identity, inode, size, mtime, ctime, is_due, due_at, missing_at, folder,"        \
    " problems, shared FROM files"
#define IN_ROOM " WHERE newsroom = " STM_NEWSROOM_ID

static void read_file(stm_file_t *file, sqlite3_stmt *query, apr_pool_t *result_pool)
{
    file->stem = stm_database_text(query, 0, result_pool);
    file->identity = stm_database_text(query, 1, result_pool);
    file->stamp.inode = sqlite3_column_int64(query, 2);
    file->stamp.size = sqlite3_column_int64(query, 3);
    file->stamp.mtime = sqlite3_column_int64(query, 4);
    file->stamp.ctime = sqlite3_column_int64(query, 5);
    file->is_due = sqlite3_column_int(query, 6);
    file->due_at = sqlite3_column_int64(query, 7);
    file->missing_at = sqlite3_column_int64(query, 8);
    file->problems = stm_database_text(query, 10, result_pool);
    file->shared = stm_database_text(query, 11, result_pool);
}

apr_status_t stm_catalog_files(apr_array_header_t **files, stm_catalog_t *catalog,
                               const char *newsroom, const char *folder, const char *after,
                               int limit, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        FILE_COLUMNS IN_ROOM " AND folder = ?2 AND stem > ?3 ORDER BY stem LIMIT ?4",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(folder), STM_TEXT(after), STM_NUMBER(limit)));
    *files = apr_array_make(result_pool, 16, sizeof(stm_file_t));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        stm_file_t *file = apr_array_push(*files);
        read_file(file, query, result_pool);
        file->folder = folder;
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_file(stm_file_t **file, stm_catalog_t *catalog, const char *newsroom,
                              const char *folder, const char *stem, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(
        &query, catalog->database, FILE_COLUMNS IN_ROOM " AND folder = ?2 AND stem = ?3",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(folder), STM_TEXT(stem)));
    if (!status) {
        *file = apr_pcalloc(result_pool, sizeof(**file));
        read_file(*file, query, result_pool);
        (*file)->folder = folder;
        stm_database_leave(query);
    }
    return status;
}

/* The first condition is that of the index, word for word. SQLite takes it for no better than the
 * table itself, and which of the two it takes depends on the order in which indexes were made. */
apr_status_t stm_catalog_due_files(apr_array_header_t **files, stm_catalog_t *catalog,
                                   const char *newsroom, apr_time_t moment, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        FILE_COLUMNS " INDEXED BY files_due" IN_ROOM
                     " AND (is_due <> 0 OR missing_at <> 0 OR due_at < " STM_NEVER_TEXT ")"
                     " AND (is_due <> 0 OR missing_at <> 0 OR due_at <= ?2)",
        STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(moment)));
    *files = apr_array_make(result_pool, 4, sizeof(stm_file_t));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        stm_file_t *file = apr_array_push(*files);
        read_file(file, query, result_pool);
        file->folder = stm_database_text(query, 9, result_pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_device(apr_int64_t *device, stm_catalog_t *catalog, const char *newsroom,
                                const char *folder)
{
    return stm_database_number(device, catalog->database,
                               "SELECT device FROM folders WHERE newsroom = " STM_NEWSROOM_ID
                               " AND folder = ?2",
                               STM_VALUES(STM_TEXT(newsroom), STM_TEXT(folder)));
}

int stm_catalog_is_empty(stm_catalog_t *catalog)
{
    apr_int64_t id;
    return stm_database_number(&id, catalog->database, "SELECT id FROM entries LIMIT 1", NULL) ==
           APR_ENOENT;
}

int stm_catalog_has(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    apr_int64_t id;
    return !stm_database_number(&id, catalog->database,
                                "SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID
                                " AND name = ?2",
                                STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));
}
