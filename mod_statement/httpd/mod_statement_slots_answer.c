/* One attempt to get a page: found in the store, waited for, or rendered and stored. */
#include <apr_strings.h>
#include <httpd.h>
#include <scoreboard.h>
#include <string.h>

#include "mod_statement_background.h"
#include "mod_statement_copies.h"
#include "mod_statement_failures.h"
#include "mod_statement_language.h"
#include "mod_statement_mention.h"
#include "mod_statement_pool.h"
#include "mod_statement_ready.h"
#include "mod_statement_rest.h"
#include "mod_statement_slots.h"
#include "mod_statement_workers.h"
#include "stm_files.h"

/* How often one that waits for another's page looks. */
#define FIRST_PAUSE apr_time_from_msec(1)
#define LAST_PAUSE  apr_time_from_msec(16)

static apr_status_t let_go(void *mapping)
{
    stm_pages_let_go(mapping);
    return APR_SUCCESS;
}

/* What an attempt to get a page has come to. */
typedef struct attempt_t {
    stm_answer_t *answer;
    stm_job_t *job;
    stm_slot_t *slot;
    apr_uint32_t epoch;    /* before the looks were looked at */
    apr_time_t looked_at;  /* when they were */
    stm_mapping_t *found;  /* the page; NULL: not yet */
    stm_record_t record;   /* what stands in it */
    stm_mapping_t *former; /* in the slot, but not what would be made now; NULL: none */
    stm_record_t former_record;
    stm_turn_t turn;
    int is_stored; /* what was made now */
} attempt_t;

static apr_status_t end_turn(void *turn)
{
    stm_pages_end_turn(turn);
    return APR_SUCCESS;
}

static apr_status_t let_former_go(void *baton)
{
    attempt_t *attempt = baton;

    if (attempt->former) {
        stm_pages_let_go(attempt->former);
    }
    attempt->former = NULL;
    return APR_SUCCESS;
}

static void take(attempt_t *attempt)
{
    stm_mapping_t *mapping = attempt->found;
    stm_job_t *job = attempt->job;

    apr_pool_cleanup_register(job->pool, mapping, let_go, apr_pool_cleanup_null);
    if (attempt->record.valid_until < job->next_change) {
        job->next_change = attempt->record.valid_until;
    }
    stm_language_note_change(job);
    stm_slots_fill(attempt->answer, job, mapping, &attempt->record);
    if (job->r) {
        stm_pages_ask(stm_slots_pages(), mapping, job->moment);
    }
    if (job->r && !job->has_failed) {
        stm_ready_put(job, attempt->slot, mapping, attempt->epoch, attempt->looked_at);
    }
}

/* Non-zero where the slot holds what is wanted. */
static int find(attempt_t *attempt)
{
    stm_mapping_t *mapping;
    stm_record_t record;

    let_former_go(attempt);
    if (stm_pages_find(&mapping, stm_slots_pages(), attempt->slot->key)) {
        return 0;
    }
    stm_pages_read(&record, mapping);
    if (stm_pages_is_current(&record, &attempt->slot->origin, apr_time_now()) &&
        stm_slots_has_files(attempt->job, &record)) {
        attempt->found = mapping;
        attempt->record = record;
        return 1;
    }
    attempt->former = mapping;
    attempt->former_record = record;
    return 0;
}

/* Waits until it is this one's turn or the page is there, or finds the job late. Non-zero: it is
 * there. A handle of the catalog would be missing to the one that renders. On a busy machine a
 * pause takes longer than it says; its count ends the wait where the clock is set back. */
static int wait_for_turn(attempt_t *attempt)
{
    stm_job_t *job = attempt->job;
    apr_interval_time_t pause = FIRST_PAUSE, waited = 0;
    const apr_interval_time_t patience = apr_time_from_msec(stm_job_patience(job));
    const apr_time_t started_at = apr_time_now();
    apr_status_t status =
        stm_pages_take_turn(&attempt->turn, stm_slots_pages(), attempt->slot->key);
    int is_there = 0;

    if (APR_STATUS_IS_EAGAIN(status)) {
        stm_job_release(job);
    }
    while (APR_STATUS_IS_EAGAIN(status) && !is_there && waited < patience &&
           apr_time_now() - started_at < patience) {
        apr_sleep(pause);
        waited += pause;
        pause = pause * 2 < LAST_PAUSE ? pause * 2 : LAST_PAUSE;
        is_there = find(attempt);
        if (!is_there) {
            status = stm_pages_take_turn(&attempt->turn, stm_slots_pages(), attempt->slot->key);
        }
    }
    /* Another may have been done with it in between. */
    if (!is_there && !status) {
        is_there = find(attempt);
    }
    job->is_late |= !is_there && APR_STATUS_IS_EAGAIN(status);
    return is_there;
}

/* The page has come out as it was. */
static int is_former(const attempt_t *attempt)
{
    const stm_record_t *former = attempt->job->former;

    return former && former->bodies[STM_CODING_PLAIN].bytes == attempt->answer->page.bytes;
}

static void fill_record(stm_record_t *record, const attempt_t *attempt)
{
    const stm_answer_t *answer = attempt->answer;
    const stm_job_t *job = attempt->job;

    memset(record, 0, sizeof(*record));
    record->key = attempt->slot->key;
    record->origin = attempt->slot->origin;
    record->valid_from = job->moment;
    record->valid_until = job->next_change;
    record->changed_at = answer->changed_at;
    record->status = answer->status;
    record->media_type = answer->page.media_type;
    record->lang = answer->lang;
    record->etag = answer->page.etag;
    record->link = answer->link;
    record->negotiated_link = answer->negotiated_link;
    record->location = answer->content_location;
    record->files = stm_files_text(job->files, job->pool);
    record->content = answer->content;
    if (is_former(attempt)) {
        memcpy(record->bodies, job->former->bodies, sizeof(record->bodies));
    }
    record->bodies[STM_CODING_PLAIN].bytes = answer->page.bytes;
    record->bodies[STM_CODING_PLAIN].size = answer->page.size;
}

/* Puts what was rendered into its slot. */
static void store_page(attempt_t *attempt)
{
    apr_time_t asked_at = attempt->job->moment;
    stm_record_t record;
    apr_status_t status;

    fill_record(&record, attempt);
    if (stm_job_is_ahead(attempt->job) && attempt->former) {
        asked_at = attempt->former->asked_at;
    }
    status = stm_pages_keep(stm_slots_pages(), &record, asked_at, attempt->job->pool);
    attempt->is_stored = !status;
    if (status && status != APR_EBUSY) {
        stm_slots_complain(status);
    }
}

/* Its bytes may be the answer's, and are there as long as that. */
static void offer_former(const attempt_t *attempt)
{
    stm_job_t *job = attempt->job;

    if (attempt->former &&
        !strcmp(attempt->former_record.origin.looks, attempt->slot->origin.looks)) {
        stm_pages_hold(attempt->former);
        apr_pool_cleanup_register(job->pool, attempt->former, let_go, apr_pool_cleanup_null);
        job->former = &attempt->former_record;
    }
}

static apr_time_t later(apr_time_t one, apr_time_t other)
{
    return one > other ? one : other;
}

static void date(attempt_t *attempt)
{
    const stm_job_t *job = attempt->job;
    stm_answer_t *answer = attempt->answer;
    const stm_record_t *former = attempt->former ? &attempt->former_record : NULL;
    apr_time_t since =
        former ? 0 : stm_pages_since(stm_slots_pages(), attempt->slot->key, job->moment);

    answer->changed_at = stm_pages_changed_at(
        former, answer->page.etag, later(later(answer->changed_at, job->last_change), since),
        job->moment);
}

/* Nobody knows what came before. Settings may have been others until the server's start, and those
 * that lie in the folder itself until now; so may what shows something of other documents where
 * these differ in access, and when they changed is not told. */
static void date_unkept(stm_answer_t *answer, const stm_job_t *job)
{
    apr_time_t since = job->r->htaccess || stm_mention_is_needed(job)
                           ? job->moment
                           : ap_get_scoreboard_global()->restart_time;

    answer->changed_at = later(later(answer->changed_at, job->last_change), since);
}

static int render_unkept(attempt_t *attempt, stm_slots_make_t make, void *baton)
{
    int status = stm_job_status(attempt->job, make(attempt->answer, attempt->job, baton));

    if (status == OK && attempt->job->r) {
        date_unkept(attempt->answer, attempt->job);
    }
    return status;
}

/* Where the catalog does not know the file, there is nothing else that remembers what is in it. A
 * list that fails ahead is tried without the entry that it fails with for its first reader. */
static int is_to_be_noted(const attempt_t *attempt, int status)
{
    const stm_job_t *job = attempt->job;

    return !job->is_late && !job->is_for_one &&
           ((job->has_failed && (!stm_job_is_ahead(job) || job->subject)) ||
            (status == HTTP_NOT_FOUND && attempt->slot->origin.version < 0));
}

static int render_kept(attempt_t *attempt, stm_slots_make_t make, void *baton)
{
    stm_job_t *job = attempt->job;
    stm_answer_t *answer = attempt->answer;
    int status;

    job->is_for_one = !job->store;
    job->files = stm_files_create(job->pool);
    offer_former(attempt);
    status = stm_job_status(job, make(answer, job, baton));
    if (is_to_be_noted(attempt, status)) {
        stm_failures_note(attempt->slot, job, status);
    }
    if (status != OK) {
        return status;
    }
    date(attempt);
    if (!job->is_for_one) {
        store_page(attempt);
    }
    return OK;
}

/* A rendering, for a thread that does such work. */
typedef struct rendering_t {
    attempt_t *attempt;
    int (*render)(attempt_t *attempt, stm_slots_make_t make, void *baton);
    stm_slots_make_t make;
    void *baton;
    int has_catalog, status;
} rendering_t;

static void copy_text(const char **text, apr_pool_t *pool)
{
    *text = apr_pstrdup(pool, *text);
}

static void copy_answer(stm_answer_t *answer, apr_pool_t *pool)
{
    answer->page.bytes = apr_pmemdup(pool, answer->page.bytes, answer->page.size);
    copy_text(&answer->page.media_type, pool);
    copy_text(&answer->page.etag, pool);
    copy_text(&answer->lang, pool);
    copy_text(&answer->content_location, pool);
    copy_text(&answer->link, pool);
    copy_text(&answer->negotiated_link, pool);
    copy_text(&answer->content, pool);
}

/* To copy a long one would take as long as to have its memory freed by another thread. */
#define SHORT_BYTES (64 * 1024)

static int is_copied(const rendering_t *rendering)
{
    return rendering->status == OK &&
           (stm_slots_pages() || rendering->attempt->answer->page.size <= SHORT_BYTES);
}

/* A handle that was given back while others were waited for is taken again. */
static void render(rendering_t *rendering)
{
    stm_job_t *job = rendering->attempt->job;

    rendering->status = rendering->has_catalog && !job->store ? stm_job_take(job) : OK;
    if (rendering->status == OK) {
        rendering->status =
            rendering->render(rendering->attempt, rendering->make, rendering->baton);
    }
}

/* What a page was made of goes where it came from, and at once: of what another thread frees, that
 * one keeps some, and it has to wait for the part of malloc that this one is using. */
static void do_rendering(void *data)
{
    rendering_t *rendering = data;
    attempt_t *attempt = rendering->attempt;
    stm_job_t *job = attempt->job;
    apr_pool_t *pool = job->pool, *work_pool = stm_pool_begin(pool);

    job->pool = work_pool;
    render(rendering);
    stm_job_release(job);
    job->pool = pool;
    if (attempt->is_stored && find(attempt)) {
        stm_pool_end(work_pool, pool);
    }
    else if (is_copied(rendering)) {
        copy_answer(attempt->answer, stm_pool_begin(pool));
        stm_pool_end(work_pool, pool);
    }
}

/* What is rendered ahead is so in the one thread that is there for it. The only thread of a child
 * has its memory near, and without a store all that there is to do is its own. */
static int is_handed_over(const stm_job_t *job)
{
    return job->r && (stm_slots_pages() || stm_workers_is_threaded());
}

/* Has it done while this one waits, whose handle of the catalog would be missing to others. */
static int have_done(rendering_t *rendering)
{
    stm_job_t *job = rendering->attempt->job;

    if (is_handed_over(job)) {
        stm_job_release(job);
        job->is_late |=
            !stm_workers_try(STM_WORKERS_RENDER, do_rendering, rendering, stm_job_patience(job));
    }
    else {
        render(rendering);
    }
    stm_rest_note();
    return stm_job_status(job, rendering->status);
}

/* The last good page, where it still may be shown. */
static int answer_failed(attempt_t *attempt)
{
    if (!attempt->former || !stm_failures_may_show(&attempt->former_record, attempt->slot) ||
        !stm_slots_has_files(attempt->job, &attempt->former_record)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    attempt->found = attempt->former;
    attempt->record = attempt->former_record;
    attempt->former = NULL;
    return OK;
}

static int render_or_remember(rendering_t *rendering)
{
    attempt_t *attempt = rendering->attempt;
    stm_job_t *job = attempt->job;
    int status = stm_job_status(job, OK);

    if (status == OK) {
        status = stm_failures_noted(attempt->slot, job);
        job->has_failed = status == HTTP_INTERNAL_SERVER_ERROR;
        status = status == OK ? have_done(rendering) : status;
    }
    return job->has_failed && !job->is_late ? answer_failed(attempt) : status;
}

/* Has the page rendered in the background, if that is possible. Non-zero where this request has to
 * render it: because it is not, or because the result cannot be kept, as a page for one reader. */
static int has_rest(attempt_t *attempt)
{
    stm_job_t *job = attempt->job;

    if (!stm_background_may(job, attempt->slot) || job->is_late ||
        stm_failures_noted(attempt->slot, job) != OK) {
        return 1;
    }
    stm_job_release(job);
    job->is_late = !stm_background_render(job, attempt->slot, &attempt->turn);
    stm_rest_note();
    return !find(attempt) && (job->is_late || !wait_for_turn(attempt));
}

static int get(attempt_t *attempt, stm_slots_make_t make, void *baton)
{
    rendering_t rendering = {attempt, render_kept, make, baton, 1, OK};
    stm_job_t *job = attempt->job;
    int status = OK;

    apr_pool_cleanup_register(job->pool, &attempt->turn, end_turn, apr_pool_cleanup_null);
    apr_pool_cleanup_register(job->pool, attempt, let_former_go, apr_pool_cleanup_null);
    if (!find(attempt) && (job->is_background || !wait_for_turn(attempt)) && has_rest(attempt)) {
        status = render_or_remember(&rendering);
    }
    if (attempt->found) {
        take(attempt);
    }
    apr_pool_cleanup_run(job->pool, &attempt->turn, end_turn);
    apr_pool_cleanup_run(job->pool, attempt, let_former_go);
    return status;
}

int stm_slots_answer(stm_answer_t *answer, stm_job_t *job, stm_slot_t *slot, stm_slots_make_t make,
                     void *baton)
{
    attempt_t *attempt = apr_pcalloc(job->pool, sizeof(*attempt));
    rendering_t unkept = {attempt, render_unkept, make, baton, job->store != NULL, OK};
    int status;

    attempt->answer = answer;
    attempt->job = job;
    attempt->slot = slot;
    attempt->epoch = stm_copies_epoch();
    attempt->turn.file = -1;
    stm_language_newsroom(job); /* which lasts longer than what is made of it */
    if (slot->key && stm_slots_pages() && job->store &&
        !stm_slots_looks(&slot->origin.looks, &attempt->looked_at, job, slot->sheet)) {
        status = get(attempt, make, baton);
    }
    else {
        status = have_done(&unkept);
    }
    return status == OK && job->r ? stm_response_send(job, answer) : status;
}
