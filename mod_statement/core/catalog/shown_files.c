/* The files that pages show or link to. */
#include "core/catalog/writer.h"

static const char *path_of(sqlite3_stmt *query, const stm_mounts_t *mounts, apr_pool_t *pool)
{
    const char *target = stm_database_text(query, 0, pool);
    const char *reference = stm_database_text(query, 1, pool);

    return reference && *reference ? stm_reference_tail(reference, mounts, pool) : target;
}

apr_status_t stm_catalog_shown_files(stm_catalog_t *catalog, const char *newsroom,
                                     const stm_mounts_t *mounts, apr_time_t moment,
                                     stm_catalog_file_t *visit, void *baton,
                                     apr_pool_t *scratch_pool)
{
    sqlite3_stmt *query;
    apr_pool_t *pool;
    apr_status_t status = stm_catalog_ready(catalog);

    apr_pool_create(&pool, scratch_pool);
    if (!status) {
        status = stm_database_query(
            &query, catalog->database,
            "SELECT DISTINCT x.target, x.reference FROM edges x JOIN entries e ON e.id = x.entry"
            " WHERE x.newsroom = " STM_NEWSROOM_ID " AND x.kind IN (2, 3) AND x.target <> ''"
            " AND e.state = 3 AND e.shown_from <= ?2 AND e.withdrawn_at > ?2",
            STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(moment)));
    }
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        const char *path = path_of(query, mounts, pool);

        if (path && *path) {
            visit(baton, path);
        }
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return status == APR_EOF ? APR_SUCCESS : status;
}
