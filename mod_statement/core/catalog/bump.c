/* The next generation: whose pages show something of what a transaction changes. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/catalog/writer.h"
#include "core/i18n/language.h"
#include "core/site/reference.h"
#include "core/site/spelling.h"

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
    return stm_catalog_is_written(catalog, name) ? APR_SUCCESS
                                                 : stm_catalog_note_linked(catalog, newsroom, name);
}

static apr_status_t write_version(stm_catalog_t *catalog, const stm_catalog_newsroom_t *room,
                                  const char *name)
{
    return stm_catalog_is_written(catalog, name)
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
                     "SELECT EXISTS (SELECT 1 FROM edges WHERE newsroom = " STM_NEWSROOM_ID
                     " AND kind IN (1, 2, 3, 4, 6))",
                     newsroom);
}

static apr_status_t note_sourcing(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    return stm_catalog_note_rows(catalog,
                                 "SELECT e.name FROM edges x JOIN entries e ON e.id = x.entry"
                                 " WHERE x.newsroom = " STM_NEWSROOM_ID
                                 " AND x.kind = 1 AND x.target IN"
                                 " (" STM_FORMS("?2") ")",
                                 STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));
}

/* Those that name @a name, or may under some mount. */
static apr_status_t note_naming(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    char *step = apr_pstrcat(catalog->change_pool, "/", name, NULL);

    return stm_catalog_note_rows(
        catalog,
        "SELECT e.name FROM edges x JOIN entries e ON e.id = x.entry"
        " WHERE x.newsroom = " STM_NEWSROOM_ID " AND x.kind IN (2, 3, 4, 6)"
        " AND x.target IN (" STM_FORMS("?2") ", " STM_FORMS(
            "?3") ") AND"
                  " (x.reference = '' AND composed(x.target) = composed(?2)"
                  " OR x.reference <> '' AND"
                  " substr(composed(x.reference), -length(composed(?4))) = composed(?4))",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name), STM_TEXT(apr_filepath_name_get(name)),
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
    apr_status_t status =
        meet_rows(group,
                  "SELECT target, reference FROM edges WHERE kind = 4 AND entry ="
                  " (SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2)",
                  STM_VALUES(STM_TEXT(group->newsroom), STM_TEXT(name)));

    return status ? status
                  : meet_rows(
                        group,
                        "SELECT e.name, '' FROM edges x JOIN entries e ON e.id = x.entry"
                        " WHERE x.newsroom = " STM_NEWSROOM_ID " AND x.kind = 4"
                        " AND x.target IN (" STM_FORMS("?2") ", " STM_FORMS(
                            "?3") ")"
                                  " AND (x.reference <> '' OR composed(x.target) = composed(?2))",
                        STM_VALUES(STM_TEXT(group->newsroom), STM_TEXT(name),
                                   STM_TEXT(apr_filepath_name_get(name))));
}

static int has_translations(stm_catalog_t *catalog, const char *newsroom)
{
    return may_exist(catalog,
                     "SELECT EXISTS (SELECT 1 FROM edges WHERE newsroom = " STM_NEWSROOM_ID
                     " AND kind = 4)",
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
            status = stm_catalog_recheck_group(catalog, newsroom, name);
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
apr_status_t stm_catalog_bump(stm_catalog_t *catalog, const char *newsroom)
{
    stm_catalog_newsroom_t *room;
    apr_status_t status = stm_catalog_newsroom(&room, catalog, newsroom);
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
