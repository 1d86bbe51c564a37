#include "core/intake/scan.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/malloc_trim.h"
#include "core/intake/internal.h"

/* So many documents in one scan are one. */
#define BURST 500

/* What a newsroom may take of the time of another one's scan. */
#define TURN apr_time_from_msec(100)

apr_status_t stm_batch_begin(stm_scan_t *scan)
{
    stm_intake_t *intake = scan->intake;
    stm_catalog_room_t *room;
    apr_status_t status;
    if (scan->is_writing) {
        return APR_SUCCESS;
    }
    status = stm_history_begin(intake->history);
    if (!status) {
        status = stm_catalog_begin(intake->catalog);
    }
    if (!status) {
        status = stm_catalog_room(&room, intake->catalog, scan->newsroom->key);
    }
    /* Of what an index is made of anew, nobody knows when it came. */
    stm_catalog_tell(intake->catalog, scan->is_complete ? scan->moment : 0);
    scan->is_writing = !status;
    if (status) {
        stm_history_rollback(intake->history);
    }
    return status;
}

static void end_batch(stm_scan_t *scan)
{
    apr_pool_clear(scan->batch_pool);
    stm_report_start(scan);
    scan->is_writing = scan->is_changed = scan->taken = 0;
}

static void give_up(stm_scan_t *scan)
{
    stm_catalog_rollback(scan->intake->catalog);
    stm_history_rollback(scan->intake->history);
    end_batch(scan);
}

static apr_status_t settle(stm_scan_t *scan)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    apr_array_header_t *settled = apr_array_make(scan->batch_pool, 4, sizeof(stm_settled_t));
    apr_status_t status =
        stm_catalog_settle(settled, catalog, scan->newsroom->key, scan->moment, scan->batch_pool);
    int i;
    for (i = 0; !status && i < settled->nelts; i++) {
        const stm_settled_t *one = &APR_ARRAY_IDX(settled, i, stm_settled_t);
        stm_report_note_later(scan, one->name, STM_ABOUT_SOURCES, STM_OUTCOME_REFUSED,
                              one->problems, one->before);
    }
    return status ? status : stm_catalog_raise(catalog, scan->newsroom->key);
}

/* What readers remember of these names, and of all lists, no longer holds. */
static void raise_changes(const stm_scan_t *scan)
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

apr_status_t stm_batch_commit(stm_scan_t *scan)
{
    apr_status_t status = APR_SUCCESS;
    if (!scan->is_writing) {
        end_batch(scan);
        return APR_SUCCESS;
    }
    if (scan->is_changed) {
        status = settle(scan);
    }
    if (!status) {
        status = keep_touched(scan);
    }
    if (!status) {
        status = stm_history_commit(scan->intake->history);
    }
    if (!status) {
        status =
            stm_catalog_go_with(scan->intake->catalog, stm_history_mark(scan->intake->history));
    }
    if (!status) {
        status = stm_catalog_commit(scan->intake->catalog);
    }
    if (!status) {
        raise_changes(scan);
        stm_report_send(scan);
        end_batch(scan);
    }
    return status;
}

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
        stm_history_rest(scan->intake->history);
        stm_catalog_rest(scan->intake->catalog);
        stm_trim_own();
    }
}

typedef apr_status_t (*run_t)(stm_scan_t *scan);

/* Many documents come into an index that readers do not have yet, whatever comes of the scan. */
static apr_status_t run_or_fill(stm_scan_t *scan, run_t run)
{
    apr_status_t status = run(scan), shown;
    if (status == STM_SCAN_IS_LARGE) {
        give_up(scan);
        scan->total = 0;
        status = stm_catalog_fill(scan->intake->catalog);
        status = status ? status : run(scan);
    }
    if (status && status != APR_EINTR) {
        return status;
    }
    shown = stm_catalog_show(scan->intake->catalog);
    return shown ? shown : status;
}

static apr_status_t run_or_renew(stm_scan_t *scan, run_t run)
{
    apr_status_t status = stm_catalog_mend(scan->intake->catalog);
    if (!status) {
        status = run_or_fill(scan, run);
    }
    if (status == STM_ESTATE && stm_catalog_is_damaged(scan->intake->catalog)) {
        give_up(scan);
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
    end_batch(scan);
    status = run_or_renew(scan, run);
    if (status && status != APR_EINTR) {
        give_up(scan);
        add_state_fault(scan, status);
    }
    stm_report_send_later(scan);
    /* Only a complete scan knows all that is wrong. */
    if (status != APR_EINTR && (status || run == stm_scan_complete)) {
        stm_report_send_faults(scan);
    }
    if (scan->watch) {
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
    else if (stm_watch_state_is_check_due(watch, moment, refresh)) {
        status = run_scan(&scan, stm_due_check, scratch_pool);
    }
    else if (stm_watch_state_has_ready(watch)) {
        status = run_scan(&scan, stm_due_take_all, scratch_pool);
    }
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
