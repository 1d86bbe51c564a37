/* What a transaction changes, and whose pages show something of it. */
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

static apr_status_t read_room(stm_catalog_room_t *room, stm_catalog_t *catalog)
{
    sqlite3_stmt *query;
    apr_status_t status =
        stm_database_query(&query, catalog->database,
                           "SELECT id, generation, counted_at FROM newsrooms WHERE key = ?1",
                           STM_VALUES(STM_TEXT(room->key)));
    if (!status) {
        status = stm_database_next(catalog->database, query);
    }
    if (!status) {
        room->id = sqlite3_column_int64(query, 0);
        room->generation = sqlite3_column_int64(query, 1);
        room->counted_at = sqlite3_column_int64(query, 2);
        stm_database_leave(query);
    }
    return status;
}

apr_status_t stm_catalog_room(stm_catalog_room_t **room, stm_catalog_t *catalog,
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
    if (status == APR_EOF) {
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

static int is_written(const stm_catalog_t *catalog, const char *name)
{
    const noted_t *noted = apr_hash_get(catalog->changed, name, APR_HASH_KEY_STRING);
    return noted && noted->is_written;
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
        " (SELECT id FROM entries WHERE newsroom = " STM_ROOM " AND name = ?2)",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));

    while (!status && !(status = stm_database_next(catalog->database, query))) {
        note_ends(catalog, (const char *)sqlite3_column_text(query, 0));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_note_linked(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    apr_status_t status =
        note_rows(catalog,
                  "SELECT target FROM edges WHERE kind IN (2, 4) AND reference = '' AND entry ="
                  " (SELECT id FROM entries WHERE newsroom = " STM_ROOM " AND name = ?2)",
                  STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));

    return status ? status : note_linked_by_mount(catalog, newsroom, name);
}

void stm_catalog_note_link(stm_catalog_t *catalog, const char *target)
{
    need_notes(catalog);
    APR_ARRAY_PUSH(catalog->linked, const char *) = apr_pstrdup(catalog->change_pool, target);
}

static void note_links(stm_catalog_t *catalog)
{
    int i;
    for (i = 0; i < catalog->linked->nelts; i++) {
        stm_catalog_note(catalog, APR_ARRAY_IDX(catalog->linked, i, const char *));
    }
    catalog->linked->nelts = 0;
}

static apr_status_t note_linked(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    return is_written(catalog, name) ? APR_SUCCESS
                                     : stm_catalog_note_linked(catalog, newsroom, name);
}

static apr_status_t write_version(stm_catalog_t *catalog, const stm_catalog_room_t *room,
                                  const char *name)
{
    return is_written(catalog, name)
               ? APR_SUCCESS
               : stm_database_run(catalog->database,
                                  "UPDATE entries SET version = ?3, links_due = links_due | ?4"
                                  " WHERE newsroom = ?1 AND name = ?2",
                                  STM_VALUES(STM_NUMBER(room->id), STM_TEXT(name),
                                             STM_NUMBER(room->generation),
                                             STM_NUMBER(!catalog->is_pending)),
                                  NULL);
}

/* Non-zero where the question whether any edge exists cannot be answered, too. */
static int may_exist(stm_catalog_t *catalog, const char *query, const char *newsroom)
{
    apr_int64_t is_there;
    return stm_database_number(&is_there, catalog->database, query,
                               STM_VALUES(STM_TEXT(newsroom))) ||
           is_there;
}

/* Whether any page shows something of another statement. */
static int has_links(stm_catalog_t *catalog, const char *newsroom)
{
    return may_exist(catalog,
                     "SELECT EXISTS (SELECT 1 FROM edges WHERE newsroom = " STM_ROOM
                     " AND kind IN (1, 2, 3, 4, 6))",
                     newsroom);
}

static apr_status_t note_sourcing(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    return note_rows(catalog,
                     "SELECT e.name FROM edges x JOIN entries e ON e.id = x.entry"
                     " WHERE x.newsroom = " STM_ROOM " AND x.kind = 1 AND x.target IN"
                     " (" STM_FORMS("?2") ")",
                     STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));
}

/* Those that name @a name, or may under some mount. */
static apr_status_t note_naming(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    const char *slash = strrchr(name, '/');
    char *step = apr_pstrcat(catalog->change_pool, "/", name, NULL);

    return note_rows(
        catalog,
        "SELECT e.name FROM edges x JOIN entries e ON e.id = x.entry"
        " WHERE x.newsroom = " STM_ROOM " AND x.kind IN (2, 3, 4, 6)"
        " AND x.target IN (" STM_FORMS("?2") ", " STM_FORMS(
            "?3") ") AND"
                  " (x.reference = '' AND composed(x.target) = composed(?2)"
                  " OR x.reference <> '' AND"
                  " substr(composed(x.reference), -length(composed(?4))) = composed(?4))",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name), STM_TEXT(slash ? slash + 1 : name),
                   STM_TEXT(step)));
}

/* Statements that are the same one in several languages, from one to the next. */
typedef struct group_t {
    stm_catalog_t *catalog;
    const char *newsroom;
    apr_hash_t *seen;
    apr_array_header_t *names; /* const char * */
    int joined;                /* rows met so far */
} group_t;

static void meet_form(group_t *group, const char *name)
{
    if (!apr_hash_get(group->seen, name, APR_HASH_KEY_STRING)) {
        name = apr_pstrdup(group->catalog->change_pool, name);
        apr_hash_set(group->seen, name, APR_HASH_KEY_STRING, name);
        APR_ARRAY_PUSH(group->names, const char *) = name;
    }
}

static void meet(group_t *group, const char *name)
{
    meet_form(group, name);
    if (!stm_spelling_is_plain(name)) {
        meet_form(group, stm_language_composed(name, group->catalog->change_pool));
        meet_form(group, stm_language_decomposed(name, group->catalog->change_pool));
    }
}

/* The first column is a name, or the second one a reference that only a mount decides. */
static apr_status_t meet_rows(group_t *group, const char *sql, const stm_value_t *values)
{
    stm_database_t *database = group->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database, sql, values);

    while (!status && !(status = stm_database_next(database, query))) {
        const char *reference = (const char *)sqlite3_column_text(query, 1);
        const apr_array_header_t *ends =
            *reference ? stm_reference_ends(reference, group->catalog->change_pool) : NULL;

        group->joined++;
        if (!ends) {
            meet(group, (const char *)sqlite3_column_text(query, 0));
        }
        for (int i = 0; ends && i < ends->nelts; i++) {
            meet(group, APR_ARRAY_IDX(ends, i, const char *));
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t meet_joined(group_t *group, const char *name)
{
    const char *slash = strrchr(name, '/');
    apr_status_t status =
        meet_rows(group,
                  "SELECT target, reference FROM edges WHERE kind = 4 AND entry ="
                  " (SELECT id FROM entries WHERE newsroom = " STM_ROOM " AND name = ?2)",
                  STM_VALUES(STM_TEXT(group->newsroom), STM_TEXT(name)));

    return status ? status
                  : meet_rows(
                        group,
                        "SELECT e.name, '' FROM edges x JOIN entries e ON e.id = x.entry"
                        " WHERE x.newsroom = " STM_ROOM " AND x.kind = 4"
                        " AND x.target IN (" STM_FORMS("?2") ", " STM_FORMS(
                            "?3") ")"
                                  " AND (x.reference <> '' OR composed(x.target) = composed(?2))",
                        STM_VALUES(STM_TEXT(group->newsroom), STM_TEXT(name),
                                   STM_TEXT(slash ? slash + 1 : name)));
}

static int has_translations(stm_catalog_t *catalog, const char *newsroom)
{
    return may_exist(
        catalog, "SELECT EXISTS (SELECT 1 FROM edges WHERE newsroom = " STM_ROOM " AND kind = 4)",
        newsroom);
}

/* All of a group offer each other, whatever joins them now: any number of steps from the first
 * @a count that changed. */
static apr_status_t note_groups(stm_catalog_t *catalog, const char *newsroom, int count)
{
    group_t group = {catalog, newsroom, stm_table_make(catalog->change_pool),
                     apr_array_make(catalog->change_pool, 8, sizeof(const char *)), 0};
    apr_status_t status = APR_SUCCESS;

    if (!has_translations(catalog, newsroom)) {
        return APR_SUCCESS;
    }
    for (int i = 0; i < count; i++) {
        meet(&group, APR_ARRAY_IDX(catalog->in_change, i, const char *));
    }
    for (int i = 0; !status && i < group.names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(group.names, i, const char *);
        int joined = group.joined;

        stm_catalog_note(catalog, name);
        status = meet_joined(&group, name);
        if (!status && group.joined > joined) {
            status = stm_catalog_call_group(catalog, newsroom, name);
        }
    }
    return status;
}

/* A page shows what it reproduces, and so on down, and of what it links to whether that is there:
 * from what changed one step along links, any number of steps along sources and translations. */
static apr_status_t spread(stm_catalog_t *catalog, const char *newsroom)
{
    apr_status_t status = APR_SUCCESS;
    int i, changed = catalog->in_change->nelts, written = changed;
    note_links(catalog);
    for (i = 0; !status && i < written; i++) {
        status = note_linked(catalog, newsroom, APR_ARRAY_IDX(catalog->in_change, i, const char *));
    }
    if (status || !has_links(catalog, newsroom)) {
        return status;
    }
    status = note_groups(catalog, newsroom, changed);
    for (i = 0; !status && i < catalog->in_change->nelts; i++) {
        const char *name = APR_ARRAY_IDX(catalog->in_change, i, const char *);
        status = note_sourcing(catalog, newsroom, name);
        if (!status && i < written) {
            status = note_naming(catalog, newsroom, name);
        }
    }
    return status;
}

/* What a draft says, and when it was saved, dates no page. */
apr_status_t stm_catalog_raise(stm_catalog_t *catalog, const char *newsroom)
{
    stm_catalog_room_t *room;
    apr_status_t status = stm_catalog_room(&room, catalog, newsroom);
    int i;
    if (!status) {
        room->generation++;
        status = stm_database_run(
            catalog->database,
            "UPDATE newsrooms SET generation = ?2, changed_at = max(changed_at, ?3) WHERE id = ?1",
            STM_VALUES(STM_NUMBER(room->id), STM_NUMBER(room->generation),
                       STM_NUMBER(catalog->is_seen ? apr_time_now() : 0)),
            NULL);
    }
    if (!status) {
        status = stm_catalog_spread_events(catalog, newsroom);
    }
    if (!status) {
        status = spread(catalog, newsroom);
    }
    for (i = 0; !status && i < catalog->in_change->nelts; i++) {
        status = write_version(catalog, room, APR_ARRAY_IDX(catalog->in_change, i, const char *));
    }
    return status;
}
