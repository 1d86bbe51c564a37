#include "core/intake/notices.h"

#include "core/intake/internal.h"

void stm_intake_keep_notices(stm_intake_t *intake)
{
    intake->keeps_notices = 1;
}

apr_status_t stm_intake_notices(apr_array_header_t **notices, stm_intake_t *intake,
                                apr_int64_t after, int limit, apr_pool_t *result_pool)
{
    return stm_notices_list(notices, intake->history, after, limit, result_pool);
}

apr_status_t stm_intake_notices_told(stm_intake_t *intake, const apr_int64_t *ids, int count)
{
    return stm_notices_remove(intake->history, ids, count);
}

apr_status_t stm_intake_notices_trim(int *removed, stm_intake_t *intake, int most)
{
    return stm_notices_trim(removed, intake->history, most);
}

/* What has been published and withdrawn before anybody looked: its address answers 410. */
static int is_taken_back_at_once(const stm_scan_t *scan, const stm_lifecycle_t *event,
                                 const stm_entry_t *entry)
{
    return event->kind == STM_LIFECYCLE_WITHDRAWN && entry->first_public_at &&
           stm_catalog_is_withdrawn(entry, scan->moment) && !stm_scan_tells_end(scan, entry);
}

/* Of what readers had before and do not get any more. */
static stm_notice_kind_t kind_of_taken_back(const stm_entry_t *entry, apr_time_t moment)
{
    return entry->state == STM_STATE_FINAL && stm_catalog_has_begun(entry, moment) &&
                   entry->withdrawn_at <= moment
               ? STM_NOTICE_WITHDRAWN
               : STM_NOTICE_HIDDEN;
}

static stm_notice_kind_t kind_of_changed(const stm_lifecycle_t *event, const stm_entry_t *entry,
                                         apr_time_t moment)
{
    if (!event->was_shown) {
        return stm_catalog_is_listed(entry, moment) ? STM_NOTICE_PUBLISHED : STM_NOTICE_UNSET;
    }
    return event->is_corrected ? STM_NOTICE_CORRECTED : STM_NOTICE_CHANGED;
}

/* Of one whose page readers get now. */
static stm_notice_kind_t kind_of_shown(const stm_lifecycle_t *event, const stm_entry_t *entry,
                                       apr_time_t moment)
{
    switch (event->kind) {
    case STM_LIFECYCLE_PUBLISHED:
    case STM_LIFECYCLE_CORRECTED:
    case STM_LIFECYCLE_WITHDRAWN:
        return kind_of_changed(event, entry, moment);
    case STM_LIFECYCLE_EXPIRED:
        return event->was_shown ? STM_NOTICE_EXPIRED : STM_NOTICE_UNSET;
    case STM_LIFECYCLE_RENAMED:
        return event->was_shown ? STM_NOTICE_RENAMED : STM_NOTICE_UNSET;
    case STM_LIFECYCLE_BROKEN:
        return STM_NOTICE_BROKEN;
    case STM_LIFECYCLE_MENDED:
        return event->was_shown ? STM_NOTICE_MENDED : STM_NOTICE_UNSET;
    default:
        return STM_NOTICE_UNSET; /* hidden, until stm_scan_publish says that it is public */
    }
}

static stm_notice_kind_t kind_of(const stm_scan_t *scan, const stm_lifecycle_t *event,
                                 const stm_entry_t *entry)
{
    const apr_time_t moment = scan->moment;

    if (event->kind == STM_LIFECYCLE_DELETED) {
        return event->was_shown ? STM_NOTICE_DELETED : STM_NOTICE_UNSET;
    }
    if (stm_catalog_is_shown(entry, moment)) {
        return kind_of_shown(event, entry, moment);
    }
    if (!event->was_shown && is_taken_back_at_once(scan, event, entry)) {
        return STM_NOTICE_WITHDRAWN;
    }
    return event->was_shown && event->kind != STM_LIFECYCLE_RENAMED &&
                   event->kind != STM_LIFECYCLE_MENDED
               ? kind_of_taken_back(entry, moment)
               : STM_NOTICE_UNSET;
}

static apr_status_t keep(stm_scan_t *scan, const stm_lifecycle_t *event)
{
    stm_notice_t notice = {
        .newsroom = scan->newsroom->key, .name = event->name, .moment = scan->moment};
    stm_entry_t *entry;
    apr_status_t status;

    if (event->kind == STM_LIFECYCLE_NEWSROOM) {
        notice.kind = STM_NOTICE_NEWSROOM;
        notice.identity = STM_HISTORY_NEWSROOM_FILE;
        return stm_notices_add(scan->intake->history, &notice);
    }
    status = stm_catalog_known(&entry, scan->intake->catalog, scan->newsroom->key, event->name,
                               scan->batch_pool);

    if (status) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    notice.kind = kind_of(scan, event, entry);
    notice.identity = entry->identity ? entry->identity : "";
    if (notice.kind == STM_NOTICE_RENAMED) {
        notice.other = event->other;
    }
    else if (notice.kind == STM_NOTICE_HIDDEN && event->other) {
        notice.name = event->other; /* nobody knows the new one */
    }
    return notice.kind ? stm_notices_add(scan->intake->history, &notice) : APR_SUCCESS;
}

apr_status_t stm_notices_keep(stm_scan_t *scan)
{
    apr_status_t status = APR_SUCCESS;

    if (!scan->intake->keeps_notices || !scan->is_begun) {
        return APR_SUCCESS;
    }
    for (int i = 0; i < scan->lifecycle->nelts && !status; i++) {
        status = keep(scan, &APR_ARRAY_IDX(scan->lifecycle, i, stm_lifecycle_t));
    }
    return status;
}
