#include "mod_statement_lists_parts.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "mod_statement_handler.h"
#include "mod_statement_links.h"
#include "mod_statement_ready.h"
#include "mod_statement_registry.h"
#include "mod_statement_render.h"
#include "mod_statement_slots.h"

APLOG_USE_MODULE(statement);

typedef struct state_t {
    stm_job_t *job;
    apr_int64_t generation;
    int is_complete;
    apr_status_t status;
} state_t;

static void ask_state(void *data)
{
    state_t *state = data;
    stm_job_t *job = state->job;

    state->status = job->store
                        ? stm_catalog_generation(&state->generation, &state->is_complete,
                                                 job->store->catalog, job->place->newsroom->key)
                        : APR_ENOENT;
}

int stm_lists_generation(apr_int64_t *generation, stm_job_t *job)
{
    state_t state = {.job = job};

    stm_job_ask(job, ask_state, &state);
    if (job->is_late) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    *generation = state.generation;
    if (!state.status && state.is_complete) {
        return OK;
    }
    if (!job->r) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (!stm_registry_is_expected(job->place, job->pool)) {
        return HTTP_NOT_FOUND;
    }
    ap_log_rerror(APLOG_MARK, APLOG_INFO, state.status, job->r,
                  "STM0602: %s has no complete catalog yet", job->place->newsroom->root);
    return HTTP_SERVICE_UNAVAILABLE;
}

int stm_lists_hold(stm_job_t *job, apr_int64_t instance)
{
    apr_int64_t generation, now;
    int is_complete;

    if (!job->store || stm_catalog_hold(job->store->catalog) ||
        stm_catalog_generation(&generation, &is_complete, job->store->catalog,
                               job->place->newsroom->key) ||
        !is_complete || stm_catalog_instance(&now, job->store->catalog)) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    job->is_for_one |= now != instance;
    return OK;
}

static apr_status_t choose_format(stm_contents_t *contents, stm_job_t *job)
{
    contents->format = job->target->address.format;
    contents->is_negotiated = !contents->format;
    return contents->format ? APR_SUCCESS : stm_render_choose(&contents->format, job, 1);
}

static int render(stm_answer_t *answer, stm_contents_t *contents, stm_job_t *job)
{
    stm_document_t *document;
    apr_status_t status = stm_lists_compose(&document, contents, job);

    if (contents->is_short) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (!status) {
        answer->status = HTTP_OK;
        answer->lang = job->place->newsroom->lang;
        stm_links_list(answer, job, contents->format, contents->list.folder, contents->list.self,
                       &contents->query.filter);
        status = stm_render_page(answer, job, document, contents->format,
                                 contents->format->list_sheet, contents->list.self, job->label);
    }
    return status ? stm_render_failure(job, job->label, status) : OK;
}

static int make(stm_answer_t *answer, stm_job_t *job, void *baton)
{
    stm_contents_t *contents = baton;
    apr_status_t status;
    int refusal = stm_lists_hold(job, contents->instance);

    if (refusal != OK) {
        return refusal;
    }
    status = stm_lists_ask_catalog(contents, job);
    if (!status) {
        status = stm_lists_know(contents, job);
    }
    if (status) {
        return stm_render_failure(job, job->label, status);
    }
    /* There is no end of what nothing is found by. */
    if (!contents->list.total &&
        (stm_filter_is_set(&contents->query.filter) || contents->chapter.archive.name[0])) {
        job->is_for_one = 1;
    }
    return render(answer, contents, job);
}

/* What is searched for is another each time; no one else would ask for it again. */
static void find_slot(stm_slot_t *slot, stm_contents_t *contents, stm_job_t *job)
{
    job->scope = contents->query.folder;
    job->readers = stm_slots_readers(&contents->query, job->pool);
    slot->sheet = contents->format->list_sheet;
    slot->name = job->label;
    slot->origin.version = contents->generation;
    if (!stm_catalog_instance(&contents->instance, job->store->catalog) &&
        !contents->query.filter.q) {
        slot->origin.instance = contents->instance;
        slot->key =
            stm_slots_key(job, job->target->address.kind == STM_ADDRESS_FEED ? "feed" : "archive",
                          contents->format, job->scope,
                          stm_lists_query(contents, &contents->chapter, job->pool), job->readers);
    }
}

static int answer_list(stm_job_t *job)
{
    stm_contents_t *contents = apr_pcalloc(job->pool, sizeof(*contents));
    stm_answer_t answer = {0};
    stm_slot_t slot = {0};
    apr_status_t status;
    int refusal = stm_lists_generation(&contents->generation, job);

    if (refusal != OK) {
        return refusal;
    }
    status = choose_format(contents, job);
    if (!status) {
        status = stm_lists_ask_query(contents, job);
    }
    if (status) {
        return stm_render_failure(job, job->label, status);
    }
    answer.is_negotiated = contents->is_negotiated;
    find_slot(&slot, contents, job);
    return stm_slots_answer(&answer, job, &slot, make, contents);
}

int stm_lists_answer(stm_job_t *job)
{
    int status = stm_ready_answer(job);

    if (status != DECLINED) {
        return status;
    }
    status = stm_job_open(job);
    return status == OK ? answer_list(job) : status;
}

void stm_lists_ahead(stm_job_t *job)
{
    if (stm_job_open(job) == OK) {
        answer_list(job);
    }
}
