/* What a transaction changes, and whose pages show something of it. */
#include <apr_strings.h>

#include "stm_catalog.h"
#include "stm_catalog_writer.h"

void stm_catalog_forget(stm_catalog_t *catalog)
{
    if (catalog->change_pool) {
        apr_pool_clear(catalog->change_pool);
    }
    else {
        apr_pool_create(&catalog->change_pool, catalog->pool);
    }
    catalog->changed = apr_hash_make(catalog->change_pool);
    catalog->lists = apr_hash_make(catalog->change_pool);
    catalog->counts = apr_hash_make(catalog->change_pool);
    catalog->places = apr_hash_make(catalog->change_pool);
    catalog->in_change = apr_array_make(catalog->change_pool, 8, sizeof(const char *));
}

void stm_catalog_note(stm_catalog_t *catalog, const char *name)
{
    const char *kept;
    if (!catalog->changed) {
        stm_catalog_forget(catalog);
    }
    if (!apr_hash_get(catalog->changed, name, APR_HASH_KEY_STRING)) {
        kept = apr_pstrdup(catalog->change_pool, name);
        apr_hash_set(catalog->changed, kept, APR_HASH_KEY_STRING, kept);
        APR_ARRAY_PUSH(catalog->in_change, const char *) = kept;
    }
}

const apr_array_header_t *stm_catalog_changed(const stm_catalog_t *catalog)
{
    return catalog->in_change;
}

static apr_status_t note_rows(stm_catalog_t *catalog, const char *sql, const stm_value_t *values)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, catalog->database, sql, values);
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        stm_catalog_note(catalog, (const char *)sqlite3_column_text(query, 0));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_note_linked(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    return note_rows(
        catalog,
        "SELECT target FROM edges WHERE kind IN (2, 4) AND entry = (SELECT id FROM entries"
        " WHERE newsroom = " STM_ROOM " AND name = ?2)",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));
}

/* A page shows what it reproduces, and so on down, and of what it links to whether that is there:
 * from what changed one step along links, any number of steps along sources. */
static apr_status_t spread(stm_catalog_t *catalog, const char *newsroom)
{
    apr_status_t status = APR_SUCCESS;
    int i, written = catalog->in_change->nelts;
    for (i = 0; !status && i < written; i++) {
        status = stm_catalog_note_linked(catalog, newsroom,
                                         APR_ARRAY_IDX(catalog->in_change, i, const char *));
    }
    for (i = 0; !status && i < catalog->in_change->nelts; i++) {
        status =
            note_rows(catalog,
                      "SELECT e.name FROM edges x JOIN entries e ON e.id = x.entry"
                      " WHERE x.newsroom = " STM_ROOM " AND x.kind IN (1, ?3, ?4)"
                      " AND x.target = ?2",
                      STM_VALUES(STM_TEXT(newsroom),
                                 STM_TEXT(APR_ARRAY_IDX(catalog->in_change, i, const char *)),
                                 STM_NUMBER(i < written ? STM_EDGE_LINK : STM_EDGE_SOURCE),
                                 STM_NUMBER(i < written ? STM_EDGE_TRANSLATION : STM_EDGE_SOURCE)));
    }
    return status;
}

apr_status_t stm_catalog_raise(stm_catalog_t *catalog, const char *newsroom)
{
    apr_status_t status = stm_database_run(
        catalog->database, "UPDATE newsrooms SET generation = generation + 1 WHERE key = ?1",
        STM_VALUES(STM_TEXT(newsroom)), NULL);
    int i;
    if (!status && catalog->in_change) {
        status = spread(catalog, newsroom);
    }
    for (i = 0; !status && catalog->in_change && i < catalog->in_change->nelts; i++) {
        status = stm_database_run(
            catalog->database,
            "UPDATE entries SET version = (SELECT generation FROM newsrooms"
            " WHERE key = ?1) WHERE newsroom = " STM_ROOM " AND name = ?2",
            STM_VALUES(STM_TEXT(newsroom),
                       STM_TEXT(APR_ARRAY_IDX(catalog->in_change, i, const char *))),
            NULL);
    }
    return status;
}
