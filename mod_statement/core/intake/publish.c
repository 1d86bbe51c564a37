/* What has become public, or has ended, because its moment has come. */
#include "core/catalog/report.h"
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
        stm_lifecycle_note(
            scan, &(const stm_lifecycle_t){.kind = STM_LIFECYCLE_PUBLISHED, .name = entry->name});
        status = stm_catalog_mark_public(scan->intake->catalog, scan->newsroom->key, entry->name,
                                         past.first_public_at);
    }
    return status;
}

static stm_lifecycle_kind_t kind_of_ended(const stm_entry_t *entry, apr_time_t moment)
{
    if (entry->withdrawn_at <= moment) {
        return STM_LIFECYCLE_WITHDRAWN;
    }
    return entry->expires_at <= moment ? STM_LIFECYCLE_EXPIRED : STM_LIFECYCLE_PUBLISHED;
}

static apr_status_t keep_told(stm_scan_t *scan)
{
    apr_status_t status = stm_batch_begin(scan);

    return status ? status
                  : stm_history_touch(scan->intake->history, scan->newsroom->key, STM_HISTORY_TOLD,
                                      scan->moment);
}

/* Up to when it was told before. */
static apr_status_t find_told(stm_scan_t *scan)
{
    stm_watch_state_t *watch = scan->watch;

    if (stm_scan_is_told(scan)) {
        return APR_SUCCESS;
    }
    watch->told_at = scan->moment;
    return keep_told(scan);
}

static apr_status_t note_ended(stm_scan_t *scan)
{
    stm_watch_state_t *watch = scan->watch;
    apr_array_header_t *entries;
    apr_status_t status;

    if (!watch || !scan->intake->lifecycle) {
        return APR_SUCCESS;
    }
    status = find_told(scan);
    if (!status) {
        status = stm_catalog_ended(&entries, scan->intake->catalog, scan->newsroom->key,
                                   watch->told_at, scan->moment, scan->pool);
    }
    if (!status && entries->nelts) {
        status = keep_told(scan);
    }
    for (int i = 0; !status && i < entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);
        stm_lifecycle_kind_t kind = kind_of_ended(entry, scan->moment);

        stm_lifecycle_note(scan,
                           &(const stm_lifecycle_t){.kind = kind,
                                                    .name = entry->name,
                                                    .was_shown = kind != STM_LIFECYCLE_PUBLISHED});
    }
    scan->told_at = status ? 0 : scan->moment;
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
    return status ? status : note_ended(scan);
}
