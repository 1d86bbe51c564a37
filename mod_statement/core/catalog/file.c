/* The files and folders of a newsroom as the last scan saw them. */
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

apr_status_t stm_catalog_put_file(stm_catalog_t *catalog, const char *newsroom,
                                  const stm_file_t *file)
{
    stm_catalog_newsroom_t *room;
    apr_status_t status = stm_catalog_newsroom(&room, catalog, newsroom);
    if (status) {
        return status;
    }
    return stm_database_run(
        catalog->database,
        "INSERT INTO files (newsroom, folder, stem, identity, inode, size, mtime, ctime, is_due,"
        " due_at, missing_at, problems, shared)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
        " ON CONFLICT DO UPDATE SET identity = excluded.identity, inode = excluded.inode,"
        " size = excluded.size, mtime = excluded.mtime, ctime = excluded.ctime,"
        " is_due = excluded.is_due, due_at = excluded.due_at, missing_at = excluded.missing_at,"
        " problems = excluded.problems, shared = excluded.shared",
        STM_VALUES(STM_NUMBER(room->id), STM_TEXT(file->folder), STM_TEXT(file->stem),
                   STM_TEXT(file->identity), STM_NUMBER(file->stamp.inode),
                   STM_NUMBER(file->stamp.size), STM_NUMBER(file->stamp.mtime),
                   STM_NUMBER(file->stamp.ctime), STM_NUMBER(file->is_due),
                   STM_NUMBER(file->due_at), STM_NUMBER(file->missing_at), STM_TEXT(file->problems),
                   STM_TEXT(file->shared)),
        NULL);
}

apr_status_t stm_catalog_remove_file(stm_catalog_t *catalog, const char *newsroom,
                                     const stm_file_t *file)
{
    return stm_database_run(
        catalog->database,
        "DELETE FROM files WHERE newsroom = " STM_NEWSROOM_ID " AND folder = ?2 AND stem = ?3",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(file->folder), STM_TEXT(file->stem)), NULL);
}

apr_status_t stm_catalog_recheck_claimants(int *count, stm_catalog_t *catalog, const char *newsroom,
                                           const char *identity, const stm_file_t *but)
{
    apr_status_t status = stm_database_index(catalog->database);
    return status ? status
                  : stm_database_run(catalog->database,
                                     "UPDATE files SET is_due = 1 WHERE newsroom = " STM_NEWSROOM_ID
                                     " AND identity = ?2"
                                     " AND missing_at = 0 AND NOT (folder = ?3 AND stem = ?4)",
                                     STM_VALUES(STM_TEXT(newsroom), STM_TEXT(identity),
                                                STM_TEXT(but->folder), STM_TEXT(but->stem)),
                                     count);
}

apr_status_t stm_catalog_recheck_all(stm_catalog_t *catalog, const char *newsroom)
{
    return stm_database_run(catalog->database,
                            "UPDATE files SET is_due = 1 WHERE newsroom = " STM_NEWSROOM_ID,
                            STM_VALUES(STM_TEXT(newsroom)), NULL);
}

apr_status_t stm_catalog_recheck_sharing(stm_catalog_t *catalog, const char *newsroom)
{
    return stm_database_run(catalog->database,
                            "UPDATE files SET is_due = 1 WHERE newsroom = " STM_NEWSROOM_ID
                            " AND shared IS NOT NULL",
                            STM_VALUES(STM_TEXT(newsroom)), NULL);
}

apr_status_t stm_catalog_known_folders(apr_array_header_t **folders, stm_catalog_t *catalog,
                                       const char *newsroom, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT d.folder, d.device, (SELECT count(*) FROM files f WHERE f.newsroom = d.newsroom"
        " AND f.folder = d.folder) FROM folders d WHERE d.newsroom = " STM_NEWSROOM_ID
        " ORDER BY d.folder",
        STM_VALUES(STM_TEXT(newsroom)));
    *folders = apr_array_make(result_pool, 16, sizeof(stm_folder_t));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        stm_folder_t *folder = apr_array_push(*folders);
        folder->folder = stm_database_text(query, 0, result_pool);
        folder->device = sqlite3_column_int64(query, 1);
        folder->files = sqlite3_column_int(query, 2);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_put_folder(stm_catalog_t *catalog, const char *newsroom,
                                    const char *folder, apr_int64_t device)
{
    return stm_database_run(
        catalog->database,
        "INSERT INTO folders (newsroom, folder, device) VALUES (" STM_NEWSROOM_ID
        ", ?2, ?3) ON CONFLICT DO UPDATE SET device = excluded.device",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(folder), STM_NUMBER(device)), NULL);
}

apr_status_t stm_catalog_remove_folder(stm_catalog_t *catalog, const char *newsroom,
                                       const char *folder)
{
    return stm_database_run(catalog->database,
                            "DELETE FROM folders WHERE newsroom = " STM_NEWSROOM_ID
                            " AND folder = ?2",
                            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(folder)), NULL);
}
