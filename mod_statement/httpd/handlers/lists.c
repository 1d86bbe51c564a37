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
#include "httpd/request/listed_values.h"
#include "httpd/response/links.h"

APLOG_USE_MODULE(statement);

typedef struct state_t {
    const stmh_request_t *request;
    stmh_lookup_t *lookup;
    apr_int64_t generation;
    int is_complete;
    apr_status_t status;
} state_t;

static void ask_state(void *data)
{
    state_t *state = data;
    const stmh_lookup_t *lookup = state->lookup;

    state->status = lookup->handle ? stm_catalog_generation(&state->generation, &state->is_complete,
                                                            lookup->handle->catalog,
                                                            state->request->mount->newsroom->key)
                                   : APR_ENOENT;
}

int stmh_lists_generation(apr_int64_t *generation, const stmh_request_t *request,
                          stmh_lookup_t *lookup)
{
    state_t state = {.request = request, .lookup = lookup};

    stmh_lookup_run(request, lookup, ask_state, &state);
    if (lookup->is_late) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    *generation = state.generation;
    if (!state.status && state.is_complete) {
        return OK;
    }
    if (!request->r) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (!stmh_registry_is_expected(request->mount, request->pool)) {
        return HTTP_NOT_FOUND;
    }
    ap_log_rerror(APLOG_MARK, APLOG_INFO, state.status, request->r,
                  "STM0602: newsroom %s: its first scan is not complete; lists and feeds are "
                  "answered with 503",
                  request->mount->newsroom->root);
    return HTTP_SERVICE_UNAVAILABLE;
}

static apr_status_t choose_format(stmh_contents_t *contents, const stmh_request_t *request,
                                  stmh_lookup_t *lookup)
{
    contents->format = request->target->address.format;
    contents->is_negotiated = !contents->format;
    return contents->format ? APR_SUCCESS
                            : stmh_render_choose(&contents->format, request, lookup, 1);
}

static int render(stmh_contents_t *contents, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_answer_t *answer = exchange->answer;
    stmh_response_t *response = &answer->response;
    stm_document_t *document;
    apr_status_t status = stmh_lists_compose(&document, contents, exchange);

    if (contents->is_short) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (!status) {
        response->status = HTTP_OK;
        response->lang = stmh_language_of(request, exchange->lookup);
        stmh_links_list(response, request, contents->format, contents->list.folder,
                        contents->list.self, &contents->query.filter);
        status =
            stmh_render_page(exchange, document, contents->format, contents->format->list_sheet,
                             contents->list.self, request->label);
    }
    return status ? stmh_render_failure(request, answer, request->label, status) : OK;
}

static int compose(stmh_contents_t *contents, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_answer_t *answer = exchange->answer;
    apr_status_t status;
    int refusal = stmh_lists_hold(exchange, contents->instance);

    if (refusal != OK) {
        return refusal;
    }
    status = stmh_lists_ask_catalog(contents, exchange);
    if (status) {
        return stmh_render_failure(request, answer, request->label, status);
    }
    /* There is no end of what nothing is found by. */
    if (!contents->list.total &&
        (stm_filter_is_set(&contents->query.filter) || contents->chapter.archive.name[0])) {
        answer->is_for_one = 1;
    }
    return render(contents, exchange);
}

/* One statement that cannot be rendered does not take the list away from the others. */
static int make(const stmh_exchange_t *exchange, void *baton)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stmh_contents_t *contents = baton, contents_before = *contents;
    stmh_response_t response_before = answer->response;
    int status = compose(contents, exchange);

    if (answer->has_failed && !stmh_request_is_prerender(request) &&
        stmh_lists_find_failures(contents, exchange)) {
        contents_before.failed = contents->failed;
        *contents = contents_before;
        answer->response = response_before;
        answer->has_failed = 0;
        answer->problems = stm_problems_create(request->pool);
        status = stmh_lookup_acquire(request, lookup);
        status = status == OK ? compose(contents, exchange) : status;
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
static const apr_array_header_t *names_of(const stmh_contents_t *contents,
                                          const stmh_request_t *request)
{
    static const stm_filter_t none;
    apr_array_header_t *names;
    int i;

    if (!contents->is_asked) {
        return NULL;
    }
    names = apr_array_make(request->pool, 32, sizeof(const char *));
    add_names(names, contents->entries);
    add_names(names, contents->gone);
    for (i = 0; contents->facets && i < contents->facets->nelts; i++) {
        const stm_facet_t *facet = &APR_ARRAY_IDX(contents->facets, i, stm_facet_t);
        APR_ARRAY_PUSH(names, const char *) = facet->value;
        APR_ARRAY_PUSH(names, const char *) = facet->newest;
    }
    APR_ARRAY_PUSH(names, const char *) =
        stm_chapter_query(&contents->previous, &none, request->pool);
    APR_ARRAY_PUSH(names, const char *) = contents->list.meant ? contents->list.meant : "";
    APR_ARRAY_PUSH(names, const char *) = contents->following ? contents->following->name : "";
    return names;
}

/* What is searched for is another each time, and cursors can be made up: no one else would ask for
 * it again. */
static void find_slot(stmh_page_slot_t *slot, stmh_contents_t *contents,
                      const stmh_request_t *request, stmh_lookup_t *lookup)
{
    slot->readers = stmh_list_access_key(request, &contents->query, names_of(contents, request));
    slot->sheet = contents->format->list_sheet;
    slot->format = contents->format;
    slot->render = stmh_lists_prerender;
    slot->name = request->label;
    slot->origin.version = contents->generation;
    slot->origin.stamp = stmh_failures_stamp(request, lookup);
    if (!stm_catalog_instance(&contents->instance, lookup->handle->catalog) &&
        !contents->query.filter.q && !contents->query.after) {
        slot->origin.instance = contents->instance;
        slot->key = stmh_page_cache_key(
            request, request->target->address.kind == STM_ADDRESS_FEED ? "feed" : "archive",
            contents->format, contents->query.folder,
            stmh_lists_query(contents, &contents->chapter, request->pool), slot->readers);
    }
}

typedef struct asking_t {
    stmh_contents_t *contents;
    const stmh_exchange_t *exchange;
    apr_status_t status;
} asking_t;

static void ask_first(void *data)
{
    asking_t *asking = data;
    const stmh_exchange_t *exchange = asking->exchange;

    asking->status = stmh_lists_hold(exchange, asking->contents->instance) == OK
                         ? stmh_lists_ask_catalog(asking->contents, exchange)
                         : STM_ESTATE;
}

/* Where readers differ, which page is this reader's follows from what may be shown to him. */
static apr_status_t ask_for_reader(stmh_contents_t *contents, const stmh_exchange_t *exchange)
{
    stmh_lookup_t *lookup = exchange->lookup;
    asking_t asking = {contents, exchange, APR_SUCCESS};

    if (contents->list.is_uncounted && exchange->answer->readers_differ) {
        asking.status = stm_catalog_instance(&contents->instance, lookup->handle->catalog);
        if (!asking.status) {
            stmh_lookup_run(exchange->request, lookup, ask_first, &asking);
        }
    }
    return lookup->is_late ? STM_ESTATE : asking.status;
}

static int answer_list(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stmh_contents_t *contents = apr_pcalloc(request->pool, sizeof(*contents));
    stmh_page_slot_t slot = {0};
    apr_status_t status;
    int refusal = stmh_lists_generation(&contents->generation, request, lookup);

    if (refusal != OK) {
        return refusal;
    }
    status = choose_format(contents, request, lookup);
    if (!status) {
        status = stmh_lists_ask_query(contents, request, lookup);
    }
    if (!status) {
        status = ask_for_reader(contents, exchange);
    }
    if (status) {
        return stmh_render_failure(request, answer, request->label, status);
    }
    answer->response.is_negotiated = contents->is_negotiated;
    find_slot(&slot, contents, request, lookup);
    return stmh_page_cache_answer(exchange, &slot, make, contents);
}

int stmh_lists_answer(const stmh_exchange_t *exchange)
{
    int status = stmh_page_index_answer(exchange);

    if (status != DECLINED) {
        return status;
    }
    if (stmh_lists_are_none(exchange->request)) {
        return HTTP_NOT_FOUND;
    }
    status = stmh_exchange_open(exchange);
    status = status == OK ? answer_list(exchange) : status;
    if (status == HTTP_NOT_FOUND && !exchange->lookup->is_late) {
        stmh_listed_values_learn(exchange->request, exchange->lookup);
    }
    return status;
}

void stmh_lists_prerender(const stmh_exchange_t *exchange)
{
    if (stmh_exchange_open(exchange) == OK) {
        answer_list(exchange);
    }
}
