#include <apr_strings.h>

#include "stm_catalog.h"
#include "stm_catalog_lists.h"
#include "stm_edition.h"

/* A crash leaves an index a little behind its history; further off is another history. */
#define FAR_OFF 65536

#define NAMED " WHERE newsroom = " STM_ROOM " AND name = ?2"

apr_status_t stm_catalog_enter(stm_catalog_t *catalog, const char *newsroom)
{
    return stm_database_run(catalog->database,
                            "INSERT INTO newsrooms (key) VALUES (?1) ON CONFLICT DO NOTHING",
                            STM_VALUES(STM_TEXT(newsroom)), NULL);
}

apr_status_t stm_catalog_looked(stm_catalog_t *catalog, const char *newsroom, int is_changed)
{
    apr_status_t status = stm_catalog_enter(catalog, newsroom);
    if (!status) {
        status = stm_database_run(catalog->database,
                                  "UPDATE newsrooms SET is_complete = 1 WHERE key = ?1",
                                  STM_VALUES(STM_TEXT(newsroom)), NULL);
    }
    if (!status && is_changed) {
        status = stm_catalog_raise(catalog, newsroom);
    }
    catalog->is_looked = !status;
    return status;
}

/* RETURNING would give the id, but opens a savepoint: with each, FTS5 writes out what it has. */
static apr_status_t write_entry(apr_int64_t *id, stm_catalog_t *catalog, const char *newsroom,
                                const stm_entry_t *entry)
{
    apr_status_t status = stm_database_run(
        catalog->database,
        "INSERT INTO entries (newsroom, name, folder, identity, state, lang, title, summary,"
        " published_text, published_at, updated_at, visible_from, expires_at, withdrawn_at,"
        " first_public_at, inode, size, mtime, ctime, is_broken, problems)"
        " VALUES (" STM_ROOM ", ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
        " ?17, ?18, ?19, ?20, ?21)"
        " ON CONFLICT (newsroom, name) DO UPDATE SET folder = excluded.folder,"
        " identity = excluded.identity, state = excluded.state, lang = excluded.lang,"
        " title = excluded.title, summary = excluded.summary,"
        " published_text = excluded.published_text, published_at = excluded.published_at,"
        " updated_at = excluded.updated_at, visible_from = excluded.visible_from,"
        " expires_at = excluded.expires_at, withdrawn_at = excluded.withdrawn_at,"
        " first_public_at = excluded.first_public_at, inode = excluded.inode,"
        " size = excluded.size, mtime = excluded.mtime, ctime = excluded.ctime,"
        " is_broken = excluded.is_broken, problems = excluded.problems",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(entry->name), STM_TEXT(entry->folder),
                   STM_TEXT(entry->identity), STM_NUMBER(entry->state), STM_TEXT(entry->lang),
                   STM_TEXT(entry->title), STM_TEXT(entry->summary),
                   STM_TEXT(entry->published_text), STM_NUMBER(entry->published_at),
                   STM_NUMBER(entry->updated_at), STM_NUMBER(entry->visible_from),
                   STM_NUMBER(entry->expires_at), STM_NUMBER(entry->withdrawn_at),
                   STM_NUMBER(entry->first_public_at), STM_NUMBER(entry->stamp.inode),
                   STM_NUMBER(entry->stamp.size), STM_NUMBER(entry->stamp.mtime),
                   STM_NUMBER(entry->stamp.ctime), STM_NUMBER(entry->is_broken),
                   STM_TEXT(entry->problems)),
        NULL);
    return status ? status
                  : stm_database_number(id, catalog->database, "SELECT id FROM entries" NAMED,
                                        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(entry->name)));
}

static apr_status_t write_edges(stm_catalog_t *catalog, const char *newsroom, apr_int64_t id,
                                const char *name, const stm_statement_t *statement,
                                apr_pool_t *scratch_pool)
{
    int i;
    apr_status_t status = stm_catalog_note_linked(catalog, newsroom, name);
    if (!status) {
        status = stm_database_run(catalog->database, "DELETE FROM edges WHERE entry = ?1",
                                  STM_VALUES(STM_NUMBER(id)), NULL);
    }
    for (i = 0; !status && i < statement->edges->nelts; i++) {
        const stm_edge_t *edge = &APR_ARRAY_IDX(statement->edges, i, stm_edge_t);
        const char *target = stm_edition_name(edge->href, name, scratch_pool);
        if (!target && edge->kind == STM_EDGE_SOURCE) {
            /* It leads out of the newsroom: no statement has this name, so it counts as missing. */
            target = apr_pstrcat(scratch_pool, "/", edge->href, NULL);
        }
        if (target) {
            status = stm_database_run(
                catalog->database,
                "INSERT INTO edges (newsroom, entry, kind, target, line, col) VALUES (" STM_ROOM
                ", ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
                STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(id), STM_NUMBER(edge->kind),
                           STM_TEXT(target), STM_NUMBER(edge->line), STM_NUMBER(edge->column)),
                NULL);
        }
    }
    return status;
}

static apr_status_t write_words(stm_catalog_t *catalog, apr_int64_t id,
                                const stm_statement_t *statement)
{
    apr_status_t status = stm_database_run(catalog->database, "DELETE FROM words WHERE rowid = ?1",
                                           STM_VALUES(STM_NUMBER(id)), NULL);
    return status ? status
                  : stm_database_run(catalog->database,
                                     "INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)",
                                     STM_VALUES(STM_NUMBER(id), STM_TEXT(statement->title),
                                                STM_TEXT(statement->text)),
                                     NULL);
}

static apr_status_t write_whole(stm_catalog_t *catalog, const char *newsroom,
                                const stm_entry_t *entry, const stm_statement_t *statement,
                                apr_pool_t *pool)
{
    apr_int64_t id;
    apr_status_t status = write_entry(&id, catalog, newsroom, entry);
    if (!status) {
        status = stm_catalog_label(catalog, newsroom, id, entry, statement, pool);
    }
    if (!status && statement) {
        status = write_edges(catalog, newsroom, id, entry->name, statement, pool);
    }
    return !status && statement ? write_words(catalog, id, statement) : status;
}

apr_status_t stm_catalog_put(stm_catalog_t *catalog, const char *newsroom, const stm_entry_t *entry,
                             const stm_statement_t *statement)
{
    apr_status_t status = stm_catalog_enter(catalog, newsroom);
    stm_catalog_note(catalog, entry->name);
    if (!status) {
        status = stm_catalog_leave(catalog, newsroom, entry->name);
    }
    if (!status) {
        apr_pool_t *pool;
        apr_pool_create(&pool, catalog->database_pool);
        status = write_whole(catalog, newsroom, entry, statement, pool);
        apr_pool_destroy(pool);
    }
    return status ? status : stm_catalog_join(catalog, newsroom, entry->name);
}

apr_status_t stm_catalog_remove(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    const stm_value_t values[] = {STM_TEXT(newsroom), STM_TEXT(name), {.type = STM_VALUE_END}};
    static const char *const steps[] = {
        "DELETE FROM edges WHERE entry = (SELECT id FROM entries" NAMED ")",
        "DELETE FROM labels WHERE entry = (SELECT id FROM entries" NAMED ")",
        "DELETE FROM words WHERE rowid = (SELECT id FROM entries" NAMED ")",
        "DELETE FROM entries" NAMED,
    };
    apr_status_t status = stm_catalog_note_linked(catalog, newsroom, name);
    size_t i;
    stm_catalog_note(catalog, name);
    if (!status) {
        status = stm_catalog_leave(catalog, newsroom, name);
    }
    for (i = 0; !status && i < sizeof(steps) / sizeof(steps[0]); i++) {
        status = stm_database_run(catalog->database, steps[i], values, NULL);
    }
    return status;
}

apr_status_t stm_catalog_put_file(stm_catalog_t *catalog, const char *newsroom,
                                  const stm_file_t *file)
{
    return stm_database_run(
        catalog->database,
        "INSERT INTO files (newsroom, folder, stem, identity, inode, size, mtime, ctime, is_due,"
        " due_at, missing_at) VALUES (" STM_ROOM ", ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
        " ON CONFLICT DO UPDATE SET identity = excluded.identity, inode = excluded.inode,"
        " size = excluded.size, mtime = excluded.mtime, ctime = excluded.ctime,"
        " is_due = excluded.is_due, due_at = excluded.due_at, missing_at = excluded.missing_at",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(file->folder), STM_TEXT(file->stem),
                   STM_TEXT(file->identity), STM_NUMBER(file->stamp.inode),
                   STM_NUMBER(file->stamp.size), STM_NUMBER(file->stamp.mtime),
                   STM_NUMBER(file->stamp.ctime), STM_NUMBER(file->is_due),
                   STM_NUMBER(file->due_at), STM_NUMBER(file->missing_at)),
        NULL);
}

apr_status_t stm_catalog_remove_file(stm_catalog_t *catalog, const char *newsroom,
                                     const stm_file_t *file)
{
    return stm_database_run(
        catalog->database,
        "DELETE FROM files WHERE newsroom = " STM_ROOM " AND folder = ?2 AND stem = ?3",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(file->folder), STM_TEXT(file->stem)), NULL);
}

apr_status_t stm_catalog_call_claimants(int *count, stm_catalog_t *catalog, const char *newsroom,
                                        const char *identity, const stm_file_t *but)
{
    return stm_database_run(catalog->database,
                            "UPDATE files SET is_due = 1 WHERE newsroom = " STM_ROOM
                            " AND identity = ?2"
                            " AND missing_at = 0 AND NOT (folder = ?3 AND stem = ?4)",
                            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(identity),
                                       STM_TEXT(but->folder), STM_TEXT(but->stem)),
                            count);
}

apr_status_t stm_catalog_call_all(stm_catalog_t *catalog, const char *newsroom)
{
    return stm_database_run(catalog->database,
                            "UPDATE files SET is_due = 1 WHERE newsroom = " STM_ROOM,
                            STM_VALUES(STM_TEXT(newsroom)), NULL);
}

apr_status_t stm_catalog_go_with(stm_catalog_t *catalog, apr_int64_t mark)
{
    return stm_database_set_mark(catalog->database, mark);
}

apr_status_t stm_catalog_compare(stm_catalog_t *catalog, apr_int64_t mark)
{
    apr_int64_t own;
    apr_status_t status = stm_database_mark(&own, catalog->database);
    if (status || (mark >= own && mark - own < FAR_OFF)) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    status = stm_database_begin(catalog->database);
    if (!status) {
        status = stm_database_run(catalog->database, "UPDATE files SET is_due = 1", NULL, NULL);
    }
    if (!status) {
        status = stm_catalog_go_with(catalog, mark);
    }
    if (!status) {
        return stm_database_commit(catalog->database);
    }
    stm_database_rollback(catalog->database);
    return status;
}

apr_status_t stm_catalog_known_folders(apr_array_header_t **folders, stm_catalog_t *catalog,
                                       const char *newsroom, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT d.folder, d.device, (SELECT count(*) FROM files f WHERE f.newsroom = d.newsroom"
        " AND f.folder = d.folder) FROM folders d WHERE d.newsroom = " STM_ROOM
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
    return stm_database_run(catalog->database,
                            "INSERT INTO folders (newsroom, folder, device) VALUES (" STM_ROOM
                            ", ?2, ?3) ON CONFLICT DO UPDATE SET device = excluded.device",
                            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(folder), STM_NUMBER(device)),
                            NULL);
}

apr_status_t stm_catalog_remove_folder(stm_catalog_t *catalog, const char *newsroom,
                                       const char *folder)
{
    return stm_database_run(catalog->database,
                            "DELETE FROM folders WHERE newsroom = " STM_ROOM " AND folder = ?2",
                            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(folder)), NULL);
}

apr_status_t stm_catalog_newly_public(apr_array_header_t **entries, stm_catalog_t *catalog,
                                      const char *newsroom, apr_time_t moment,
                                      apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status =
        stm_database_query(&query, catalog->database,
                           "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE newsroom = " STM_ROOM
                           " AND state = 3 AND shown_from > -9223372036854775808"
                           " AND shown_from <= ?2 AND first_public_at = 0",
                           STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(moment)));
    *entries = apr_array_make(result_pool, 4, sizeof(stm_entry_t *));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        APR_ARRAY_PUSH(*entries, stm_entry_t *) = stm_catalog_entry(query, result_pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_mark_public(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                     apr_time_t first_public_at)
{
    apr_status_t status = stm_catalog_leave(catalog, newsroom, name);
    stm_catalog_note(catalog, name);
    if (!status) {
        /* What it reproduced is no longer in its way. */
        status = stm_database_run(
            catalog->database,
            "UPDATE entries SET first_public_at = ?3, source_problems = NULL" NAMED,
            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name), STM_NUMBER(first_public_at)), NULL);
    }
    return status ? status : stm_catalog_join(catalog, newsroom, name);
}
