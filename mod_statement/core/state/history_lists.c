/* What the history has of many statements. */
#include "core/state/history_writer.h"

#define OF_PUBLIC                                                                                  \
    STM_HISTORY_PAST " FROM statements s WHERE s.newsroom = " STM_HISTORY_NEWSROOM_ID              \
                     " AND s.first_public_at <> 0 AND s.deleted_at = 0"

apr_status_t stm_history_recent(apr_array_header_t **pasts, stm_history_t *history,
                                const char *newsroom, stm_recent_t which, int limit,
                                apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_history_ready(history);
    *pasts = apr_array_make(result_pool, 16, sizeof(stm_past_t));
    if (!status) {
        status =
            stm_database_query(&query, history->database,
                               which == STM_RECENT_CHANGED
                                   ? OF_PUBLIC " AND s.changed_at > s.first_public_at"
                                               " ORDER BY s.changed_at DESC, s.name LIMIT ?2"
                                   : OF_PUBLIC " ORDER BY s.first_public_at DESC, s.name LIMIT ?2",
                               STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(limit)));
    }
    while (!status && !(status = stm_database_next(history->database, query))) {
        stm_history_read_past(apr_array_push(*pasts), query, STM_BYTES_WITHOUT, result_pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_history_former_names(stm_history_t *history, const char *newsroom,
                                      stm_history_former_t *visit, void *baton,
                                      apr_pool_t *scratch_pool)
{
    sqlite3_stmt *query;
    apr_pool_t *pool;
    apr_status_t status = stm_history_ready(history);
    apr_pool_create(&pool, scratch_pool);
    if (!status) {
        status = stm_database_query(
            &query, history->database,
            STM_HISTORY_PAST ", n.name FROM names n JOIN statements s"
                             " ON s.id = n.statement WHERE n.newsroom = " STM_HISTORY_NEWSROOM_ID
                             " AND s.first_public_at <> 0"
                             " AND (s.deleted_at <> 0 OR n.name <> s.name)"
                             " ORDER BY n.name",
            STM_VALUES(STM_TEXT(newsroom)));
    }
    while (!status && !(status = stm_database_next(history->database, query))) {
        stm_past_t past;

        stm_history_read_past(&past, query, STM_BYTES_WITHOUT, pool);
        visit(baton, stm_database_text(query, 5, pool), &past, pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_history_each_name(stm_history_t *history, const char *newsroom, int most,
                                   void (*visit)(void *baton, const char *name), void *baton)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_history_ready(history);

    if (!status) {
        status = stm_database_query(
            &query, history->database,
            "SELECT name FROM names WHERE newsroom = " STM_HISTORY_NEWSROOM_ID " LIMIT ?2",
            STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(most)));
    }
    while (!status && !(status = stm_database_next(history->database, query))) {
        visit(baton, (const char *)sqlite3_column_text(query, 0));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}
