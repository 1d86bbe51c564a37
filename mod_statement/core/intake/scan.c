#include "core/intake/scan.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/malloc_trim.h"
#include "core/intake/internal.h"
#include "core/intake/unsettled.h"

/* So many documents in one scan are one. */
#define BURST 500

/* What a newsroom may take of the time of another one's scan. */
#define TURN apr_time_from_msec(100)

static void add_state_fault(stm_scan_t *scan, apr_status_t status)
{
    char text[128];
    stm_problems_add(scan->faults, STM_SEVERITY_ERROR, "state-unwritable", NULL, 0, 0,
                     "See that the state directory belongs to the user that the server's children "
                     "run as, and that its disk has room. What is there is served on.",
                     "What changed in %s could not be recorded (%s)", scan->newsroom->root,
                     status == STM_ESTATE ? "the database is damaged"
                                          : apr_strerror(status, text, sizeof(text)));
}

/* After a burst its memory goes back to the system. */
static void rest(const stm_scan_t *scan)
{
    if (scan->total >= BURST) {
        stm_history_release_idle(scan->intake->history);
        stm_catalog_release_idle(scan->intake->catalog);
        stm_trim();
    }
}

typedef apr_status_t (*run_t)(stm_scan_t *scan);

/* Many documents come into an index that readers do not have yet, whatever comes of the scan. */
static apr_status_t run_or_fill(stm_scan_t *scan, run_t run)
{
    apr_status_t status = run(scan), shown;
    if (status == STM_SCAN_IS_LARGE) {
        stm_batch_rollback(scan);
        scan->total = 0;
        status = stm_catalog_bulk_load(scan->intake->catalog);
        status = status ? status : run(scan);
    }
    if (status && status != APR_EINTR) {
        return status;
    }
    shown = stm_catalog_publish(scan->intake->catalog);
    return shown ? shown : status;
}

static apr_status_t run_or_renew(stm_scan_t *scan, run_t run)
{
    apr_status_t status = stm_catalog_mend(scan->intake->catalog);
    if (!status) {
        status = run_or_fill(scan, run);
    }
    if (status == STM_ESTATE && stm_catalog_is_damaged(scan->intake->catalog)) {
        stm_batch_rollback(scan);
        status = stm_catalog_renew(scan->intake->catalog);
        if (!status) {
            status = run(scan);
        }
    }
    return status;
}

static apr_status_t run_scan(stm_scan_t *scan, run_t run, apr_pool_t *scratch_pool)
{
    apr_status_t status;
    apr_pool_create(&scan->pool, scratch_pool);
    apr_pool_create(&scan->batch_pool, scan->pool);
    scan->faults = stm_problems_create(scan->pool);
    scan->missed = apr_array_make(scan->pool, 8, sizeof(stm_file_t));
    scan->unsettled = apr_hash_make(scan->pool);
    stm_batch_reset(scan);
    status = run_or_renew(scan, run);
    if (status && status != APR_EINTR) {
        stm_batch_rollback(scan);
        add_state_fault(scan, status);
    }
    stm_report_send_later(scan);
    /* Only a complete scan knows all that is wrong. */
    if (status != APR_EINTR && (status || run == stm_scan_complete)) {
        stm_report_send_faults(scan);
    }
    if (scan->watch) {
        stm_unsettled_await(scan);
        scan->watch->is_all_due |=
            status || (run != stm_scan_complete && stm_problems_at(scan->faults, 0));
    }
    apr_pool_destroy(scan->pool);
    rest(scan);
    return status;
}

apr_status_t stm_intake_scan(stm_intake_t *intake, const stm_newsroom_t *newsroom,
                             apr_time_t moment, apr_interval_time_t refresh,
                             apr_pool_t *scratch_pool)
{
    stm_scan_t scan = {
        .intake = intake, .newsroom = newsroom, .moment = moment, .refresh = refresh};
    return run_scan(&scan, stm_scan_complete, scratch_pool);
}

static stm_watch_state_t *watch_state_of(stm_intake_t *intake, const stm_newsroom_t *newsroom)
{
    stm_watch_state_t *watch =
        apr_hash_get(intake->watch_states, newsroom->key, APR_HASH_KEY_STRING);
    if (!watch) {
        apr_pool_t *pool;
        apr_pool_create(&pool, intake->pool);
        watch = stm_watch_state_create(newsroom->root, intake->events, pool);
        apr_hash_set(intake->watch_states, apr_pstrdup(pool, newsroom->key), APR_HASH_KEY_STRING,
                     watch);
    }
    return watch;
}

void stm_intake_forget(stm_intake_t *intake, const char *newsroom)
{
    stm_watch_state_t *watch = apr_hash_get(intake->watch_states, newsroom, APR_HASH_KEY_STRING);
    if (watch) {
        intake->refused = intake->refused == watch ? NULL : intake->refused;
        apr_hash_set(intake->watch_states, newsroom, APR_HASH_KEY_STRING, NULL);
        apr_pool_destroy(watch->pool);
    }
}

/* Whoever is told of the end of an embargo need not wait longer than this for a check. */
#define PROMPT apr_time_from_sec(1)

static int is_moment_come(const stm_watch_state_t *watch, apr_time_t moment)
{
    return watch->next_at && moment >= watch->next_at && moment > watch->checked_at;
}

static void find_next_moment(const stm_scan_t *scan)
{
    if (scan->refresh > PROMPT && scan->intake->keeps_notices &&
        stm_catalog_next_change(&scan->watch->next_at, scan->intake->catalog, scan->newsroom->key,
                                scan->moment)) {
        scan->watch->next_at = 0;
    }
}

apr_status_t stm_intake_watch(stm_intake_t *intake, const stm_newsroom_t *newsroom,
                              apr_time_t moment, apr_interval_time_t refresh,
                              apr_pool_t *scratch_pool)
{
    stm_watch_state_t *watch = watch_state_of(intake, newsroom);
    stm_scan_t scan = {.intake = intake,
                       .newsroom = newsroom,
                       .watch = watch,
                       .moment = moment,
                       .refresh = refresh};
    apr_status_t status = APR_SUCCESS;
    stm_watch_state_collect(watch);
    if (stm_watch_state_is_scan_due(watch, moment, refresh)) {
        stm_watch_state_start(watch, moment);
        status = run_scan(&scan, stm_scan_complete, scratch_pool);
        stm_watch_state_end(watch, moment);
    }
    else if (stm_watch_state_is_check_due(watch, moment, refresh) ||
             is_moment_come(watch, moment)) {
        status = run_scan(&scan, stm_due_check, scratch_pool);
    }
    else if (stm_watch_state_has_ready(watch)) {
        status = run_scan(&scan, stm_due_take_all, scratch_pool);
    }
    else {
        return APR_SUCCESS;
    }
    find_next_moment(&scan);
    return status;
}

void stm_intake_on_pause(stm_intake_t *intake, stm_intake_pause_t pause)
{
    intake->pause = pause;
}

apr_status_t stm_intake_turn(stm_intake_t *intake, const stm_newsroom_t *newsroom,
                             apr_time_t moment, apr_interval_time_t refresh,
                             apr_pool_t *scratch_pool)
{
    stm_watch_state_t *watch = watch_state_of(intake, newsroom);
    stm_scan_t scan = {.intake = intake,
                       .newsroom = newsroom,
                       .watch = watch,
                       .moment = moment,
                       .refresh = refresh,
                       .turn_ends_at = apr_time_now() + TURN};
    stm_watch_state_collect(watch);
    /* Its own first scan comes later. */
    if (!watch->scanned_at) {
        return APR_SUCCESS;
    }
    if (stm_watch_state_is_check_due(watch, moment, refresh)) {
        return run_scan(&scan, stm_due_check, scratch_pool);
    }
    return watch->ready->nelts ? run_scan(&scan, stm_due_take_all, scratch_pool) : APR_SUCCESS;
}
