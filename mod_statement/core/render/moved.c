#include "core/render/moved.h"

static apr_time_t last_gone(const apr_array_header_t *gone)
{
    apr_time_t last = 0;

    for (int i = 0; gone && i < gone->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(gone, i, const stm_entry_t *);
        last = entry->withdrawn_at > last ? entry->withdrawn_at : last;
    }
    return last;
}

apr_status_t stm_feed_moved(apr_time_t *moved, const stm_records_t *records,
                            const stm_query_t *query, const apr_array_header_t *gone,
                            stm_moved_t which, int shown, apr_pool_t *scratch_pool)
{
    const char *key = records->newsroom->key;
    apr_time_t recorded = 0;
    apr_status_t status = APR_SUCCESS;

    *moved = stm_filter_is_set(&query->filter) ? 0 : last_gone(gone);
    if (which == STM_MOVED_RECORDED) {
        status = stm_catalog_moved(&recorded, records->catalog, records->history, key, query,
                                   scratch_pool);
        *moved = !status && recorded > *moved ? recorded : *moved;
    }
    if (!*moved && !shown) {
        *moved = stm_history_touched(records->history, key, STM_HISTORY_BEGUN);
    }
    return status;
}
