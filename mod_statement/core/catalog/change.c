/* What a transaction changes. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/table.h"
#include "core/catalog/index.h"
#include "core/catalog/writer.h"
#include "core/i18n/language.h"
#include "core/site/reference.h"
#include "core/site/spelling.h"

/* What a burst needs goes back to the system with it: its memory is nobody else's. */
static apr_status_t destroy_notes(void *data)
{
    stm_catalog_t *catalog = data;
    if (catalog->change_pool) {
        apr_pool_destroy(catalog->change_pool);
    }
    catalog->change_pool = NULL;
    return APR_SUCCESS;
}

void stm_catalog_release_idle(stm_catalog_t *catalog)
{
    if (catalog->database) {
        stm_database_release_idle(catalog->database);
    }
    apr_pool_cleanup_run(catalog->pool, catalog, destroy_notes);
    catalog->changed = NULL;
    catalog->touched = catalog->told = NULL;
    catalog->counts = NULL;
    catalog->in_change = NULL;
}

static void make_notes(stm_catalog_t *catalog)
{
    if (apr_pool_create_unmanaged(&catalog->change_pool)) {
        abort();
    }
    apr_pool_cleanup_register(catalog->pool, catalog, destroy_notes, apr_pool_cleanup_null);
}

void stm_catalog_forget(stm_catalog_t *catalog)
{
    if (catalog->change_pool) {
        apr_pool_clear(catalog->change_pool);
    }
    else {
        make_notes(catalog);
    }
    catalog->room = NULL;
    catalog->linked = apr_array_make(catalog->change_pool, 8, sizeof(const char *));
    catalog->changed = stm_table_make(catalog->change_pool);
    catalog->values = stm_table_make(catalog->change_pool);
    catalog->counts = stm_table_make(catalog->change_pool);
    catalog->touched = stm_table_make(catalog->change_pool);
    catalog->told = stm_table_make(catalog->change_pool);
    catalog->is_seen = 0;
    catalog->in_change = apr_array_make(catalog->change_pool, 8, sizeof(const char *));
}

static void need_notes(stm_catalog_t *catalog)
{
    if (!catalog->changed) {
        stm_catalog_forget(catalog);
    }
}

static apr_status_t read_room(stm_catalog_newsroom_t *room, stm_catalog_t *catalog)
{
    sqlite3_stmt *query;
    apr_status_t status =
        stm_database_first(&query, catalog->database,
                           "SELECT id, generation, counted_at FROM newsrooms WHERE key = ?1",
                           STM_VALUES(STM_TEXT(room->key)));
    if (!status) {
        room->id = sqlite3_column_int64(query, 0);
        room->generation = sqlite3_column_int64(query, 1);
        room->counted_at = sqlite3_column_int64(query, 2);
        stm_database_leave(query);
    }
    return status;
}

apr_status_t stm_catalog_newsroom(stm_catalog_newsroom_t **room, stm_catalog_t *catalog,
                                  const char *newsroom)
{
    apr_status_t status;
    need_notes(catalog);
    *room = catalog->room;
    if (*room && !strcmp((*room)->key, newsroom)) {
        return APR_SUCCESS;
    }
    *room = apr_pcalloc(catalog->change_pool, sizeof(**room));
    (*room)->key = apr_pstrdup(catalog->change_pool, newsroom);
    status = read_room(*room, catalog);
    if (status == APR_ENOENT) {
        status = stm_database_run(catalog->database, "INSERT INTO newsrooms (key) VALUES (?1)",
                                  STM_VALUES(STM_TEXT(newsroom)), NULL);
        (*room)->id = stm_database_inserted(catalog->database);
    }
    catalog->room = status ? NULL : *room;
    return status;
}

/* A name that is noted; behind it its letters. */
typedef struct noted_t {
    int is_written; /* its version is up to date */
    char name[];
} noted_t;

static noted_t *note(stm_catalog_t *catalog, const char *name)
{
    apr_size_t length = strlen(name);
    noted_t *noted;
    need_notes(catalog);
    noted = apr_hash_get(catalog->changed, name, (apr_ssize_t)length);
    if (!noted) {
        noted = apr_palloc(catalog->change_pool, sizeof(*noted) + length + 1);
        noted->is_written = 0;
        memcpy(noted->name, name, length + 1);
        apr_hash_set(catalog->changed, noted->name, (apr_ssize_t)length, noted);
        APR_ARRAY_PUSH(catalog->in_change, const char *) = noted->name;
    }
    return noted;
}

/* What a document names may be written in another form than the file. */
void stm_catalog_note(stm_catalog_t *catalog, const char *name)
{
    note(catalog, name);
    if (!stm_spelling_is_plain(name)) {
        note(catalog, stm_language_composed(name, catalog->change_pool));
        note(catalog, stm_language_decomposed(name, catalog->change_pool));
    }
}

void stm_catalog_note_written(stm_catalog_t *catalog, const char *name)
{
    note(catalog, name)->is_written = 1;
}

int stm_catalog_is_written(const stm_catalog_t *catalog, const char *name)
{
    const noted_t *noted = apr_hash_get(catalog->changed, name, APR_HASH_KEY_STRING);
    return noted && noted->is_written;
}

const apr_array_header_t *stm_catalog_changed(const stm_catalog_t *catalog)
{
    return catalog->in_change;
}

apr_status_t stm_catalog_note_rows(stm_catalog_t *catalog, const char *sql,
                                   const stm_value_t *values)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, catalog->database, sql, values);
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        stm_catalog_note(catalog, (const char *)sqlite3_column_text(query, 0));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static void note_ends(stm_catalog_t *catalog, const char *reference)
{
    apr_pool_t *pool;
    const apr_array_header_t *ends;
    int i;

    apr_pool_create(&pool, catalog->change_pool);
    ends = stm_reference_ends(reference, pool);
    for (i = 0; i < ends->nelts; i++) {
        stm_catalog_note(catalog, APR_ARRAY_IDX(ends, i, const char *));
    }
    apr_pool_destroy(pool);
}

/* Translations by a reference that only a mount decides: whatever it may mean. */
static apr_status_t note_linked_by_mount(stm_catalog_t *catalog, const char *newsroom,
                                         const char *name)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT reference FROM edges WHERE kind = 4 AND reference <> '' AND entry ="
        " (SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2)",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));

    while (!status && !(status = stm_database_next(catalog->database, query))) {
        note_ends(catalog, (const char *)sqlite3_column_text(query, 0));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_note_linked(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    apr_status_t status = stm_catalog_note_rows(
        catalog,
        "SELECT target FROM edges WHERE kind IN (2, 4) AND reference = '' AND entry ="
        " (SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2)",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));

    return status ? status : note_linked_by_mount(catalog, newsroom, name);
}

void stm_catalog_note_link(stm_catalog_t *catalog, const char *target)
{
    need_notes(catalog);
    APR_ARRAY_PUSH(catalog->linked, const char *) = apr_pstrdup(catalog->change_pool, target);
}
