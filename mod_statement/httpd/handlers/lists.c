#include "httpd/handlers/lists_internal.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "httpd/access/list_access.h"
#include "httpd/newsroom/registry.h"
#include "httpd/page_cache/failures.h"
#include "httpd/page_cache/get_or_render.h"
#include "httpd/page_cache/page_index.h"
#include "httpd/page_cache/render.h"
#include "httpd/request/language.h"
#include "httpd/response/links.h"

APLOG_USE_MODULE(statement);

typedef struct state_t {
    stmh_job_t *job;
    apr_int64_t generation;
    int is_complete;
    apr_status_t status;
} state_t;

static void ask_state(void *data)
{
    state_t *state = data;
    stmh_job_t *job = state->job;

    state->status = job->handle
                        ? stm_catalog_generation(&state->generation, &state->is_complete,
                                                 job->handle->catalog, job->mount->newsroom->key)
                        : APR_ENOENT;
}

int stmh_lists_generation(apr_int64_t *generation, stmh_job_t *job)
{
    state_t state = {.job = job};

    stmh_job_ask(job, ask_state, &state);
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
    if (!stmh_registry_is_expected(job->mount, job->pool)) {
        return HTTP_NOT_FOUND;
    }
    ap_log_rerror(APLOG_MARK, APLOG_INFO, state.status, job->r,
                  "STM0602: newsroom %s: its first scan is not complete; lists and feeds are "
                  "answered with 503",
                  job->mount->newsroom->root);
    return HTTP_SERVICE_UNAVAILABLE;
}

static apr_status_t choose_format(stmh_contents_t *contents, stmh_job_t *job)
{
    contents->format = job->target->address.format;
    contents->is_negotiated = !contents->format;
    return contents->format ? APR_SUCCESS : stmh_render_choose(&contents->format, job, 1);
}

static int render(stmh_answer_t *answer, stmh_contents_t *contents, stmh_job_t *job)
{
    stm_document_t *document;
    apr_status_t status = stmh_lists_compose(&document, contents, job);

    if (contents->is_short) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (!status) {
        answer->status = HTTP_OK;
        answer->lang = stmh_language_of(job);
        stmh_links_list(answer, job, contents->format, contents->list.folder, contents->list.self,
                        &contents->query.filter);
        status = stmh_render_page(answer, job, document, contents->format,
                                  contents->format->list_sheet, contents->list.self, job->label);
    }
    return status ? stmh_render_failure(job, job->label, status) : OK;
}

static int compose(stmh_answer_t *answer, stmh_job_t *job, stmh_contents_t *contents)
{
    apr_status_t status;
    int refusal = stmh_lists_hold(job, contents->instance);

    if (refusal != OK) {
        return refusal;
    }
    status = stmh_lists_ask_catalog(contents, job);
    if (status) {
        return stmh_render_failure(job, job->label, status);
    }
    /* There is no end of what nothing is found by. */
    if (!contents->list.total &&
        (stm_filter_is_set(&contents->query.filter) || contents->chapter.archive.name[0])) {
        job->is_for_one = 1;
    }
    return render(answer, contents, job);
}

/* One statement that cannot be rendered does not take the list away from the others. */
static int make(stmh_answer_t *answer, stmh_job_t *job, void *baton)
{
    stmh_contents_t *contents = baton, contents_before = *contents;
    stmh_answer_t answer_before = *answer;
    int status = compose(answer, job, contents);

    if (job->has_failed && !stmh_job_is_prerender(job) && stmh_lists_find_failures(contents, job)) {
        contents_before.failed = contents->failed;
        *contents = contents_before;
        *answer = answer_before;
        job->has_failed = 0;
        job->problems = stm_problems_create(job->pool);
        status = stmh_job_take(job);
        status = status == OK ? compose(answer, job, contents) : status;
    }
    return status;
}

static void add_names(apr_array_header_t *names, const apr_array_header_t *entries)
{
    int i;

    for (i = 0; entries && i < entries->nelts; i++) {
        APR_ARRAY_PUSH(names, const char *) = APR_ARRAY_IDX(entries, i, stm_entry_t *)->name;
    }
}

/* All that the list shows this reader; NULL where that is not asked yet. */
static const apr_array_header_t *names_of(const stmh_contents_t *contents, const stmh_job_t *job)
{
    static const stm_filter_t none;
    apr_array_header_t *names;
    int i;

    if (!contents->is_asked) {
        return NULL;
    }
    names = apr_array_make(job->pool, 32, sizeof(const char *));
    add_names(names, contents->entries);
    add_names(names, contents->gone);
    for (i = 0; contents->facets && i < contents->facets->nelts; i++) {
        const stm_facet_t *facet = &APR_ARRAY_IDX(contents->facets, i, stm_facet_t);
        APR_ARRAY_PUSH(names, const char *) = facet->value;
        APR_ARRAY_PUSH(names, const char *) = facet->newest;
    }
    APR_ARRAY_PUSH(names, const char *) =
        stmh_archives_query(&contents->previous, &none, job->pool);
    APR_ARRAY_PUSH(names, const char *) = contents->list.meant ? contents->list.meant : "";
    APR_ARRAY_PUSH(names, const char *) = contents->following ? contents->following->name : "";
    return names;
}

/* What is searched for is another each time, and cursors can be made up: no one else would ask for
 * it again. */
static void find_slot(stmh_page_slot_t *slot, stmh_contents_t *contents, stmh_job_t *job)
{
    job->scope = contents->query.folder;
    job->readers = stmh_list_access_key(job, &contents->query, names_of(contents, job));
    slot->sheet = contents->format->list_sheet;
    slot->format = contents->format;
    slot->render = stmh_lists_prerender;
    slot->name = job->label;
    slot->origin.version = contents->generation;
    slot->origin.stamp = stmh_failures_stamp(job);
    if (!stm_catalog_instance(&contents->instance, job->handle->catalog) &&
        !contents->query.filter.q && !contents->query.after) {
        slot->origin.instance = contents->instance;
        slot->key = stmh_page_cache_key(
            job, job->target->address.kind == STM_ADDRESS_FEED ? "feed" : "archive",
            contents->format, job->scope, stmh_lists_query(contents, &contents->chapter, job->pool),
            job->readers);
    }
}

typedef struct asking_t {
    stmh_contents_t *contents;
    stmh_job_t *job;
    apr_status_t status;
} asking_t;

static void ask_first(void *data)
{
    asking_t *asking = data;
    stmh_job_t *job = asking->job;

    asking->status = stmh_lists_hold(job, asking->contents->instance) == OK
                         ? stmh_lists_ask_catalog(asking->contents, job)
                         : STM_ESTATE;
}

/* Where readers differ, which page is this reader's follows from what may be shown to him. */
static apr_status_t ask_for_reader(stmh_contents_t *contents, stmh_job_t *job)
{
    asking_t asking = {contents, job, APR_SUCCESS};

    if (contents->list.is_uncounted && job->readers_differ) {
        asking.status = stm_catalog_instance(&contents->instance, job->handle->catalog);
        if (!asking.status) {
            stmh_job_ask(job, ask_first, &asking);
        }
    }
    return job->is_late ? STM_ESTATE : asking.status;
}

static int answer_list(stmh_job_t *job)
{
    stmh_contents_t *contents = apr_pcalloc(job->pool, sizeof(*contents));
    stmh_answer_t answer = {0};
    stmh_page_slot_t slot = {0};
    apr_status_t status;
    int refusal = stmh_lists_generation(&contents->generation, job);

    if (refusal != OK) {
        return refusal;
    }
    status = choose_format(contents, job);
    if (!status) {
        status = stmh_lists_ask_query(contents, job);
    }
    if (!status) {
        status = ask_for_reader(contents, job);
    }
    if (status) {
        return stmh_render_failure(job, job->label, status);
    }
    answer.is_negotiated = contents->is_negotiated;
    find_slot(&slot, contents, job);
    return stmh_page_cache_answer(&answer, job, &slot, make, contents);
}

int stmh_lists_answer(stmh_job_t *job)
{
    int status = stmh_page_index_answer(job);

    if (status != DECLINED) {
        return status;
    }
    status = stmh_job_open(job);
    return status == OK ? answer_list(job) : status;
}

void stmh_lists_prerender(stmh_job_t *job)
{
    if (stmh_job_open(job) == OK) {
        answer_list(job);
    }
}
