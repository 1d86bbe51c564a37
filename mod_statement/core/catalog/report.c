#include "core/catalog/report.h"

#include <apr_strings.h>
#include <string.h>

#include "core/catalog/writer.h"

/* The first condition of each is that of its index, word for word. */
#define BROKEN                                                                                     \
    " FROM entries INDEXED BY entries_broken WHERE newsroom = " STM_NEWSROOM_ID                    \
    " AND (problems IS NOT NULL OR source_problems IS NOT NULL OR link_problems IS NOT NULL)"
#define REFUSED                                                                                    \
    BROKEN " AND ?2 <> 0 AND (state = 2 OR (state IN (1, 4) AND is_broken <> 0)"                   \
           " OR (state = 3 AND shown_from = " STM_NEVER_TEXT "))"
#define KEPT   BROKEN " AND ?2 <> 0 AND state = 3 AND is_broken <> 0 AND shown_from < " STM_NEVER_TEXT
#define WARNED BROKEN " AND state = 3 AND is_broken = 0 AND shown_from <= ?2"
#define DRAFTS                                                                                     \
    " FROM entries INDEXED BY entries_drafts WHERE newsroom = " STM_NEWSROOM_ID                    \
    " AND state = 1 AND is_broken = 0 AND ?2 <> 0"
#define EMBARGOED                                                                                  \
    " FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND state = 3 AND shown_from > ?2"         \
    " AND shown_from > -9223372036854775808 AND shown_from < " STM_NEVER_TEXT
#define ENDING                                                                                     \
    " FROM entries WHERE id IN (SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID          \
    " AND state = 3 AND expires_at < " STM_NEVER_TEXT " AND expires_at > ?2"                       \
    " UNION SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID                              \
    " AND state = 3 AND withdrawn_at < " STM_NEVER_TEXT " AND withdrawn_at > ?2)"
#define GONE                                                                                       \
    " FROM entries WHERE newsroom = " STM_NEWSROOM_ID                                              \
    " AND state IN (3, 4) AND first_public_at <> 0"                                                \
    " AND withdrawn_at < " STM_NEVER_TEXT " AND withdrawn_at <= ?2"
#define FOREIGN                                                                                    \
    " FROM files INDEXED BY files_foreign WHERE newsroom = " STM_NEWSROOM_ID                       \
    " AND problems IS NOT NULL AND missing_at = 0 AND ?2 <> 0"

#define COUNT      "SELECT count(*)"
#define SOME       " LIMIT ?4 OFFSET ?3"
#define ROWS(list) "SELECT " STM_ENTRY_COLUMNS list
#define BY_NAME    " ORDER BY name" SOME
#define NEXT_FIRST " ORDER BY shown_from, name" SOME
#define LAST_FIRST " ORDER BY withdrawn_at DESC, name" SOME
#define ENDS_FIRST                                                                                 \
    " ORDER BY CASE WHEN expires_at > ?2 THEN min(expires_at, withdrawn_at) ELSE withdrawn_at "    \
    "END,"                                                                                         \
    " name" SOME

static const struct {
    const char *count, *rows;
} lists[] = {
    [STM_REPORT_REFUSED] = {COUNT REFUSED, ROWS(REFUSED) BY_NAME},
    [STM_REPORT_KEPT] = {COUNT KEPT, ROWS(KEPT) BY_NAME},
    [STM_REPORT_WARNED] = {COUNT WARNED, ROWS(WARNED) BY_NAME},
    [STM_REPORT_FOREIGN] = {COUNT FOREIGN,
                            "SELECT folder, stem, problems" FOREIGN " ORDER BY folder, stem" SOME},
    [STM_REPORT_DRAFTS] = {COUNT DRAFTS, ROWS(DRAFTS) BY_NAME},
    [STM_REPORT_EMBARGOED] = {COUNT EMBARGOED, ROWS(EMBARGOED) NEXT_FIRST},
    [STM_REPORT_ENDING] = {COUNT ENDING, ROWS(ENDING) ENDS_FIRST},
    [STM_REPORT_GONE] = {COUNT GONE, ROWS(GONE) LAST_FIRST},
};

static apr_status_t read_foreign(apr_array_header_t *entries, stm_catalog_t *catalog,
                                 const char *sql, const stm_value_t *values,
                                 apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, catalog->database, sql, values);

    while (!status && !(status = stm_database_next(catalog->database, query))) {
        stm_entry_t *entry = apr_pcalloc(result_pool, sizeof(*entry));

        entry->folder = stm_database_text(query, 0, result_pool);
        entry->name =
            apr_pstrcat(result_pool, entry->folder, stm_database_text(query, 1, result_pool), NULL);
        entry->problems = stm_database_text(query, 2, result_pool);
        APR_ARRAY_PUSH(entries, stm_entry_t *) = entry;
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_report(apr_array_header_t **entries, int *total, stm_catalog_t *catalog,
                                const char *newsroom, const stm_report_query_t *query,
                                apr_pool_t *result_pool)
{
    const stm_value_t values[] = {STM_TEXT(newsroom),
                                  STM_NUMBER(query->moment),
                                  STM_NUMBER(query->offset),
                                  STM_NUMBER(query->limit),
                                  {.type = STM_VALUE_END}};
    const stm_value_t counted[] = {values[0], values[1], {.type = STM_VALUE_END}};
    apr_int64_t count = 0;
    apr_status_t status = stm_catalog_ready(catalog);

    *entries = apr_array_make(result_pool, 16, sizeof(stm_entry_t *));
    if (!status) {
        status = stm_database_number(&count, catalog->database, lists[query->list].count, counted);
    }
    *total = (int)count;
    if (status || count <= query->offset) {
        return status;
    }
    return query->list == STM_REPORT_FOREIGN
               ? read_foreign(*entries, catalog, lists[query->list].rows, values, result_pool)
               : stm_catalog_rows(entries, catalog, lists[query->list].rows, values, 1,
                                  result_pool);
}

apr_status_t stm_catalog_visit_all(stm_catalog_t *catalog, const char *newsroom,
                                   stm_catalog_visit_t *visit, void *baton,
                                   apr_pool_t *scratch_pool)
{
    sqlite3_stmt *query;
    apr_pool_t *each;
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status) {
        status = stm_database_query(
            &query, catalog->database,
            "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE newsroom = " STM_NEWSROOM_ID
            " ORDER BY CASE WHEN visible_from < " STM_NEVER_TEXT " THEN visible_from"
            " ELSE published_at END DESC, name",
            STM_VALUES(STM_TEXT(newsroom)));
    }
    apr_pool_create(&each, scratch_pool);
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        apr_pool_clear(each);
        visit(baton, stm_catalog_whole_entry(query, each), each);
    }
    apr_pool_destroy(each);
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_ended(apr_array_header_t **entries, stm_catalog_t *catalog,
                               const char *newsroom, apr_time_t since, apr_time_t until,
                               apr_pool_t *result_pool)
{
    return stm_catalog_rows(
        entries, catalog,
        "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE id IN"
        " (SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND state = 3"
        " AND expires_at < " STM_NEVER_TEXT
        " AND expires_at > ?2 AND expires_at <= ?3 AND ctime <= expires_at"
        " UNION SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND state = 3"
        " AND withdrawn_at < " STM_NEVER_TEXT
        " AND withdrawn_at > ?2 AND withdrawn_at <= ?3 AND ctime <= withdrawn_at"
        " UNION SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND state = 3"
        " AND shown_from > -9223372036854775808"
        " AND shown_from > ?2 AND shown_from <= ?3 AND ctime <= shown_from)"
        " AND first_public_at <> 0 ORDER BY name",
        STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(since), STM_NUMBER(until)), 1, result_pool);
}

apr_status_t stm_catalog_faults(const char **problems, stm_catalog_t *catalog, const char *newsroom,
                                apr_pool_t *result_pool)
{
    sqlite3_stmt *row;
    apr_status_t status = stm_catalog_ready(catalog);

    *problems = NULL;
    if (!status) {
        status = stm_database_first(&row, catalog->database,
                                    "SELECT problems FROM newsrooms WHERE key = ?1",
                                    STM_VALUES(STM_TEXT(newsroom)));
    }
    if (!status) {
        *problems = stm_database_text(row, 0, result_pool);
        stm_database_leave(row);
    }
    return status;
}

apr_status_t stm_catalog_put_faults(stm_catalog_t *catalog, const char *newsroom,
                                    const char *problems)
{
    return stm_database_run(catalog->database, "UPDATE newsrooms SET problems = ?2 WHERE key = ?1",
                            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(problems)), NULL);
}

static void read_problem(stm_problems_t *problems, sqlite3_stmt *query, apr_pool_t *result_pool)
{
    const char *severity = stm_database_text(query, 0, result_pool);
    const char *message = stm_database_text(query, 5, result_pool);

    stm_problems_add(
        problems,
        severity && strcmp(severity, "warning") == 0 ? STM_SEVERITY_WARNING : STM_SEVERITY_ERROR,
        stm_database_text(query, 1, result_pool), stm_database_text(query, 2, result_pool),
        sqlite3_column_int(query, 3), sqlite3_column_int(query, 4),
        stm_database_text(query, 6, result_pool), "%s", message ? message : "");
}

apr_status_t stm_catalog_read_problems(stm_problems_t *problems, stm_catalog_t *catalog,
                                       const char *json, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = json ? stm_catalog_ready(catalog) : APR_EOF;

    if (!status) {
        status = stm_database_query(
            &query, catalog->database,
            "SELECT value ->> 'severity', value ->> 'code', value ->> 'file', value ->> 'line',"
            " value ->> 'column', value ->> 'message', value ->> 'remedy' FROM json_each(?1)",
            STM_VALUES(STM_TEXT(json)));
    }
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        read_problem(problems, query, result_pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}
