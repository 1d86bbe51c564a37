#include "core/state/notices.h"

#include "core/state/history_writer.h"

apr_status_t stm_notices_add(stm_history_t *history, const stm_notice_t *notice)
{
    return stm_database_run(history->database,
                            "INSERT INTO notices (newsroom, kind, identity, name, other, moment)"
                            " SELECT id, ?2, ?3, ?4, ?5, ?6 FROM newsrooms WHERE key = ?1",
                            STM_VALUES(STM_TEXT(notice->newsroom), STM_NUMBER(notice->kind),
                                       STM_TEXT(notice->identity), STM_TEXT(notice->name),
                                       STM_TEXT(notice->other), STM_NUMBER(notice->moment)),
                            NULL);
}

static void read_notice(stm_notice_t *notice, sqlite3_stmt *query, apr_pool_t *result_pool)
{
    notice->id = sqlite3_column_int64(query, 0);
    notice->newsroom = stm_database_text(query, 1, result_pool);
    notice->kind = (stm_notice_kind_t)sqlite3_column_int(query, 2);
    notice->identity = stm_database_text(query, 3, result_pool);
    notice->name = stm_database_text(query, 4, result_pool);
    notice->other = stm_database_text(query, 5, result_pool);
    notice->moment = sqlite3_column_int64(query, 6);
}

apr_status_t stm_notices_list(apr_array_header_t **notices, stm_history_t *history,
                              apr_int64_t after, int limit, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, history->database,
        "SELECT n.id, r.key, n.kind, n.identity, n.name, n.other, n.moment FROM notices n"
        " JOIN newsrooms r ON r.id = n.newsroom WHERE n.id > ?1 ORDER BY n.id LIMIT ?2",
        STM_VALUES(STM_NUMBER(after), STM_NUMBER(limit)));

    *notices = apr_array_make(result_pool, 8, sizeof(stm_notice_t));
    while (!status && !(status = stm_database_next(history->database, query))) {
        read_notice(apr_array_push(*notices), query, result_pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* The history's mark stays: the index need not know of it. */
static apr_status_t end(stm_history_t *history, apr_status_t status)
{
    if (!status) {
        status = stm_database_commit(history->database);
    }
    if (status) {
        stm_database_rollback(history->database);
    }
    return status;
}

apr_status_t stm_notices_remove(stm_history_t *history, const apr_int64_t *ids, int count)
{
    apr_status_t status = stm_database_begin(history->database);

    if (status) {
        return status;
    }
    for (int i = 0; i < count && !status; i++) {
        status = stm_database_run(history->database, "DELETE FROM notices WHERE id = ?1",
                                  STM_VALUES(STM_NUMBER(ids[i])), NULL);
    }
    return end(history, status);
}

apr_status_t stm_notices_trim(int *removed, stm_history_t *history, int most)
{
    apr_int64_t first;
    apr_status_t status = stm_database_number(
        &first, history->database, "SELECT id FROM notices ORDER BY id DESC LIMIT 1 OFFSET ?1",
        STM_VALUES(STM_NUMBER(most)));

    *removed = 0;
    if (status) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    status = stm_database_begin(history->database);
    if (status) {
        return status;
    }
    status = stm_database_run(history->database, "DELETE FROM notices WHERE id <= ?1",
                              STM_VALUES(STM_NUMBER(first)), removed);
    return end(history, status);
}
