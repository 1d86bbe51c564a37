/* A complete look: all folders, all files. */
#include <string.h>

#include "core/intake/internal.h"

#define NOTE_SPAN apr_time_from_sec(30)

apr_status_t stm_look_meet(stm_look_t *look)
{
    apr_int64_t generation;
    apr_status_t status = stm_catalog_generation(&generation, &look->is_complete,
                                                 look->intake->catalog, look->newsroom->key);
    if (status == APR_ENOENT) {
        look->is_complete = 0;
        status = APR_SUCCESS;
    }
    if (status || !stm_history_is_stranger(look->intake->history, look->newsroom)) {
        return status;
    }
    status = stm_look_write(look);
    if (!status) {
        status = stm_history_adopt(look->intake->history, look->newsroom);
    }
    /* An index that knows more than the history: that one was lost and is filled again. */
    return status ? status : stm_catalog_call_all(look->intake->catalog, look->newsroom->key);
}

/* With what was taken over from a former key. */
static apr_status_t meet(stm_look_t *look)
{
    apr_status_t status = stm_look_meet(look);
    look->is_blank = !status && stm_history_is_blank(look->intake->history, look->newsroom->key);
    return status;
}

static apr_status_t walk_all(stm_look_t *look, int *is_there)
{
    int pass = 0;
    apr_status_t status;
    do {
        look->is_again = look->is_blind = 0;
        look->is_new = stm_catalog_is_empty(look->intake->catalog);
        look->identities = stm_seen_make(look->pool);
        look->faults = stm_problems_create(look->pool);
        status = stm_look_walk(look, is_there);
        if (!status) {
            status = stm_look_miss_all(look);
        }
    } while (!status && look->is_again && ++pass < STM_LOOK_PASSES);
    look->is_new = 0;
    return status;
}

/* One speaks for all: a thousand newsrooms would say the same. */
static void explain_refusal(stm_look_t *look)
{
    const stm_room_t *room = look->room, **refused = &look->intake->refused;
    if (stm_room_is_refused(room) && !*refused) {
        *refused = room;
    }
    if (*refused == room) {
        *refused = stm_room_is_refused(room) ? room : NULL;
        stm_room_explain(room, look->faults);
    }
}

/* That a look began is noted only now and then: where nothing tells of changes there is one each
 * second. */
static apr_status_t note_look(stm_look_t *look)
{
    apr_time_t looked_at;
    apr_status_t status =
        stm_catalog_looked_at(&looked_at, look->intake->catalog, look->newsroom->key);

    if (status || (looked_at <= look->moment && look->moment - looked_at < NOTE_SPAN)) {
        return APR_STATUS_IS_ENOENT(status) ? APR_SUCCESS : status;
    }
    status = stm_look_write(look);
    if (!status) {
        /* Nothing tells of a picture that comes after the statement that shows it. */
        status = stm_catalog_call_dead_links(look->intake->catalog, look->newsroom->key);
    }
    return status ? status
                  : stm_catalog_note_look(look->intake->catalog, look->newsroom->key, look->moment);
}

static apr_status_t note_begun(stm_look_t *look)
{
    stm_history_t *history = look->intake->history;
    const char *key = look->newsroom->key;

    return stm_history_touched(history, key, STM_HISTORY_BEGUN)
               ? APR_SUCCESS
               : stm_history_touch(history, key, STM_HISTORY_BEGUN, look->moment);
}

apr_status_t stm_look_complete(stm_look_t *look)
{
    int is_there = 0, restored = 0;
    apr_status_t status = meet(look);
    if (!status) {
        status = walk_all(look, &is_there);
    }
    if (!status && !look->is_complete && !look->is_blank) {
        status = stm_look_restore(&restored, look);
    }
    if (look->room) {
        /* What was restored may be gone. */
        look->room->is_all_due |= restored > 0;
        /* What is not mounted or cannot be read comes back without an event. */
        look->room->is_watched &= !look->is_blind;
        explain_refusal(look);
    }
    if (!status) {
        status = stm_look_publish(look);
    }
    /* A root that never was there is no newsroom yet; one that vanished is served on. */
    if (!status && !look->is_complete && (is_there || restored)) {
        status = stm_look_write(look);
        if (!status) {
            status = stm_catalog_looked(look->intake->catalog, look->newsroom->key, 1);
        }
        if (!status) {
            status = note_begun(look);
        }
    }
    if (!status && is_there) {
        status = note_look(look);
    }
    if (!status || status == APR_EINTR) {
        apr_status_t kept = stm_look_commit(look);
        status = kept ? kept : status;
    }
    return status ? status : stm_look_check_links(look);
}
