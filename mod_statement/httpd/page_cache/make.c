/* Renders a page and puts it into its slot. */
#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_main.h>
#include <httpd.h>
#include <scoreboard.h>
#include <string.h>

#include "core/base/memory_reserve.h"
#include "core/edition/attachments.h"
#include "httpd/access/list_access.h"
#include "httpd/page_cache/delays.h"
#include "httpd/page_cache/failures.h"
#include "httpd/page_cache/internal.h"
#include "httpd/page_cache/outcome.h"
#include "httpd/runtime/idle_trim.h"
#include "httpd/runtime/log_once.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/thread.h"
#include "httpd/runtime/workers.h"
#include "httpd/shared/page_store.h"

APLOG_USE_MODULE(statement);

apr_status_t stmh_page_cache_let_former_go(void *baton)
{
    stmh_attempt_t *attempt = baton;

    if (attempt->former) {
        stm_page_mapping_release(attempt->former);
    }
    attempt->former = NULL;
    return APR_SUCCESS;
}

int stmh_page_cache_find(stmh_attempt_t *attempt)
{
    stm_page_mapping_t *mapping;
    stm_page_record_t record;

    stmh_page_cache_let_former_go(attempt);
    if (stm_page_store_find(&mapping, stmh_page_store_pages(), attempt->slot->key)) {
        return 0;
    }
    stm_page_mapping_read(&record, mapping);
    if (stm_page_store_is_current(&record, &attempt->slot->origin, apr_time_now()) &&
        stmh_page_cache_has_files(attempt->exchange->request, &record)) {
        attempt->found = mapping;
        attempt->record = record;
        stmh_delays_forget(attempt->slot->key);
        return 1;
    }
    attempt->former = mapping;
    attempt->former_record = record;
    return 0;
}

/* The page has come out as it was. */
static int is_former(const stmh_attempt_t *attempt)
{
    const stm_page_record_t *former = attempt->exchange->answer->response.former;

    return former &&
           former->bodies[STM_CODING_PLAIN].bytes == attempt->exchange->answer->response.page.bytes;
}

static void fill_record(stm_page_record_t *record, const stmh_attempt_t *attempt)
{
    const stmh_request_t *request = attempt->exchange->request;
    const stmh_answer_t *answer = attempt->exchange->answer;
    const stmh_response_t *response = &answer->response;

    memset(record, 0, sizeof(*record));
    record->key = attempt->slot->key;
    record->origin = attempt->slot->origin;
    record->valid_from = request->moment;
    record->valid_until = answer->next_change;
    record->changed_at = response->changed_at;
    record->status = response->status;
    record->media_type = response->page.media_type;
    record->lang = response->lang;
    record->etag = response->page.etag;
    record->link = response->link;
    record->negotiated_link = response->negotiated_link;
    record->location = response->content_location;
    record->cache_keys = response->cache_keys;
    record->files = stm_attachments_text(answer->files, request->pool);
    record->content = response->content;
    if (is_former(attempt)) {
        memcpy(record->bodies, response->former->bodies, sizeof(record->bodies));
    }
    record->bodies[STM_CODING_PLAIN].bytes = response->page.bytes;
    record->bodies[STM_CODING_PLAIN].size = response->page.size;
}

/* Puts what was rendered into its slot. */
static void store_page(stmh_attempt_t *attempt)
{
    apr_time_t asked_at = attempt->exchange->request->moment;
    stm_page_record_t record;
    apr_status_t status;

    fill_record(&record, attempt);
    if (stmh_request_is_prerender(attempt->exchange->request) && attempt->former) {
        asked_at = attempt->former->asked_at;
    }
    status = stm_page_store_put(stmh_page_store_pages(), &record, asked_at,
                                attempt->exchange->request->pool);
    attempt->is_stored = !status;
    if (status && status != APR_EBUSY) {
        stmh_page_store_complain(status);
    }
}

/* Its bytes may be the answer's, and are there as long as that. */
static void offer_former(const stmh_attempt_t *attempt)
{
    const stmh_exchange_t *exchange = attempt->exchange;

    if (attempt->former && !strcmp(attempt->former_record.origin.stylesheet_digest,
                                   attempt->slot->origin.stylesheet_digest)) {
        stm_page_mapping_retain(attempt->former);
        apr_pool_cleanup_register(exchange->request->pool, attempt->former, stmh_page_cache_let_go,
                                  apr_pool_cleanup_null);
        exchange->answer->response.former = &attempt->former_record;
    }
}

static apr_time_t later(apr_time_t one, apr_time_t other)
{
    return one > other ? one : other;
}

static void date(stmh_attempt_t *attempt)
{
    const stmh_request_t *request = attempt->exchange->request;
    const stmh_answer_t *answer = attempt->exchange->answer;
    stmh_response_t *response = &attempt->exchange->answer->response;
    const stm_page_record_t *former = attempt->former ? &attempt->former_record : NULL;
    apr_time_t since = former ? 0
                              : stm_page_store_latest_change(stmh_page_store_pages(),
                                                             attempt->slot->key, request->moment);

    response->changed_at = stm_page_store_changed_at(
        former, response->page.etag, later(later(response->changed_at, answer->last_change), since),
        request->moment);
}

/* Nobody knows what came before. Settings may have been others until the server's start, and those
 * that lie in the folder itself until now; so may what shows something of other documents where
 * these differ in access, and when they changed is not told. */
static void date_unkept(const stmh_request_t *request, stmh_answer_t *answer)
{
    stmh_response_t *response = &answer->response;
    apr_time_t since = request->r->htaccess || stmh_list_access_is_needed(request)
                           ? request->moment
                           : ap_get_scoreboard_global()->restart_time;

    response->changed_at = later(later(response->changed_at, answer->last_change), since);
}

/* What was made while memory was refused may lack a part. */
static int refuse_torn(const stmh_exchange_t *exchange)
{
    if (stmh_log_once_is_first("memory")) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, APR_ENOMEM, ap_server_conf,
            "STM0709: there was no memory for a page; it is answered with 503, and rendered "
            "for the next request. See what the children of httpd may use");
    }
    exchange->answer->has_failed = 0;
    exchange->lookup->is_late = 1;
    return HTTP_SERVICE_UNAVAILABLE;
}

static int make_whole(const stmh_exchange_t *exchange, stmh_page_make_t make, void *baton)
{
    const unsigned int failures = stm_memory_reserve_failures();
    const int status = make(exchange, baton);

    return stm_memory_reserve_failures() == failures ? stmh_lookup_status(exchange->lookup, status)
                                                     : refuse_torn(exchange);
}

int stmh_page_cache_render_unkept(stmh_attempt_t *attempt, stmh_page_make_t make, void *baton)
{
    const stmh_exchange_t *exchange = attempt->exchange;
    int status = make_whole(exchange, make, baton);

    if (status == OK && exchange->request->r) {
        date_unkept(exchange->request, exchange->answer);
    }
    return status;
}

/* Where the catalog does not know the file, there is nothing else that remembers what is in it. A
 * list that fails when it is prerendered is tried without the entry that it fails with for its
 * first reader. */
static int is_to_be_noted(const stmh_attempt_t *attempt, int status)
{
    const stmh_exchange_t *exchange = attempt->exchange;
    stmh_answer_t *answer = exchange->answer;

    return !exchange->lookup->is_late && !stmh_answer_is_for_one(answer) &&
           ((answer->has_failed &&
             (!stmh_request_is_prerender(exchange->request) || attempt->slot->statement)) ||
            (status == HTTP_NOT_FOUND && attempt->slot->origin.version < 0) || answer->is_lacking);
}

int stmh_page_cache_render_kept(stmh_attempt_t *attempt, stmh_page_make_t make, void *baton)
{
    const stmh_exchange_t *exchange = attempt->exchange;
    const stmh_request_t *request = exchange->request;
    stmh_answer_t *answer = exchange->answer;
    int status;

    answer->is_for_one = !exchange->lookup->handle;
    answer->needs_request = 0;
    answer->is_lacking = 0;
    answer->files = stm_attachments_create(request->pool);
    offer_former(attempt);
    status = make_whole(exchange, make, baton);
    if (is_to_be_noted(attempt, status)) {
        stmh_failures_note(attempt->slot, request, answer, status);
    }
    if (status != OK) {
        return status;
    }
    date(attempt);
    if (!stmh_answer_is_for_one(answer)) {
        store_page(attempt);
    }
    return OK;
}

/* To copy a long page takes as long as to have its memory freed by another thread; without a store
 * it stays in this one. */
#define SHORT_BYTES (64 * 1024)

static int is_copied(const stmh_rendering_t *rendering)
{
    return rendering->status == OK &&
           (stmh_page_store_pages() ||
            rendering->attempt->exchange->answer->response.page.size <= SHORT_BYTES);
}

/* A handle that was given back while others were waited for is taken again. */
static void render(stmh_rendering_t *rendering)
{
    const stmh_exchange_t *exchange = rendering->attempt->exchange;
    stmh_lookup_t *lookup = exchange->lookup;

    rendering->status = rendering->has_catalog && !lookup->handle
                            ? stmh_lookup_acquire(exchange->request, lookup)
                            : OK;
    if (rendering->status == OK) {
        rendering->status =
            rendering->render(rendering->attempt, rendering->make, rendering->baton);
    }
}

/* What a page was made of goes where it came from, and at once: of what another thread frees, that
 * one keeps some, and it has to wait for the part of malloc that this one is using. */
static void do_rendering(void *data)
{
    stmh_rendering_t *rendering = data;
    stmh_attempt_t *attempt = rendering->attempt;
    const stmh_exchange_t *exchange = attempt->exchange;
    stmh_request_t request = *exchange->request;
    const stmh_exchange_t inner = {&request, exchange->lookup, exchange->answer};
    const stm_mounts_t *mounts = exchange->lookup->mounts;
    stm_problems_t *problems = exchange->answer->problems;
    apr_pool_t *pool = request.pool;
    int is_over;

    request.pool = stmh_pool_begin(pool);
    request.is_unwanted = rendering->is_limited ? &rendering->is_too_long : NULL;
    attempt->exchange = &inner;
    render(rendering);
    stmh_lookup_release(inner.lookup);
    attempt->exchange = exchange;
    is_over = attempt->is_stored && stmh_page_cache_find(attempt);
    if (!is_over && is_copied(rendering)) {
        stmh_outcome_copy(&exchange->answer->response, stmh_pool_begin(pool));
        is_over = 1;
    }
    if (is_over) {
        /* What was looked up meanwhile goes with its pool. */
        exchange->lookup->mounts = mounts;
        exchange->answer->problems = problems;
        stmh_pool_end(request.pool, pool);
    }
}

/* Without a store each request renders for itself, and no time limit ends that early: to wake
 * another thread for it and wait would only cost more. */
static int is_handed_over(void)
{
    return stmh_page_store_pages() || !stmh_thread_mpm_has_stack();
}

static void render_here(stmh_rendering_t *rendering)
{
    const stmh_exchange_t *exchange = rendering->attempt->exchange;

    if (stmh_workers_take_turn(stmh_request_patience(exchange->request))) {
        do_rendering(rendering);
        stmh_workers_end_turn();
    }
    else {
        exchange->lookup->is_late = 1;
    }
}

/* One that came to no end in time is not taken for a failure. */
static void hand_over(stmh_rendering_t *rendering)
{
    const stmh_exchange_t *exchange = rendering->attempt->exchange;
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    int *is_too_long = rendering->is_limited ? &rendering->is_too_long : NULL;

    lookup->is_late |= !stmh_workers_try(STMH_WORKERS_RENDER, do_rendering, rendering,
                                         stmh_request_patience(request), is_too_long);
    if (rendering->is_too_long && rendering->status != OK && !exchange->answer->has_failed) {
        lookup->is_late = 1;
        stmh_delays_note(rendering->attempt->slot->key, 1);
    }
}

/* What is prerendered is so in the one thread that is there for it. */
int stmh_page_cache_have_done(stmh_rendering_t *rendering)
{
    const stmh_exchange_t *exchange = rendering->attempt->exchange;
    stmh_lookup_t *lookup = exchange->lookup;
    const apr_time_t started_at = apr_time_now();

    if (exchange->request->r) {
        stmh_lookup_release(lookup);
        (is_handed_over() ? hand_over : render_here)(rendering);
    }
    else {
        render(rendering);
    }
    stmh_target_note_rendering(exchange->request->target, started_at,
                               rendering->status == OK && !lookup->is_late);
    stmh_idle_trim_note();
    return stmh_lookup_status(lookup, rendering->status);
}
