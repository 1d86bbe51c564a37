#include "core/catalog/totals.h"

#include <string.h>

#include "core/catalog/writer.h"

/* In the numbers of stm_total_t. */
#define TOTALS                                                                                     \
    "SELECT CASE WHEN state = 1 THEN 0 WHEN state = 2 THEN 1 WHEN state = 4 THEN 2"                \
    " WHEN withdrawn_at <= ?2 THEN 3 WHEN expires_at <= ?2 THEN 4 WHEN shown_from > ?2 THEN 5"     \
    " ELSE 6 END, is_broken OR state = 2, count(*) FROM entries WHERE newsroom = " STM_NEWSROOM_ID \
    " GROUP BY 1, 2"

static void add(stm_totals_t *totals, sqlite3_stmt *row)
{
    const int total = sqlite3_column_int(row, 0);
    const apr_int64_t count = sqlite3_column_int64(row, 2);

    if (total >= 0 && total < STM_TOTALS) {
        totals->of[total] += count;
    }
    totals->broken += sqlite3_column_int(row, 1) ? count : 0;
}

apr_status_t stm_catalog_totals(stm_totals_t *totals, stm_catalog_t *catalog, const char *newsroom,
                                apr_time_t moment)
{
    apr_status_t status = stm_catalog_ready(catalog);
    sqlite3_stmt *query;

    memset(totals, 0, sizeof(*totals));
    if (!status) {
        status = stm_database_query(&query, catalog->database, TOTALS,
                                    STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(moment)));
    }
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        add(totals, query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}
