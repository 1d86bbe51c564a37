#include <apr_strings.h>

#include "core/catalog/facet_values.h"
#include "core/catalog/index.h"
#include "core/search/terms.h"

#define NAMED " WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2"

apr_status_t stm_catalog_mark_complete(stm_catalog_t *catalog, const char *newsroom, int is_changed)
{
    stm_catalog_newsroom_t *room;
    apr_status_t status = stm_catalog_newsroom(&room, catalog, newsroom);
    if (!status) {
        status = stm_database_run(catalog->database,
                                  "UPDATE newsrooms SET is_complete = 1 WHERE id = ?1",
                                  STM_VALUES(STM_NUMBER(room->id)), NULL);
    }
    if (!status && is_changed) {
        status = stm_catalog_bump(catalog, newsroom);
    }
    catalog->is_looked = !status;
    return status;
}

apr_status_t stm_catalog_note_scan(stm_catalog_t *catalog, const char *newsroom, apr_time_t moment)
{
    stm_catalog_newsroom_t *room;
    apr_status_t status = stm_catalog_newsroom(&room, catalog, newsroom);

    return status ? status
                  : stm_database_run(catalog->database,
                                     "UPDATE newsrooms SET looked_at = ?2 WHERE id = ?1",
                                     STM_VALUES(STM_NUMBER(room->id), STM_NUMBER(moment)), NULL);
}

/* An entry on its way into the tables. */
typedef struct writing_t {
    stm_catalog_t *catalog;
    const char *newsroom;
    const stm_catalog_newsroom_t *room;
    const stm_entry_t *entry;
    const stm_statement_t *statement; /* NULL: what is known of it stays as it is */
    apr_int64_t id;
    int is_new;
    apr_array_header_t *values;    /* stm_facet_value_t */
    apr_array_header_t *spellings; /* stm_spelling_t */
    apr_pool_t *pool;
} writing_t;

static apr_status_t find_entry(writing_t *writing)
{
    return stm_database_number(
        &writing->id, writing->catalog->database,
        "SELECT id FROM entries WHERE newsroom = ?1 AND name = ?2",
        STM_VALUES(STM_NUMBER(writing->room->id), STM_TEXT(writing->entry->name)));
}

#define COLUMNS                                                                                    \
    "folder, identity, state, lang, title, summary, published_text, published_at, updated_at,"     \
    " visible_from, expires_at, withdrawn_at, first_public_at, inode, size, mtime, ctime,"         \
    " is_broken, problems, version, is_counted, weight, facet_values"
#define VALUES                                                                                     \
    "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, "    \
    "?23, ?24"

/* What stm_catalog_resolve_sources adds up; NULL: as it was. */
static const char *weight_of(const writing_t *writing)
{
    const stm_statement_t *statement = writing->statement;
    return statement ? stm_bounds_write(&statement->weight, statement->bytes, writing->pool) : NULL;
}

/* A new one is not looked for first. RETURNING would give its id, but opens a savepoint: with each,
 * FTS5 writes out what it has. */
static apr_status_t write_entry(writing_t *writing, int is_counted)
{
    const stm_entry_t *entry = writing->entry;
    stm_database_t *database = writing->catalog->database;
    const stm_value_t id = STM_NUMBER(writing->id), none = STM_TEXT(NULL);
    int changes;
    apr_status_t status = stm_database_run(
        database,
        writing->is_new ? "INSERT INTO entries (id, newsroom, name, " COLUMNS
                          ") VALUES (?1, ?2, ?3, " VALUES
                          ", ?25, ?26) ON CONFLICT (newsroom, name) DO NOTHING"
                        : "UPDATE entries SET (" COLUMNS ") = (" VALUES
                          ", ifnull(?25, weight), ?26) WHERE id = ?1",
        STM_VALUES(
            writing->is_new ? none : id, STM_NUMBER(writing->room->id), STM_TEXT(entry->name),
            STM_TEXT(entry->folder), STM_TEXT(entry->identity), STM_NUMBER(entry->state),
            STM_TEXT(entry->lang), STM_TEXT(entry->title), STM_TEXT(entry->summary),
            STM_TEXT(entry->published_text), STM_NUMBER(entry->published_at),
            STM_NUMBER(entry->updated_at), STM_NUMBER(entry->visible_from),
            STM_NUMBER(entry->expires_at), STM_NUMBER(entry->withdrawn_at),
            STM_NUMBER(entry->first_public_at), STM_NUMBER(entry->stamp.inode),
            STM_NUMBER(entry->stamp.size), STM_NUMBER(entry->stamp.mtime),
            STM_NUMBER(entry->stamp.ctime), STM_NUMBER(entry->is_broken), STM_TEXT(entry->problems),
            STM_NUMBER(writing->room->generation + 1), STM_NUMBER(is_counted),
            STM_TEXT(weight_of(writing)), stm_facet_values_write(writing->values, writing->pool)),
        &changes);
    writing->is_new &= status || changes;
    if (!status && writing->is_new) {
        writing->id = stm_database_inserted(database);
    }
    return status;
}

/* What was written of an earlier version. */
static apr_status_t clear_former(const writing_t *writing)
{
    static const char *const steps[] = {
        "DELETE FROM spellings WHERE entry = ?1",
        "DELETE FROM edges WHERE entry = ?1",
        "DELETE FROM words WHERE rowid = ?1",
    };
    apr_status_t status =
        stm_catalog_note_linked(writing->catalog, writing->newsroom, writing->entry->name);
    size_t i;
    for (i = 0; !status && writing->statement && i < sizeof(steps) / sizeof(steps[0]); i++) {
        status = stm_database_run(writing->catalog->database, steps[i],
                                  STM_VALUES(STM_NUMBER(writing->id)), NULL);
    }
    return status;
}

static apr_status_t write_words(const writing_t *writing)
{
    const stm_statement_t *statement = writing->statement;
    return stm_database_run(
        writing->catalog->database, "INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)",
        STM_VALUES(STM_NUMBER(writing->id),
                   STM_TEXT(stm_terms_marked(statement->title, statement->lang, writing->pool)),
                   STM_TEXT(stm_terms_marked(statement->text, statement->lang, writing->pool))),
        NULL);
}

static apr_status_t write_spellings(const writing_t *writing)
{
    apr_status_t status = APR_SUCCESS;

    for (int i = 0; !status && i < writing->spellings->nelts; i++) {
        const stm_spelling_t *spelling = &APR_ARRAY_IDX(writing->spellings, i, stm_spelling_t);

        status =
            stm_database_run(writing->catalog->database,
                             "INSERT INTO spellings (entry, facet_value, text) VALUES (?1, ?2, ?3)",
                             STM_VALUES(STM_NUMBER(writing->id), STM_NUMBER(spelling->value),
                                        STM_TEXT(spelling->text)),
                             NULL);
    }
    return status;
}

/* Out of the counts as it was, before it is as it will be. */
static apr_status_t replace_entry(writing_t *writing, int is_counted)
{
    apr_array_header_t *former = writing->values;
    apr_status_t status = find_entry(writing);

    if (!status) {
        status =
            stm_counts_remove(&former, writing->catalog, writing->newsroom, writing->entry->name);
    }
    if (!status) {
        writing->values = writing->statement ? writing->values : former;
        status = write_entry(writing, is_counted);
    }
    return status ? status : clear_former(writing);
}

/* What readers find it by. */
static apr_status_t list_entry(writing_t *writing, int is_counted)
{
    apr_status_t status = write_spellings(writing);

    if (!status && writing->statement) {
        status = write_words(writing);
    }
    if (!status) {
        stm_counts_add_written(writing->catalog, writing->entry, is_counted, writing->values);
    }
    return status;
}

static apr_status_t find_values(writing_t *writing)
{
    writing->values = apr_array_make(writing->pool, 16, sizeof(stm_facet_value_t));
    writing->spellings = apr_array_make(writing->pool, 1, sizeof(stm_spelling_t));
    return writing->catalog->is_private
               ? APR_SUCCESS
               : stm_facet_values_find(writing->values, writing->spellings, writing->catalog,
                                       writing->newsroom, writing->entry, writing->statement,
                                       writing->pool);
}

static apr_status_t write_whole(writing_t *writing)
{
    const stm_entry_t *entry = writing->entry;
    int is_counted = stm_catalog_is_listed(entry, writing->room->counted_at);
    apr_status_t status = find_values(writing);

    if (!status) {
        status = write_entry(writing, is_counted);
    }
    if (!status && !writing->is_new) {
        status = replace_entry(writing, is_counted);
    }
    if (!status && writing->statement) {
        status = stm_catalog_write_edges(writing->catalog, writing->room->id, writing->id,
                                         entry->name, writing->statement->edges, writing->pool);
    }
    return status || writing->catalog->is_private ? status : list_entry(writing, is_counted);
}

static apr_status_t write_in(writing_t *writing)
{
    stm_catalog_newsroom_t *room;
    apr_status_t status = stm_catalog_newsroom(&room, writing->catalog, writing->newsroom);

    writing->room = room;
    return status ? status : write_whole(writing);
}

apr_status_t stm_catalog_put(stm_catalog_t *catalog, const char *newsroom, const stm_entry_t *entry,
                             const stm_statement_t *statement)
{
    writing_t writing = {.catalog = catalog,
                         .newsroom = newsroom,
                         .entry = entry,
                         .statement = statement,
                         .is_new = 1};
    apr_status_t status;
    apr_pool_create(&writing.pool, catalog->database_pool);
    status = write_in(&writing);
    stm_catalog_note_written(catalog, entry->name);
    apr_pool_destroy(writing.pool);
    return status;
}

apr_status_t stm_catalog_remove(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    const stm_value_t values[] = {STM_TEXT(newsroom), STM_TEXT(name), {.type = STM_VALUE_END}};
    static const char *const steps[] = {
        "DELETE FROM edges WHERE entry = (SELECT id FROM entries" NAMED ")",
        "DELETE FROM spellings WHERE entry = (SELECT id FROM entries" NAMED ")",
        "DELETE FROM words WHERE rowid = (SELECT id FROM entries" NAMED ")",
        "DELETE FROM entries" NAMED,
    };
    apr_status_t status = stm_catalog_note_linked(catalog, newsroom, name);
    size_t i;
    stm_catalog_note(catalog, name);
    if (!status) {
        status = stm_counts_remove(NULL, catalog, newsroom, name);
    }
    for (i = 0; !status && i < sizeof(steps) / sizeof(steps[0]); i++) {
        status = stm_database_run(catalog->database, steps[i], values, NULL);
    }
    return status;
}

apr_status_t stm_catalog_newly_public(apr_array_header_t **entries, stm_catalog_t *catalog,
                                      const char *newsroom, apr_time_t moment,
                                      apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, catalog->database,
                                             "SELECT " STM_ENTRY_COLUMNS
                                             " FROM entries WHERE newsroom = " STM_NEWSROOM_ID
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
    apr_status_t status = stm_counts_remove(NULL, catalog, newsroom, name);
    stm_catalog_note(catalog, name);
    if (!status) {
        /* What it reproduced is no longer in its way. */
        status = stm_database_run(
            catalog->database,
            "UPDATE entries SET first_public_at = ?3, source_problems = NULL" NAMED,
            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name), STM_NUMBER(first_public_at)), NULL);
    }
    return status ? status : stm_counts_add(catalog, newsroom, name);
}
