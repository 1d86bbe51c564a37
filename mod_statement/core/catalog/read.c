#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/facet_values.h"
#include "core/catalog/index.h"
#include "core/catalog/writer.h"
#include "core/i18n/language.h"
#include "core/site/spelling.h"

int stm_catalog_has_begun(const stm_entry_t *entry, apr_time_t moment)
{
    return entry->visible_from <= moment ||
           (entry->first_public_at && entry->visible_from <= entry->first_public_at);
}

int stm_catalog_is_shown(const stm_entry_t *entry, apr_time_t moment)
{
    return entry->state == STM_STATE_FINAL && stm_catalog_has_begun(entry, moment) &&
           moment < entry->withdrawn_at;
}

int stm_catalog_is_listed(const stm_entry_t *entry, apr_time_t moment)
{
    return stm_catalog_is_shown(entry, moment) && moment < entry->expires_at;
}

int stm_catalog_is_withdrawn(const stm_entry_t *entry, apr_time_t moment)
{
    return entry->state == STM_STATE_FINAL && entry->withdrawn_at <= moment &&
           entry->visible_from <= moment;
}

void stm_catalog_bound(apr_time_t *next_change, const stm_entry_t *entry, apr_time_t moment)
{
    const apr_time_t moments[] = {entry->visible_from, entry->updated_at, entry->expires_at,
                                  entry->withdrawn_at};
    size_t i;

    for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        if (moments[i] > moment && moments[i] < *next_change) {
            *next_change = moments[i];
        }
    }
}

/* Two JSON arrays as one. */
static const char *join_problems(const char *one, const char *other, apr_pool_t *result_pool)
{
    if (!one || !other) {
        return one ? one : other;
    }
    return apr_pstrcat(result_pool, apr_pstrndup(result_pool, one, strlen(one) - 1), ",", other + 1,
                       NULL);
}

stm_entry_t *stm_catalog_entry(sqlite3_stmt *query, apr_pool_t *result_pool)
{
    stm_entry_t *entry = apr_pcalloc(result_pool, sizeof(*entry));
    int column = 0;
    entry->name = stm_database_text(query, column++, result_pool);
    entry->folder = stm_database_text(query, column++, result_pool);
    entry->identity = stm_database_text(query, column++, result_pool);
    entry->state = (stm_state_t)sqlite3_column_int(query, column++);
    entry->lang = stm_database_text(query, column++, result_pool);
    entry->title = stm_database_text(query, column++, result_pool);
    entry->summary = stm_database_text(query, column++, result_pool);
    entry->published_text = stm_database_text(query, column++, result_pool);
    entry->published_at = sqlite3_column_int64(query, column++);
    entry->updated_at = sqlite3_column_int64(query, column++);
    entry->visible_from = sqlite3_column_int64(query, column++);
    entry->expires_at = sqlite3_column_int64(query, column++);
    entry->withdrawn_at = sqlite3_column_int64(query, column++);
    entry->first_public_at = sqlite3_column_int64(query, column++);
    entry->stamp.inode = sqlite3_column_int64(query, column++);
    entry->stamp.size = sqlite3_column_int64(query, column++);
    entry->stamp.mtime = sqlite3_column_int64(query, column++);
    entry->stamp.ctime = sqlite3_column_int64(query, column++);
    entry->is_broken = sqlite3_column_int(query, column++);
    entry->problems = stm_database_text(query, column, result_pool);
    entry->version = sqlite3_column_int64(query, STM_ENTRY_VERSION);
    return entry;
}

stm_entry_t *stm_catalog_whole_entry(sqlite3_stmt *query, apr_pool_t *result_pool)
{
    stm_entry_t *entry = stm_catalog_entry(query, result_pool);
    entry->problems = join_problems(
        entry->problems, stm_database_text(query, STM_ENTRY_SOURCE_PROBLEMS, result_pool),
        result_pool);
    entry->problems =
        join_problems(entry->problems,
                      stm_database_text(query, STM_ENTRY_LINK_PROBLEMS, result_pool), result_pool);
    return entry;
}

/* Starts a query that has one row or none, and goes to that row; APR_ENOENT. */
static apr_status_t find_row(sqlite3_stmt **query, stm_catalog_t *catalog, const char *sql,
                             const stm_value_t *values)
{
    apr_status_t status = stm_catalog_ready(catalog);
    return status ? status : stm_database_first(query, catalog->database, sql, values);
}

apr_status_t stm_catalog_scanned_at(apr_time_t *looked_at, stm_catalog_t *catalog,
                                    const char *newsroom)
{
    apr_status_t status = stm_catalog_ready(catalog);

    return status ? status
                  : stm_database_number(looked_at, catalog->database,
                                        "SELECT is_complete * looked_at FROM newsrooms"
                                        " WHERE key = ?1",
                                        STM_VALUES(STM_TEXT(newsroom)));
}

apr_status_t stm_catalog_generation(apr_int64_t *generation, int *is_complete,
                                    stm_catalog_t *catalog, const char *newsroom)
{
    sqlite3_stmt *query;
    apr_status_t status =
        find_row(&query, catalog, "SELECT generation, is_complete FROM newsrooms WHERE key = ?1",
                 STM_VALUES(STM_TEXT(newsroom)));
    if (!status) {
        *generation = sqlite3_column_int64(query, 0);
        *is_complete = sqlite3_column_int(query, 1);
        stm_database_leave(query);
    }
    return status;
}

int stm_catalog_is_complete(stm_catalog_t *catalog, const char *newsroom)
{
    apr_int64_t generation;
    int is_complete = 0;

    return !stm_catalog_generation(&generation, &is_complete, catalog, newsroom) && is_complete;
}

apr_status_t stm_catalog_instance(apr_int64_t *instance, stm_catalog_t *catalog)
{
    apr_status_t status = stm_catalog_ready(catalog);
    *instance = catalog->instance;
    return status;
}

typedef stm_entry_t *read_entry_t(sqlite3_stmt *query, apr_pool_t *result_pool);

static apr_status_t find_entry(stm_entry_t **entry, read_entry_t *read, stm_catalog_t *catalog,
                               const char *sql, const stm_value_t *values, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = find_row(&query, catalog, sql, values);
    if (!status) {
        *entry = read(query, result_pool);
        stm_database_leave(query);
    }
    return status;
}

#define BY_NAME                                                                                    \
    "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2"

apr_status_t stm_catalog_find(stm_entry_t **entry, stm_catalog_t *catalog, const char *newsroom,
                              const char *name, apr_pool_t *result_pool)
{
    return find_entry(entry, stm_catalog_whole_entry, catalog, BY_NAME,
                      STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)), result_pool);
}

apr_status_t stm_catalog_find_alike(stm_entry_t **entry, stm_catalog_t *catalog,
                                    const char *newsroom, const char *name, apr_pool_t *result_pool)
{
    const char *forms[2];
    apr_status_t status = stm_catalog_find(entry, catalog, newsroom, name, result_pool);

    if (!APR_STATUS_IS_ENOENT(status) || stm_spelling_is_plain(name)) {
        return status;
    }
    forms[0] = stm_language_composed(name, result_pool);
    forms[1] = stm_language_decomposed(name, result_pool);
    for (int i = 0; i < 2; i++) {
        stm_entry_t *found;

        if (stm_catalog_find(&found, catalog, newsroom, forms[i], result_pool) == APR_SUCCESS) {
            if (status == APR_SUCCESS && strcmp((*entry)->name, found->name) != 0) {
                return APR_ENOENT;
            }
            *entry = found;
            status = APR_SUCCESS;
        }
    }
    return status;
}

apr_status_t stm_catalog_find_named(stm_entry_t **entry, stm_catalog_t *catalog,
                                    const stm_newsroom_t *newsroom, const char *name,
                                    apr_pool_t *result_pool)
{
    apr_status_t status = stm_catalog_find_alike(entry, catalog, newsroom->key, name, result_pool);

    if (APR_STATUS_IS_ENOENT(status) && !stm_spelling_is_plain(name)) {
        name = stm_spelling_find(newsroom->root, name, ".xml", result_pool);
        status = name ? stm_catalog_find(entry, catalog, newsroom->key, name, result_pool) : status;
    }
    return status;
}

apr_status_t stm_catalog_known(stm_entry_t **entry, stm_catalog_t *catalog, const char *newsroom,
                               const char *name, apr_pool_t *result_pool)
{
    return find_entry(entry, stm_catalog_entry, catalog, BY_NAME,
                      STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)), result_pool);
}

static apr_status_t ready_with_indexes(stm_catalog_t *catalog)
{
    apr_status_t status = stm_catalog_ready(catalog);
    return status ? status : stm_database_index(catalog->database);
}

apr_status_t stm_catalog_holder(stm_entry_t **entry, stm_catalog_t *catalog, const char *newsroom,
                                const char *identity, apr_pool_t *result_pool)
{
    apr_status_t status = ready_with_indexes(catalog);
    return status ? status
                  : find_entry(entry, stm_catalog_entry, catalog,
                               "SELECT " STM_ENTRY_COLUMNS
                               " FROM entries WHERE newsroom = " STM_NEWSROOM_ID
                               " AND identity = ?2 AND state <> 2",
                               STM_VALUES(STM_TEXT(newsroom), STM_TEXT(identity)), result_pool);
}

apr_status_t stm_catalog_alike(apr_array_header_t **entries, stm_catalog_t *catalog,
                               const char *newsroom, apr_time_t published_at, const char *title,
                               const char *lang, apr_pool_t *result_pool)
{
    apr_status_t status = ready_with_indexes(catalog);
    /* The first condition is the index's own. */
    return status ? status
                  : stm_catalog_rows(entries, catalog,
                                     "SELECT " STM_ENTRY_COLUMNS
                                     " FROM entries WHERE newsroom = " STM_NEWSROOM_ID
                                     " AND state IN (1, 3) AND state = 3 AND published_at = ?2"
                                     " AND title = ?3 AND lang = ?4 LIMIT 8",
                                     STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(published_at),
                                                STM_TEXT(title), STM_TEXT(lang)),
                                     1, result_pool);
}

apr_status_t stm_catalog_rows(apr_array_header_t **rows, stm_catalog_t *catalog, const char *sql,
                              const stm_value_t *values, int is_entries, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, catalog->database, sql, values);
    *rows = apr_array_make(result_pool, 16, sizeof(void *));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        const void *row = is_entries ? (const void *)stm_catalog_whole_entry(query, result_pool)
                                     : stm_database_text(query, 0, result_pool);
        if (row) {
            APR_ARRAY_PUSH(*rows, const void *) = row;
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_collect(apr_array_header_t **rows, stm_catalog_t *catalog, const char *sql,
                                 const stm_value_t *values, int is_entries, apr_pool_t *result_pool)
{
    apr_status_t status = stm_catalog_ready(catalog);
    *rows = apr_array_make(result_pool, 1, sizeof(void *));
    return status ? status : stm_catalog_rows(rows, catalog, sql, values, is_entries, result_pool);
}

/* Steps from folder to folder in the index, whatever number of entries each holds. */
apr_status_t stm_catalog_folders(apr_array_header_t **folders, stm_catalog_t *catalog,
                                 const char *newsroom, apr_pool_t *result_pool)
{
    return stm_catalog_collect(
        folders, catalog,
        "WITH RECURSIVE steps (folder) AS ("
        "SELECT (SELECT min(folder) FROM entries WHERE state IN (1, 3)"
        " AND newsroom = " STM_NEWSROOM_ID ")"
        " UNION ALL SELECT (SELECT min(e.folder) FROM entries e WHERE e.state IN (1, 3)"
        " AND e.newsroom = " STM_NEWSROOM_ID " AND e.folder > steps.folder)"
        " FROM steps WHERE steps.folder IS NOT NULL)"
        " SELECT folder FROM steps WHERE folder IS NOT NULL",
        STM_VALUES(STM_TEXT(newsroom)), 0, result_pool);
}

apr_status_t stm_catalog_next_change(apr_time_t *next, stm_catalog_t *catalog, const char *newsroom,
                                     apr_time_t moment)
{
    apr_status_t status = stm_catalog_ready(catalog);
    return status ? status
                  : stm_database_number(
                        next, catalog->database,
                        "SELECT min("
                        "ifnull((SELECT min(shown_from) FROM entries WHERE state = 3"
                        " AND shown_from > -9223372036854775808"
                        " AND newsroom = " STM_NEWSROOM_ID " AND shown_from > ?2), ?3),"
                        "ifnull((SELECT min(expires_at) FROM entries WHERE state = 3"
                        " AND newsroom = " STM_NEWSROOM_ID " AND expires_at > ?2"
                        " AND expires_at < 9223372036854775807), ?3),"
                        "ifnull((SELECT min(withdrawn_at) FROM entries WHERE state = 3"
                        " AND newsroom = " STM_NEWSROOM_ID " AND withdrawn_at > ?2"
                        " AND withdrawn_at < 9223372036854775807), ?3))",
                        STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(moment), STM_NUMBER(STM_NEVER)));
}

apr_status_t stm_catalog_last_change(apr_time_t *last, stm_catalog_t *catalog, const char *newsroom,
                                     apr_time_t moment)
{
    apr_status_t status = stm_catalog_ready(catalog);
    return status
               ? status
               : stm_database_number(last, catalog->database,
                                     "SELECT max("
                                     "ifnull((SELECT changed_at FROM newsrooms WHERE key = ?1), 0),"
                                     "ifnull((SELECT max(shown_from) FROM entries WHERE state = 3"
                                     " AND shown_from > -9223372036854775808"
                                     " AND newsroom = " STM_NEWSROOM_ID
                                     " AND shown_from <= ?2), 0),"
                                     "ifnull((SELECT max(expires_at) FROM entries WHERE state = 3"
                                     " AND newsroom = " STM_NEWSROOM_ID " AND expires_at <= ?2"
                                     " AND expires_at < 9223372036854775807), 0),"
                                     "ifnull((SELECT max(withdrawn_at) FROM entries WHERE state = 3"
                                     " AND newsroom = " STM_NEWSROOM_ID " AND withdrawn_at <= ?2"
                                     " AND withdrawn_at < 9223372036854775807), 0))",
                                     STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(moment)));
}

apr_status_t stm_catalog_has_hidden(int *has_hidden, stm_catalog_t *catalog, const char *newsroom,
                                    apr_int64_t generation, apr_time_t moment)
{
    apr_int64_t is_there = 0;
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status) {
        status = stm_database_number(
            &is_there, catalog->database,
            "SELECT EXISTS (SELECT 1 FROM entries WHERE newsroom = " STM_NEWSROOM_ID
            " AND version > ?2 AND first_public_at <> 0 AND NOT (state = 3 AND " STM_LISTED(
                "?3") "))",
            STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(generation), STM_NUMBER(moment)));
    }
    *has_hidden = status || is_there;
    return status;
}
