/* One attempt to get a page: found in the store, waited for, or rendered. */
#include <httpd.h>

#include <http_log.h>
#include <string.h>

#include "httpd/page_cache/background.h"
#include "httpd/page_cache/delays.h"
#include "httpd/page_cache/failures.h"
#include "httpd/page_cache/internal.h"
#include "httpd/page_cache/outcome.h"
#include "httpd/page_cache/page_index.h"
#include "httpd/page_cache/stale.h"
#include "httpd/request/language.h"
#include "httpd/runtime/idle_trim.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/snapshots.h"

APLOG_USE_MODULE(statement);

/* How often one that waits for another's page looks. */
#define FIRST_PAUSE apr_time_from_msec(1)
#define LAST_PAUSE  apr_time_from_msec(16)

static apr_status_t release_lock(void *lock)
{
    stm_render_lock_release(lock);
    return APR_SUCCESS;
}

/* What was rendered for this request says so itself. */
static void note_source(const stmh_attempt_t *attempt)
{
    stmh_target_t *target = attempt->exchange->request->target;

    if (target->cache == STMH_CACHE_NONE) {
        target->cache = attempt->has_waited ? STMH_CACHE_WAIT : STMH_CACHE_STORE;
    }
}

static void take(stmh_attempt_t *attempt)
{
    stm_page_mapping_t *mapping = attempt->found;
    const stmh_exchange_t *exchange = attempt->exchange;
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;

    note_source(attempt);
    apr_pool_cleanup_register(request->pool, mapping, stmh_page_cache_let_go,
                              apr_pool_cleanup_null);
    stmh_answer_bound(answer, attempt->record.valid_until);
    stmh_answer_bound(answer, stmh_language_next_change(request, lookup));
    stmh_page_cache_fill(&answer->response, request, mapping, &attempt->record);
    if (request->r) {
        stm_page_store_touch(stmh_page_store_pages(), mapping, request->moment);
    }
    if (request->r && !answer->has_failed && !attempt->is_of_others) {
        stmh_page_index_put(request, lookup, attempt->slot, mapping, attempt->epoch,
                            attempt->checked_at);
    }
}

/* Waits until this one has the lock or the page is there, or sets is_late. Non-zero: it is
 * there. A handle of the catalog would be missing to the one that renders. On a busy machine a
 * pause takes longer than it says; its count ends the wait where the clock is set back. */
static int wait_for_lock(stmh_attempt_t *attempt)
{
    const stmh_exchange_t *exchange = attempt->exchange;
    stmh_lookup_t *lookup = exchange->lookup;
    apr_interval_time_t pause = FIRST_PAUSE, waited = 0;
    const apr_interval_time_t patience =
        apr_time_from_msec(stmh_request_patience(exchange->request));
    const apr_time_t started_at = apr_time_now();
    apr_status_t status =
        stm_render_lock_try(&attempt->lock, stmh_page_store_pages(), attempt->slot->key);
    int is_there = 0;

    if (APR_STATUS_IS_EAGAIN(status)) {
        stmh_lookup_release(lookup);
        attempt->has_waited = 1;
    }
    while (APR_STATUS_IS_EAGAIN(status) && !is_there && waited < patience &&
           apr_time_now() - started_at < patience) {
        apr_sleep(pause);
        waited += pause;
        pause = pause * 2 < LAST_PAUSE ? pause * 2 : LAST_PAUSE;
        is_there = stmh_page_cache_find(attempt);
        if (!is_there) {
            status =
                stm_render_lock_try(&attempt->lock, stmh_page_store_pages(), attempt->slot->key);
        }
    }
    /* Another may have been done with it in between. */
    if (!is_there && !status) {
        is_there = stmh_page_cache_find(attempt);
    }
    lookup->is_late |= !is_there && APR_STATUS_IS_EAGAIN(status);
    return is_there;
}

/* The last good page, where it still may be shown. */
static int answer_failed(stmh_attempt_t *attempt)
{
    if (!attempt->former || !stmh_failures_may_show(&attempt->former_record, attempt->slot) ||
        !stmh_page_cache_has_files(attempt->exchange->request, &attempt->former_record)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    attempt->found = attempt->former;
    attempt->record = attempt->former_record;
    attempt->former = NULL;
    return OK;
}

static int render_or_remember(stmh_rendering_t *rendering)
{
    stmh_attempt_t *attempt = rendering->attempt;
    const stmh_exchange_t *exchange = attempt->exchange;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    int status = stmh_lookup_status(lookup, OK);

    if (status == OK) {
        status = stmh_failures_noted(attempt->slot, exchange->request);
        answer->has_failed = status == HTTP_INTERNAL_SERVER_ERROR;
        status = status == OK ? stmh_page_cache_have_done(rendering) : status;
    }
    return answer->has_failed && !lookup->is_late ? answer_failed(attempt) : status;
}

/* Who has waited does not begin with what may take any time. */
static int render_patiently(stmh_rendering_t *rendering)
{
    rendering->is_limited = rendering->attempt->has_waited;
    return render_or_remember(rendering);
}

static int come_back(stmh_lookup_t *lookup)
{
    lookup->is_late = 1;
    return HTTP_SERVICE_UNAVAILABLE;
}

/* It is the answer as well as if this request had looked when the other thread did. */
static int take_over(stmh_attempt_t *attempt, const stmh_outcome_t *outcome)
{
    const stmh_exchange_t *exchange = attempt->exchange;
    int status;

    if (outcome->mapping) {
        stm_page_mapping_retain(outcome->mapping);
        attempt->found = outcome->mapping;
        attempt->is_of_others = 1;
        stm_page_mapping_read(&attempt->record, attempt->found);
        return OK;
    }
    status = stmh_outcome_take(exchange, outcome);
    return exchange->answer->has_failed ? answer_failed(attempt) : status;
}

/* Nothing at all is known of what was none any more when the other thread looked. */
static int answer_outcome(stmh_rendering_t *rendering, const stmh_outcome_t *outcome)
{
    stmh_attempt_t *attempt = rendering->attempt;

    if (stmh_page_cache_find(attempt)) {
        return OK;
    }
    if (outcome->is_known && !outcome->needs_request) {
        return take_over(attempt, outcome);
    }
    if (!outcome->is_known) {
        stmh_delays_note(attempt->slot->key, 0);
        return come_back(attempt->exchange->lookup);
    }
    attempt->has_waited = 1;
    return wait_for_lock(attempt) ? OK : render_patiently(rendering);
}

static int have_done_in_background(stmh_rendering_t *rendering)
{
    stmh_attempt_t *attempt = rendering->attempt;
    const stmh_exchange_t *exchange = attempt->exchange;
    stmh_lookup_t *lookup = exchange->lookup;
    const stmh_outcome_t *outcome;
    stmh_background_end_t end;
    const apr_time_t started_at = apr_time_now();

    stmh_lookup_release(lookup);
    end = stmh_background_render(&outcome, exchange->request, attempt->slot, &attempt->lock);
    stmh_target_note_rendering(exchange->request->target, started_at, end == STMH_BACKGROUND_DONE);
    stmh_idle_trim_note();
    switch (end) {
    case STMH_BACKGROUND_DONE:
        return answer_outcome(rendering, outcome);
    case STMH_BACKGROUND_NONE:
        return render_patiently(rendering);
    case STMH_BACKGROUND_LATE:
        stmh_delays_note(attempt->slot->key, 0);
        return come_back(lookup);
    default:
        return come_back(lookup);
    }
}

static const char *lack(const stmh_attempt_t *attempt)
{
    const stm_page_origin_t *now = &attempt->slot->origin, *then = &attempt->former_record.origin;

    if (!attempt->former) {
        return "there is none";
    }
    if (strcmp(now->stylesheet_digest, then->stylesheet_digest) != 0) {
        return "stylesheets, words or settings have changed";
    }
    if (!stm_file_stamp_equals(&now->stamp, &then->stamp)) {
        return "the file has changed";
    }
    return now->instance != then->instance || now->version != then->version
               ? "what it shows has changed"
               : "the moment of a change has come";
}

static void tell_lack(const stmh_attempt_t *attempt)
{
    const stmh_request_t *request = attempt->exchange->request;

    if (request->r && request->target->is_told) {
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, request->r,
                      "STM0413: %s: no stored page can be sent: %s", request->label, lack(attempt));
    }
}

/* The page is not there, and this request has the lock to make it. Where others have waited in vain
 * for it, one that has waited leaves that to one that comes just now, and has all its time. */
static int answer_with_lock(stmh_rendering_t *rendering)
{
    stmh_attempt_t *attempt = rendering->attempt;
    const stmh_exchange_t *exchange = attempt->exchange;
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    int delays;

    tell_lack(attempt);
    if (request->is_background || lookup->is_late ||
        stmh_failures_noted(attempt->slot, request) != OK) {
        return render_or_remember(rendering);
    }
    delays = stmh_delays_count(attempt->slot->key);
    if (delays && attempt->has_waited) {
        return come_back(lookup);
    }
    return delays < STMH_DELAYS_ENOUGH && stmh_background_may(request, attempt->slot)
               ? have_done_in_background(rendering)
               : render_patiently(rendering);
}

static int answer_late(stmh_attempt_t *attempt)
{
    if (!stmh_stale_take(attempt)) {
        return come_back(attempt->exchange->lookup);
    }
    stmh_delays_forget(attempt->slot->key);
    return OK;
}

/* For the reader who waits, if there still is one. */
static void tell_outcome(stmh_attempt_t *attempt, int status)
{
    stm_page_mapping_t *mapping = attempt->found;
    const int is_to_find = !mapping && attempt->is_stored;

    if (is_to_find && stm_page_store_find(&mapping, stmh_page_store_pages(), attempt->slot->key)) {
        mapping = NULL;
    }
    stmh_outcome_give(attempt->exchange->request, attempt->exchange->answer, attempt->slot, status,
                      mapping);
    if (is_to_find && mapping) {
        stm_page_mapping_release(mapping);
    }
}

static int get(stmh_attempt_t *attempt, stmh_page_make_t make, void *baton)
{
    stmh_rendering_t rendering = {.attempt = attempt,
                                  .render = stmh_page_cache_render_kept,
                                  .make = make,
                                  .baton = baton,
                                  .has_catalog = 1};
    const stmh_exchange_t *exchange = attempt->exchange;
    const stmh_request_t *request = exchange->request;
    int status = OK;

    apr_pool_cleanup_register(request->pool, &attempt->lock, release_lock, apr_pool_cleanup_null);
    apr_pool_cleanup_register(request->pool, attempt, stmh_page_cache_let_former_go,
                              apr_pool_cleanup_null);
    if (!stmh_page_cache_find(attempt) && (request->is_background || !wait_for_lock(attempt))) {
        status = answer_with_lock(&rendering);
    }
    if (attempt->is_stored) {
        stmh_delays_forget(attempt->slot->key); /* who comes back finds it, or what it was */
    }
    if (exchange->lookup->is_late) {
        status = answer_late(attempt);
    }
    if (request->outcome) {
        tell_outcome(attempt, status);
    }
    if (attempt->found) {
        take(attempt);
    }
    apr_pool_cleanup_run(request->pool, &attempt->lock, release_lock);
    apr_pool_cleanup_run(request->pool, attempt, stmh_page_cache_let_former_go);
    return status;
}

int stmh_page_cache_answer(const stmh_exchange_t *exchange, stmh_page_slot_t *slot,
                           stmh_page_make_t make, void *baton)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_attempt_t *attempt = apr_pcalloc(request->pool, sizeof(*attempt));
    stmh_rendering_t unkept = {.attempt = attempt,
                               .render = stmh_page_cache_render_unkept,
                               .make = make,
                               .baton = baton,
                               .has_catalog = lookup->handle != NULL};
    int status;

    attempt->exchange = exchange;
    attempt->slot = slot;
    attempt->epoch = stmh_snapshots_epoch();
    attempt->lock.file = -1;
    stmh_language_newsroom(request, lookup); /* which lasts longer than what is made of it */
    if (slot->key && stmh_page_store_pages() && lookup->handle &&
        !stmh_page_cache_digest(&slot->origin.stylesheet_digest, &attempt->checked_at, request,
                                lookup, slot->sheet)) {
        status = get(attempt, make, baton);
    }
    else if (request->is_background) {
        status =
            HTTP_SERVICE_UNAVAILABLE; /* its reader asks once more, and may have what it lacks */
    }
    else {
        status = stmh_page_cache_have_done(&unkept);
    }
    return status == OK && request->r ? stmh_response_send(exchange) : status;
}
