/* A complete scan: all folders, all files. */
#include <string.h>

#include "core/base/table.h"
#include "core/catalog/report.h"
#include "core/intake/internal.h"

#define NOTE_SPAN apr_time_from_sec(30)

static apr_status_t adopt(stm_scan_t *scan)
{
    apr_status_t status = stm_batch_begin(scan);

    if (!status) {
        status = stm_history_adopt(scan->intake->history, scan->newsroom);
    }
    /* An index that knows more than the history: that one was lost and is filled again. */
    return status ? status : stm_catalog_recheck_all(scan->intake->catalog, scan->newsroom->key);
}

apr_status_t stm_scan_register(stm_scan_t *scan)
{
    apr_int64_t generation;
    apr_status_t status = stm_catalog_generation(&generation, &scan->is_complete,
                                                 scan->intake->catalog, scan->newsroom->key);
    if (status == APR_ENOENT) {
        scan->is_complete = 0;
        status = APR_SUCCESS;
    }
    if (!status && stm_history_is_unknown(scan->intake->history, scan->newsroom)) {
        status = adopt(scan);
    }
    scan->is_begun =
        stm_history_touched(scan->intake->history, scan->newsroom->key, STM_HISTORY_BEGUN) != 0;
    return status;
}

/* With what was taken over from a former key. */
static apr_status_t meet(stm_scan_t *scan)
{
    apr_status_t status = stm_scan_register(scan);
    scan->is_blank = !status && stm_history_is_blank(scan->intake->history, scan->newsroom->key);
    return status;
}

static apr_status_t walk_all(stm_scan_t *scan, int *is_there)
{
    int pass = 0;
    apr_status_t status;
    do {
        scan->is_again = scan->is_blind = 0;
        scan->is_new = stm_catalog_is_empty(scan->intake->catalog);
        scan->met = stm_table_make(scan->pool);
        scan->faults = stm_problems_create(scan->pool);
        status = stm_walk_root(scan, is_there);
        if (!status) {
            status = stm_vanished_note_all(scan);
        }
    } while (!status && scan->is_again && ++pass < STM_SCAN_PASSES);
    scan->is_new = 0;
    return status;
}

/* One speaks for all: a thousand newsrooms would say the same. */
static void explain_refusal(stm_scan_t *scan)
{
    const stm_watch_state_t *watch = scan->watch, **refused = &scan->intake->refused;
    if (stm_watch_state_is_refused(watch) && !*refused) {
        *refused = watch;
    }
    if (*refused == watch) {
        *refused = stm_watch_state_is_refused(watch) ? watch : NULL;
        stm_watch_state_explain(watch, scan->faults);
    }
}

/* That a scan began is noted only now and then: where nothing tells of changes there is one each
 * second. */
static apr_status_t note_scan(stm_scan_t *scan)
{
    apr_time_t scanned_at;
    apr_status_t status =
        stm_catalog_scanned_at(&scanned_at, scan->intake->catalog, scan->newsroom->key);

    if (status || (scanned_at <= scan->moment && scan->moment - scanned_at < NOTE_SPAN)) {
        return APR_STATUS_IS_ENOENT(status) ? APR_SUCCESS : status;
    }
    status = stm_batch_begin(scan);
    if (!status) {
        /* Nothing tells of a picture that comes after the statement that shows it. */
        status = stm_catalog_recheck_dead_links(scan->intake->catalog, scan->newsroom->key);
    }
    return status ? status
                  : stm_catalog_note_scan(scan->intake->catalog, scan->newsroom->key, scan->moment);
}

static apr_status_t note_begun(stm_scan_t *scan)
{
    stm_history_t *history = scan->intake->history;
    apr_status_t status;

    if (scan->is_begun) {
        return APR_SUCCESS;
    }
    status = stm_batch_begin(scan);
    return status
               ? status
               : stm_history_touch(history, scan->newsroom->key, STM_HISTORY_BEGUN, scan->moment);
}

/* For the report, which asks the index. */
static apr_status_t keep_faults(stm_scan_t *scan)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    const char *now =
        stm_problems_at(scan->faults, 0) ? stm_problems_json(scan->faults, scan->pool) : NULL;
    const char *kept;
    apr_status_t status = stm_catalog_faults(&kept, catalog, scan->newsroom->key, scan->pool);

    if (status || stm_scan_is_text_same(kept, now)) {
        return APR_STATUS_IS_ENOENT(status) ? APR_SUCCESS : status;
    }
    status = stm_batch_begin(scan);
    return status ? status : stm_catalog_put_faults(catalog, scan->newsroom->key, now);
}

/* What history and index tell apart, of a newsroom whose files have just been walked. */
static apr_status_t make_level(int *restored, stm_scan_t *scan)
{
    const int is_behind = scan->intake->is_behind ||
                          stm_catalog_is_behind(scan->intake->catalog, scan->newsroom->key);
    apr_status_t status = APR_SUCCESS;
    if ((!scan->is_complete || is_behind) && !scan->is_blank) {
        status = stm_scan_restore(restored, scan);
    }
    if (!status && is_behind) {
        status = stm_batch_begin(scan);
        status =
            status ? status : stm_catalog_note_level(scan->intake->catalog, scan->newsroom->key);
    }
    return status;
}

apr_status_t stm_scan_complete(stm_scan_t *scan)
{
    int is_there = 0, restored = 0;
    apr_status_t status = meet(scan);
    if (!status) {
        status = stm_report_say_again(scan);
    }
    if (!status) {
        status = stm_newsroom_file_take(scan);
    }
    if (!status) {
        status = walk_all(scan, &is_there);
        stm_problems_append(scan->faults, scan->in_newsroom_file);
    }
    if (!status) {
        status = make_level(&restored, scan);
    }
    if (scan->watch) {
        /* What was restored may be gone. */
        scan->watch->is_all_due |= restored > 0;
        /* What is not mounted or cannot be read comes back without an event. */
        scan->watch->is_watched &= !scan->is_blind;
        explain_refusal(scan);
    }
    if (!status) {
        status = stm_scan_publish(scan);
    }
    /* A root that never was there is no newsroom yet; one that vanished is served on. */
    if (!status && !scan->is_complete && (is_there || restored)) {
        status = stm_batch_begin(scan);
        if (!status) {
            status = stm_catalog_mark_complete(scan->intake->catalog, scan->newsroom->key, 1);
        }
    }
    if (!status && (is_there || restored)) {
        status = note_begun(scan);
    }
    if (!status && is_there) {
        status = note_scan(scan);
    }
    if (!status) {
        status = keep_faults(scan);
    }
    if (!status || status == APR_EINTR) {
        apr_status_t kept = stm_batch_commit(scan);
        status = kept ? kept : status;
    }
    return status ? status : stm_link_check_run(scan);
}
