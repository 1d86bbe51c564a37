/* In which archive document a statement stands. */
#include "core/catalog/query.h"

/* Of the first that is listed from the offset on; APR_ENOENT. */
static apr_status_t first_moment(apr_time_t *moment, const stm_ask_t *ask,
                                 const stm_choice_t *choice)
{
    stm_value_t values[STM_ASK_VALUES + 2] = {{0}};
    stm_ask_bind(values, ask, choice);
    values[STM_ASK_VALUES] = (stm_value_t)STM_NUMBER(ask->query->offset);
    return stm_database_number(moment, ask->catalog->database,
                               ask->query->show == STM_SHOW_ALL
                                   ? "SELECT e.published_at" STM_ASK_ALL
                                     " ORDER BY e.published_at DESC, e.tie LIMIT 1 OFFSET ?11"
                                   : "SELECT e.visible_from" STM_ASK_PUBLISHED
                                     " ORDER BY m.place LIMIT 1 OFFSET ?11",
                               values);
}

/* What is withdrawn goes on counting: where it stood, nothing becomes another's. */
static apr_status_t has_more_than(int *has_more, const stm_ask_t *ask, const stm_choice_t *choice,
                                  int limit)
{
    stm_value_t values[STM_ASK_VALUES + 2] = {{0}};
    apr_int64_t count;
    apr_status_t status;
    stm_ask_bind(values, ask, choice);
    values[STM_ASK_VALUES] = (stm_value_t)STM_NUMBER((apr_int64_t)limit + 1);
    status = stm_database_number(&count, ask->catalog->database,
                                 ask->query->show == STM_SHOW_ALL
                                     ? "SELECT count(*) FROM (SELECT 1" STM_ASK_ALL " LIMIT ?11)"
                                     : "SELECT count(*) FROM (SELECT 1" STM_ASK_BEGUN " LIMIT ?11)",
                                 values);
    *has_more = !status && count > limit;
    return status;
}

/* The longest that is over and not too full. */
static apr_status_t find_span(stm_archive_t *archive, const stm_ask_t *ask,
                              const stm_choice_t *choice, apr_time_t moment, apr_time_t end)
{
    stm_query_t query = *ask->query;
    stm_ask_t narrowed = *ask;
    apr_status_t status = APR_SUCCESS;
    int span, is_found = 0;
    narrowed.query = &query;
    for (span = STM_SPAN_YEAR; !status && !is_found; span++) {
        status = stm_archive_at(archive, (stm_span_t)span, moment) ? APR_ENOENT : APR_SUCCESS;
        query.from = archive->from;
        query.until = archive->until;
        is_found = span == STM_SPAN_SECOND;
        if (!status && !is_found && archive->until <= end) {
            int has_more;
            status = has_more_than(&has_more, &narrowed, choice, query.limit);
            is_found = !has_more;
        }
    }
    return status;
}

static apr_status_t find(stm_archive_t *archive, const stm_ask_t *ask)
{
    const stm_choice_t choice = stm_ask_choose(ask, 0);
    stm_query_t query = *ask->query;
    stm_ask_t narrowed = *ask;
    apr_time_t end = query.until ? query.until : query.moment;
    apr_time_t moment;
    apr_status_t status = choice.count ? first_moment(&moment, ask, &choice) : APR_ENOENT;
    if (!status && moment >= end) {
        /* Of no known date, or the clock was set back. */
        query.until = end;
        query.offset = 0;
        narrowed.query = &query;
        status = first_moment(&moment, &narrowed, &choice);
    }
    return status ? status : find_span(archive, &narrowed, &choice, moment, end);
}

apr_status_t stm_catalog_archive(stm_archive_t *archive, stm_catalog_t *catalog,
                                 const char *newsroom, const stm_query_t *query)
{
    stm_ask_t ask;
    apr_pool_t *pool;
    apr_status_t status = query->filter.q ? APR_ENOENT : stm_catalog_ready(catalog);
    if (!status) {
        status = stm_database_run(catalog->database, "SAVEPOINT archive", NULL, NULL);
    }
    if (status) {
        return status;
    }
    apr_pool_create(&pool, catalog->database_pool);
    status = stm_ask_start(&ask, catalog, newsroom, query, pool);
    if (!status) {
        status = find(archive, &ask);
    }
    apr_pool_destroy(pool);
    stm_database_run(catalog->database, "RELEASE archive", NULL, NULL);
    return status;
}
