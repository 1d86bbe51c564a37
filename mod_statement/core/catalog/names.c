/* Which names the index has. */
#include "core/catalog/index.h"
#include "core/catalog/writer.h"

apr_status_t stm_catalog_each_name(stm_catalog_t *catalog, const char *newsroom, int most,
                                   void (*visit)(void *baton, const char *name), void *baton)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status) {
        status = stm_database_query(&query, catalog->database,
                                    "SELECT name FROM entries WHERE newsroom = " STM_NEWSROOM_ID
                                    " LIMIT ?2",
                                    STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(most)));
    }
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        visit(baton, (const char *)sqlite3_column_text(query, 0));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}
