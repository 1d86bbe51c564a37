/* One batch: what is written to history and index in one transaction, then told to readers. */
#include <apr_strings.h>

#include "core/base/memory_reserve.h"
#include "core/intake/internal.h"

apr_status_t stm_batch_begin(stm_scan_t *scan)
{
    stm_intake_t *intake = scan->intake;
    stm_catalog_newsroom_t *room;
    apr_status_t status;
    if (scan->is_writing) {
        return APR_SUCCESS;
    }
    status = stm_history_begin(intake->history);
    if (!status) {
        status = stm_catalog_begin(intake->catalog);
    }
    if (!status) {
        status = stm_catalog_newsroom(&room, intake->catalog, scan->newsroom->key);
    }
    /* Of what an index is made of anew, nobody knows when it came. */
    stm_catalog_tell(intake->catalog, scan->is_complete ? scan->moment : 0);
    if (!status && intake->is_behind) {
        status = stm_catalog_note_behind(intake->catalog);
    }
    scan->is_writing = !status;
    if (status) {
        stm_history_rollback(intake->history);
    }
    return status;
}

void stm_batch_reset(stm_scan_t *scan)
{
    apr_pool_clear(scan->batch_pool);
    stm_report_start(scan);
    scan->is_writing = scan->is_changed = scan->taken = 0;
    scan->failures = stm_memory_reserve_failures();
}

void stm_batch_rollback(stm_scan_t *scan)
{
    stm_catalog_rollback(scan->intake->catalog);
    stm_history_rollback(scan->intake->history);
    stm_batch_reset(scan);
}

static apr_status_t settle(stm_scan_t *scan)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    apr_array_header_t *settled = apr_array_make(scan->batch_pool, 4, sizeof(stm_resolved_t));
    apr_status_t status = stm_catalog_resolve_sources(settled, catalog, scan->newsroom->key,
                                                      scan->moment, scan->batch_pool);
    int i;
    for (i = 0; !status && i < settled->nelts; i++) {
        const stm_resolved_t *one = &APR_ARRAY_IDX(settled, i, stm_resolved_t);
        stm_report_note_later(scan, one->name, STM_ABOUT_SOURCES, STM_OUTCOME_REFUSED,
                              one->problems, one->before);
        status = stm_lifecycle_note_resolved(scan, one);
    }
    return status ? status : stm_catalog_bump(catalog, scan->newsroom->key);
}

/* What readers remember of these names, and of all lists, no longer holds. */
static void bump_generations(const stm_scan_t *scan)
{
    const apr_array_header_t *names = stm_catalog_changed(scan->intake->catalog);
    const char *newsroom = scan->newsroom->key;
    int i;
    for (i = 0; i < names->nelts; i++) {
        stm_generation_bump(scan->intake->generation,
                            stm_generation_slot(newsroom, APR_ARRAY_IDX(names, i, const char *)));
    }
    stm_generation_bump(scan->intake->generation, stm_generation_slot(newsroom, NULL));
    if (scan->intake->changed) {
        scan->intake->changed(scan->intake->baton, scan->newsroom, names);
    }
}

/* When each list changed is primary data. */
static apr_status_t keep_touched(stm_scan_t *scan)
{
    apr_array_header_t *touched;
    apr_status_t status = stm_catalog_touched(&touched, scan->intake->catalog, scan->batch_pool);
    for (int i = 0; !status && i < touched->nelts; i++) {
        const stm_touched_t *one = &APR_ARRAY_IDX(touched, i, stm_touched_t);
        status =
            stm_history_touch(scan->intake->history, scan->newsroom->key, one->list, one->moment);
    }
    return status;
}

/* What ended up to then is told again unless the batch is kept. */
static void take_told(stm_scan_t *scan)
{
    if (scan->told_at) {
        scan->watch->told_at = scan->told_at;
        scan->told_at = 0;
    }
}

/* Where that fails, the history is ahead of it. */
static apr_status_t commit_index(stm_intake_t *intake)
{
    apr_status_t status = stm_catalog_set_mark(intake->catalog, stm_history_mark(intake->history));
    if (!status) {
        status = stm_catalog_commit(intake->catalog);
    }
    intake->is_behind = status != APR_SUCCESS;
    return status;
}

apr_status_t stm_batch_commit(stm_scan_t *scan)
{
    apr_status_t status = APR_SUCCESS;
    if (!scan->is_writing) {
        take_told(scan);
        stm_batch_reset(scan);
        return APR_SUCCESS;
    }
    if (scan->is_changed) {
        status = settle(scan);
    }
    if (!status && stm_memory_reserve_failures() != scan->failures) {
        status = APR_ENOMEM; /* what was read may be half of it */
    }
    if (!status) {
        status = keep_touched(scan);
    }
    if (!status) {
        status = stm_notices_keep(scan);
    }
    if (!status) {
        status = stm_history_commit(scan->intake->history);
    }
    if (!status) {
        status = commit_index(scan->intake);
    }
    if (!status) {
        take_told(scan);
        bump_generations(scan);
        stm_report_send(scan);
        stm_lifecycle_tell(scan);
        stm_batch_reset(scan);
    }
    return status;
}

int stm_scan_is_over(const stm_scan_t *scan)
{
    return scan->turn_ends_at && scan->total && apr_time_now() >= scan->turn_ends_at;
}
