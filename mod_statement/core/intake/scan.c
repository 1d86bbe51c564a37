#include "core/intake/scan.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/malloc_trim.h"
#include "core/intake/internal.h"

/* So many documents in one look are one. */
#define BURST 500

/* What a newsroom may take of the time of another one's look. */
#define TURN apr_time_from_msec(100)

apr_status_t stm_look_write(stm_look_t *look)
{
    stm_intake_t *intake = look->intake;
    stm_catalog_room_t *room;
    apr_status_t status;
    if (look->is_writing) {
        return APR_SUCCESS;
    }
    status = stm_history_begin(intake->history);
    if (!status) {
        status = stm_catalog_begin(intake->catalog);
    }
    if (!status) {
        status = stm_catalog_room(&room, intake->catalog, look->newsroom->key);
    }
    /* Of what an index is made of anew, nobody knows when it came. */
    stm_catalog_tell(intake->catalog, look->is_complete ? look->moment : 0);
    look->is_writing = !status;
    if (status) {
        stm_history_rollback(intake->history);
    }
    return status;
}

static void end_batch(stm_look_t *look)
{
    apr_pool_clear(look->batch_pool);
    stm_look_start_notes(look);
    look->is_writing = look->is_changed = look->taken = 0;
}

static void give_up(stm_look_t *look)
{
    stm_catalog_rollback(look->intake->catalog);
    stm_history_rollback(look->intake->history);
    end_batch(look);
}

static apr_status_t settle(stm_look_t *look)
{
    stm_catalog_t *catalog = look->intake->catalog;
    apr_array_header_t *settled = apr_array_make(look->batch_pool, 4, sizeof(stm_settled_t));
    apr_status_t status =
        stm_catalog_settle(settled, catalog, look->newsroom->key, look->moment, look->batch_pool);
    int i;
    for (i = 0; !status && i < settled->nelts; i++) {
        const stm_settled_t *one = &APR_ARRAY_IDX(settled, i, stm_settled_t);
        stm_look_note_later(look, one->name, STM_ABOUT_SOURCES, STM_FATE_REFUSED, one->problems,
                            one->before);
    }
    return status ? status : stm_catalog_raise(catalog, look->newsroom->key);
}

/* What readers remember of these names, and of all lists, no longer holds. */
static void raise_changes(const stm_look_t *look)
{
    const apr_array_header_t *names = stm_catalog_changed(look->intake->catalog);
    const char *newsroom = look->newsroom->key;
    int i;
    for (i = 0; i < names->nelts; i++) {
        stm_changes_raise(look->intake->changes,
                          stm_changes_place(newsroom, APR_ARRAY_IDX(names, i, const char *)));
    }
    stm_changes_raise(look->intake->changes, stm_changes_place(newsroom, NULL));
    if (look->intake->changed) {
        look->intake->changed(look->intake->baton, look->newsroom, names);
    }
}

/* When each list changed is primary data. */
static apr_status_t keep_touched(stm_look_t *look)
{
    apr_array_header_t *touched;
    apr_status_t status = stm_catalog_touched(&touched, look->intake->catalog, look->batch_pool);
    for (int i = 0; !status && i < touched->nelts; i++) {
        const stm_touched_t *one = &APR_ARRAY_IDX(touched, i, stm_touched_t);
        status =
            stm_history_touch(look->intake->history, look->newsroom->key, one->list, one->moment);
    }
    return status;
}

apr_status_t stm_look_commit(stm_look_t *look)
{
    apr_status_t status = APR_SUCCESS;
    if (!look->is_writing) {
        end_batch(look);
        return APR_SUCCESS;
    }
    if (look->is_changed) {
        status = settle(look);
    }
    if (!status) {
        status = keep_touched(look);
    }
    if (!status) {
        status = stm_history_commit(look->intake->history);
    }
    if (!status && stm_catalog_will_show(look->intake->catalog)) {
        status = stm_history_show(look->intake->history);
    }
    if (!status) {
        status =
            stm_catalog_go_with(look->intake->catalog, stm_history_mark(look->intake->history));
    }
    if (!status) {
        status = stm_catalog_commit(look->intake->catalog);
    }
    if (!status) {
        raise_changes(look);
        stm_look_tell(look);
        end_batch(look);
    }
    return status;
}

static void add_state_fault(stm_look_t *look, apr_status_t status)
{
    char text[128];
    stm_problems_add(look->faults, STM_SEVERITY_ERROR, "state-unwritable", NULL, 0, 0,
                     "See that the state directory belongs to the user that the server's children "
                     "run as, and that its disk has room. What is there is served on.",
                     "What changed in %s could not be recorded (%s)", look->newsroom->root,
                     status == STM_ESTATE ? "the database is damaged"
                                          : apr_strerror(status, text, sizeof(text)));
}

/* After a burst its memory goes back to the system. */
static void rest(const stm_look_t *look)
{
    if (look->total >= BURST) {
        stm_history_rest(look->intake->history);
        stm_catalog_rest(look->intake->catalog);
        stm_trim_own();
    }
}

typedef apr_status_t (*run_t)(stm_look_t *look);

static apr_status_t fill(stm_look_t *look)
{
    apr_status_t status = stm_catalog_fill(look->intake->catalog);
    return status ? status : stm_history_fill(look->intake->history);
}

static apr_status_t show(stm_look_t *look)
{
    apr_status_t status = stm_history_show(look->intake->history);
    return status ? status : stm_catalog_show(look->intake->catalog);
}

/* Many documents come into files that readers do not have yet, whatever comes of the look. */
static apr_status_t run_or_fill(stm_look_t *look, run_t run)
{
    apr_status_t status = run(look), shown;
    if (status == STM_LOOK_IS_LARGE) {
        give_up(look);
        look->total = 0;
        status = fill(look);
        status = status ? status : run(look);
    }
    if (status && status != APR_EINTR) {
        return status;
    }
    shown = show(look);
    return shown ? shown : status;
}

/* What a failure has left of files that were being filled. */
static apr_status_t mend(stm_look_t *look)
{
    apr_status_t status = stm_catalog_mend(look->intake->catalog);
    return status ? status : stm_history_mend(look->intake->history);
}

static apr_status_t run_or_renew(stm_look_t *look, run_t run)
{
    apr_status_t status = mend(look);
    if (!status) {
        status = run_or_fill(look, run);
    }
    if (status == STM_ESTATE && stm_catalog_is_damaged(look->intake->catalog)) {
        give_up(look);
        status = stm_catalog_renew(look->intake->catalog);
        if (!status) {
            status = stm_history_mend(look->intake->history);
        }
        if (!status) {
            status = run(look);
        }
    }
    return status;
}

static apr_status_t run_look(stm_look_t *look, run_t run, apr_pool_t *scratch_pool)
{
    apr_status_t status;
    apr_pool_create(&look->pool, scratch_pool);
    apr_pool_create(&look->batch_pool, look->pool);
    look->faults = stm_problems_create(look->pool);
    look->missed = apr_array_make(look->pool, 8, sizeof(stm_file_t));
    end_batch(look);
    status = run_or_renew(look, run);
    if (status && status != APR_EINTR) {
        give_up(look);
        add_state_fault(look, status);
    }
    stm_look_tell_later(look);
    /* Only a complete look knows all that is wrong. */
    if (status != APR_EINTR && (status || run == stm_look_complete)) {
        stm_look_tell_faults(look);
    }
    if (look->room) {
        look->room->is_all_due |=
            status || (run != stm_look_complete && stm_problems_at(look->faults, 0));
    }
    apr_pool_destroy(look->pool);
    rest(look);
    return status;
}

apr_status_t stm_intake_look(stm_intake_t *intake, const stm_newsroom_t *newsroom,
                             apr_time_t moment, apr_interval_time_t refresh,
                             apr_pool_t *scratch_pool)
{
    stm_look_t look = {
        .intake = intake, .newsroom = newsroom, .moment = moment, .refresh = refresh};
    return run_look(&look, stm_look_complete, scratch_pool);
}

static stm_room_t *room_of(stm_intake_t *intake, const stm_newsroom_t *newsroom)
{
    stm_room_t *room = apr_hash_get(intake->rooms, newsroom->key, APR_HASH_KEY_STRING);
    if (!room) {
        apr_pool_t *pool;
        apr_pool_create(&pool, intake->pool);
        room = stm_room_create(newsroom->root, intake->events, pool);
        apr_hash_set(intake->rooms, apr_pstrdup(pool, newsroom->key), APR_HASH_KEY_STRING, room);
    }
    return room;
}

void stm_intake_forget(stm_intake_t *intake, const char *newsroom)
{
    stm_room_t *room = apr_hash_get(intake->rooms, newsroom, APR_HASH_KEY_STRING);
    if (room) {
        intake->refused = intake->refused == room ? NULL : intake->refused;
        apr_hash_set(intake->rooms, newsroom, APR_HASH_KEY_STRING, NULL);
        apr_pool_destroy(room->pool);
    }
}

apr_status_t stm_intake_watch(stm_intake_t *intake, const stm_newsroom_t *newsroom,
                              apr_time_t moment, apr_interval_time_t refresh,
                              apr_pool_t *scratch_pool)
{
    stm_room_t *room = room_of(intake, newsroom);
    stm_look_t look = {
        .intake = intake, .newsroom = newsroom, .room = room, .moment = moment, .refresh = refresh};
    apr_status_t status = APR_SUCCESS;
    stm_room_collect(room);
    if (stm_room_is_look_due(room, moment, refresh)) {
        stm_room_start(room, moment);
        status = run_look(&look, stm_look_complete, scratch_pool);
        stm_room_end(room, moment);
    }
    else if (stm_room_is_check_due(room, moment, refresh)) {
        status = run_look(&look, stm_look_check, scratch_pool);
    }
    else if (stm_room_has_ready(room)) {
        status = run_look(&look, stm_look_ready, scratch_pool);
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
    stm_room_t *room = room_of(intake, newsroom);
    stm_look_t look = {.intake = intake,
                       .newsroom = newsroom,
                       .room = room,
                       .moment = moment,
                       .refresh = refresh,
                       .turn_ends_at = apr_time_now() + TURN};
    stm_room_collect(room);
    /* Its own first look comes later. */
    if (!room->looked_at) {
        return APR_SUCCESS;
    }
    if (stm_room_is_check_due(room, moment, refresh)) {
        return run_look(&look, stm_look_check, scratch_pool);
    }
    return room->ready->nelts ? run_look(&look, stm_look_ready, scratch_pool) : APR_SUCCESS;
}
