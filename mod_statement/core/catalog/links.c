/* Which statements' links the intake has to check, and the problems it found. */
#include "core/catalog/writer.h"

/* In links_due, 1 stands for the links and 2 for the group of translations. */

#define MOST_DEAD "200"

apr_status_t stm_catalog_recheck_links(stm_catalog_t *catalog, const char *newsroom,
                                       const char *name, int is_doubtful)
{
    return stm_database_run(
        catalog->database,
        "UPDATE entries SET links_due = links_due | 1 WHERE newsroom = " STM_NEWSROOM_ID
        " AND name = ?2"
        " AND (?3 OR link_problems IS NOT NULL)",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name), STM_NUMBER(is_doubtful)), NULL);
}

int stm_catalog_is_misnamed(stm_catalog_t *catalog, const char *newsroom, const char *name,
                            const char *other, const char *lang)
{
    apr_int64_t is_there;
    return !stm_database_number(
               &is_there, catalog->database,
               "SELECT EXISTS (SELECT 1 FROM edges WHERE entry = (SELECT id FROM entries"
               " WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2) AND kind = 4"
               " AND target IN (" STM_FORMS("?3") ") AND reference = ''"
                                                  " AND lower(lang) <> lower(?4))",
               STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name), STM_TEXT(other), STM_TEXT(lang))) &&
           is_there;
}

apr_status_t stm_catalog_recheck_group(stm_catalog_t *catalog, const char *newsroom,
                                       const char *name)
{
    return stm_database_run(
        catalog->database,
        "UPDATE entries SET links_due = links_due | 2 WHERE newsroom = " STM_NEWSROOM_ID
        " AND name = ?2",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)), NULL);
}

/* A random choice, so that in time each is checked again. */
apr_status_t stm_catalog_recheck_dead_links(stm_catalog_t *catalog, const char *newsroom)
{
    return stm_database_run(
        catalog->database,
        "UPDATE entries SET links_due = links_due | 1 WHERE id IN (SELECT id FROM entries"
        " INDEXED BY entries_broken WHERE newsroom = " STM_NEWSROOM_ID
        " AND link_problems IS NOT NULL ORDER BY random() LIMIT " MOST_DEAD ")",
        STM_VALUES(STM_TEXT(newsroom)), NULL);
}

static void read_due(stm_due_links_t *due, sqlite3_stmt *query, apr_pool_t *pool)
{
    due->entry = stm_catalog_entry(query, pool);
    due->entry->problems = stm_database_text(query, STM_ENTRY_LINK_PROBLEMS, pool);
    due->is_group_alone = sqlite3_column_int(query, STM_ENTRY_LINK_PROBLEMS + 1) == 2;
}

static apr_status_t read_entries(apr_array_header_t *entries, stm_catalog_t *catalog,
                                 sqlite3_stmt *query, apr_pool_t *pool)
{
    apr_status_t status;
    while (!(status = stm_database_next(catalog->database, query))) {
        read_due(apr_array_push(entries), query, pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_due_links(apr_array_header_t **entries, stm_catalog_t *catalog,
                                   const char *newsroom, const char *after, int limit,
                                   apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT " STM_ENTRY_COLUMNS ", links_due FROM entries INDEXED BY entries_links"
        " WHERE newsroom = " STM_NEWSROOM_ID
        " AND links_due <> 0 AND name > ?2 ORDER BY name LIMIT ?3",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(after), STM_NUMBER(limit)));
    *entries = apr_array_make(result_pool, limit, sizeof(stm_due_links_t));
    return status ? status : read_entries(*entries, catalog, query, result_pool);
}

apr_status_t stm_catalog_put_links(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                   const char *problems)
{
    return stm_database_run(
        catalog->database,
        "UPDATE entries SET links_due = 0, link_problems = ?3 WHERE newsroom = " STM_NEWSROOM_ID
        " AND name = ?2",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name), STM_TEXT(problems)), NULL);
}
