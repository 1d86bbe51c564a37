/* The language that all statements of a newsroom share. */
#include "core/i18n/language.h"
#include "core/catalog/query.h"

/* By how many statements the list @a id differs at the moment of the query from its stored count.
 */
static int steps_of(apr_int64_t id, const stm_ask_t *ask)
{
    int steps = 0;

    for (int i = 0; i < ask->corrections->nelts; i++) {
        const stm_correction_t *correction = &APR_ARRAY_IDX(ask->corrections, i, stm_correction_t);

        for (int j = 0; j < correction->labels->nelts; j++) {
            steps += APR_ARRAY_IDX(correction->labels, j, stm_ask_label_t).list == id
                         ? correction->step
                         : 0;
        }
    }
    return steps;
}

/* The tags of listed statements, in small letters. */
static apr_status_t read_listed(apr_array_header_t *tags, const stm_ask_t *ask)
{
    stm_database_t *database = ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, database,
        "SELECT id, count, value FROM lists WHERE newsroom = " STM_ROOM " AND kind = ?2",
        STM_VALUES(STM_TEXT(ask->newsroom), STM_NUMBER(STM_LIST_LANG)));

    while (!status && !(status = stm_database_next(database, query))) {
        if (sqlite3_column_int(query, 1) + steps_of(sqlite3_column_int64(query, 0), ask) > 0) {
            APR_ARRAY_PUSH(tags, const char *) = stm_database_text(query, 2, ask->pool);
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* Drafts and embargoed statements too, for which no counts are stored. */
static apr_status_t read_all(apr_array_header_t *tags, const stm_ask_t *ask)
{
    stm_database_t *database = ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status =
        stm_database_query(&query, database,
                           "SELECT DISTINCT lower(lang) FROM entries WHERE newsroom = " STM_ROOM
                           " AND state IN (1, 3) AND listed_until > ?2 AND lang IS NOT NULL",
                           STM_VALUES(STM_TEXT(ask->newsroom), STM_NUMBER(ask->query->moment)));

    while (!status && !(status = stm_database_next(database, query))) {
        APR_ARRAY_PUSH(tags, const char *) = stm_database_text(query, 0, ask->pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t find_language(const char **lang, stm_catalog_t *catalog, const char *newsroom,
                                  const stm_query_t *query, apr_pool_t *result_pool)
{
    apr_array_header_t *tags = apr_array_make(result_pool, 4, sizeof(const char *));
    stm_ask_t ask;
    apr_status_t status = stm_ask_start(&ask, catalog, newsroom, query, result_pool);

    if (!status) {
        status = (query->show == STM_SHOW_ALL ? read_all : read_listed)(tags, &ask);
    }
    *lang = status ? NULL : stm_language_shared(tags, result_pool);
    return status;
}

apr_status_t stm_catalog_language(const char **lang, stm_catalog_t *catalog, const char *newsroom,
                                  stm_show_t show, apr_time_t moment, apr_pool_t *result_pool)
{
    const stm_query_t query = {.folder = "", .show = show, .moment = moment};
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status) {
        /* Counts and what corrects them are of one moment of the index. */
        status = stm_database_run(catalog->database, "SAVEPOINT language", NULL, NULL);
    }
    if (status) {
        return status;
    }
    status = find_language(lang, catalog, newsroom, &query, result_pool);
    stm_database_run(catalog->database, "RELEASE language", NULL, NULL);
    return status;
}
