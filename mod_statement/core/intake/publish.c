/* What has become public because its moment has come. */
#include "core/intake/internal.h"

static apr_status_t publish_one(stm_scan_t *scan, const stm_entry_t *entry)
{
    stm_history_t *history = scan->intake->history;
    stm_past_t past;
    apr_status_t status = stm_history_by_identity(&past, history, scan->newsroom->key,
                                                  entry->identity, STM_BYTES_WITHOUT, scan->pool);
    if (status == APR_ENOENT) {
        /* Broken when the history was lost, so that it has nothing to keep of it. */
        past.first_public_at = entry->visible_from;
        status = APR_SUCCESS;
    }
    else if (!status && !past.first_public_at) {
        past.first_public_at =
            past.changed_at > entry->visible_from ? past.changed_at : entry->visible_from;
        status = stm_history_keep(history, scan->newsroom->key, &past);
    }
    if (!status) {
        stm_lifecycle_note(scan, STM_LIFECYCLE_PUBLISHED, entry->name, NULL, 0);
        status = stm_catalog_mark_public(scan->intake->catalog, scan->newsroom->key, entry->name,
                                         past.first_public_at);
    }
    return status;
}

apr_status_t stm_scan_publish(stm_scan_t *scan)
{
    apr_array_header_t *entries;
    apr_status_t status;
    int i;
    if (scan->is_changed) {
        /* What is visible is known once all that is reproduced is settled. */
        status = stm_batch_commit(scan);
        if (status) {
            return status;
        }
    }
    status = stm_catalog_newly_public(&entries, scan->intake->catalog, scan->newsroom->key,
                                      scan->moment, scan->pool);
    if (!status && entries->nelts) {
        status = stm_batch_begin(scan);
        scan->is_changed = 1;
    }
    for (i = 0; !status && i < entries->nelts; i++) {
        status = publish_one(scan, APR_ARRAY_IDX(entries, i, stm_entry_t *));
    }
    return status ? status : stm_lifecycle_tell_ended(scan);
}
