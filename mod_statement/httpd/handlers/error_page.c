#include "httpd/handlers/error_page.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <mod_core.h>
#include <string.h>

#include "core/base/memory_reserve.h"
#include "core/render/list.h"
#include "core/site/format.h"
#include "httpd/handlers/error_page_cache.h"
#include "httpd/page_cache/get_or_render.h"
#include "httpd/page_cache/render.h"
#include "httpd/request/language.h"
#include "httpd/runtime/idle_trim.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/workers.h"
#include "httpd/shared/page_store.h"

APLOG_USE_MODULE(statement);

static int is_explained(const request_rec *r, int status)
{
    return (status == HTTP_NOT_FOUND || status == HTTP_GONE ||
            status == HTTP_SERVICE_UNAVAILABLE) &&
           !r->main;
}

static const stm_document_t *compose(const stmh_request_t *request, stmh_lookup_t *lookup,
                                     int status)
{
    stm_list_t list = {.newsroom = stmh_language_newsroom(request, lookup),
                       .base = request->mount->base,
                       .folder = "",
                       .self = "",
                       .page = 1,
                       .pages = 1,
                       .status = status};
    stm_document_t *document = stm_list_create(&list, request->pool);
    stm_filter_t none = {0};

    /* Whatever the page offers leads to what can be found. */
    if (status != HTTP_SERVICE_UNAVAILABLE) {
        stm_list_filter(document, &list, &none,
                        apr_array_make(request->pool, 0, sizeof(stm_facet_t)));
    }
    return document;
}

/* What a thread that renders is to do. */
typedef struct error_page_t {
    const stmh_request_t *request;
    stmh_lookup_t *lookup;
    int status;
    const stm_format_t *format;
    stm_page_t page;
    apr_status_t result;
} error_page_t;

static void render_here(void *data)
{
    error_page_t *error_page = data;
    apr_pool_t *pool = error_page->request->pool;
    stmh_request_t request = *error_page->request;
    stmh_answer_t answer;
    const stmh_exchange_t exchange = {&request, error_page->lookup, &answer};
    const stm_page_t *page = &answer.response.page;

    const unsigned int failures = stm_memory_reserve_failures();

    request.pool = stmh_pool_begin(pool);
    stmh_answer_init(&answer, request.pool);
    error_page->result = stmh_render_page(
        &exchange, compose(&request, error_page->lookup, error_page->status), error_page->format,
        error_page->format->list_sheet, request.mount->base, request.label);
    if (stm_memory_reserve_failures() != failures) {
        error_page->result = APR_ENOMEM;
    }
    if (!error_page->result) {
        error_page->page.bytes = apr_pmemdup(pool, page->bytes, page->size);
        error_page->page.size = page->size;
        error_page->page.media_type = apr_pstrdup(pool, page->media_type);
    }
    stmh_pool_end(request.pool, pool);
}

static apr_status_t render(stm_page_t *page, const stmh_request_t *request, stmh_lookup_t *lookup,
                           int status, const stm_format_t *format)
{
    error_page_t error_page = {.request = request,
                               .lookup = lookup,
                               .status = status,
                               .format = format,
                               .result = APR_TIMEUP};
    int is_done = 0;

    stmh_lookup_release(lookup);
    if (stmh_page_store_pages()) {
        is_done = stmh_workers_try(STMH_WORKERS_RENDER, render_here, &error_page,
                                   stmh_request_patience(request), NULL);
    }
    if (!is_done) {
        render_here(&error_page); /* it is short, and once made it is kept */
    }
    stmh_idle_trim_note();
    *page = error_page.page;
    return error_page.result;
}

/* All that the page follows from; NULL where it is not kept, as for an address that a stranger has
 * made up. */
static const char *key_of(const stmh_request_t *request, stmh_lookup_t *lookup, int status,
                          const stm_format_t *format)
{
    apr_time_t checked_at;
    const char *digest;

    if (!request->mount->is_lasting ||
        stmh_page_cache_digest(&digest, &checked_at, request, lookup, format->list_sheet)) {
        return NULL;
    }
    return apr_psprintf(request->pool, "%d-%s", status, digest);
}

/* A stylesheet that has changed in between would be known under its former name. */
static void keep(const char *key, const stmh_request_t *request, stmh_lookup_t *lookup, int status,
                 const stm_format_t *format, const stm_page_t *page)
{
    const char *now = key ? key_of(request, lookup, status, format) : NULL;

    if (now && !strcmp(now, key)) {
        stmh_error_page_cache_put(key, page);
    }
}

/* A page without bytes stands for a rendering that failed and would fail again: it may have taken
 * all the work that one page may. */
static const stm_page_t failed = {.bytes = "", .media_type = ""};

static apr_status_t find_or_render(stm_page_t *page, const stmh_request_t *request,
                                   stmh_lookup_t *lookup, int status, const stm_format_t *format)
{
    const char *key = key_of(request, lookup, status, format);
    apr_status_t result;

    if (key && stmh_error_page_cache_find(page, key, request->pool)) {
        return page->size ? APR_SUCCESS : STM_ESTYLESHEET;
    }
    result = render(page, request, lookup, status, format);
    if (!result) {
        keep(key, request, lookup, status, format, page);
        return APR_SUCCESS;
    }
    ap_log_rerror(APLOG_MARK, APLOG_DEBUG, result, request->r,
                  "STM0604: no error page for %s could be rendered; httpd's own is sent",
                  request->label);
    if (result == STM_ELIMIT || result == STM_ESTYLESHEET) {
        keep(key, request, lookup, status, format, &failed);
    }
    return result;
}

static void send_page(request_rec *r, const stm_page_t *page, const char *lang, int status)
{
    apr_array_header_t *languages = apr_array_make(r->pool, 1, sizeof(const char *));

    APR_ARRAY_PUSH(languages, const char *) = lang;
    r->content_languages = languages;
    r->status = status;
    ap_set_content_type(r, page->media_type);
    ap_set_content_length(r, (apr_off_t)page->size);
    ap_rwrite(page->bytes, (int)page->size, r);
}

int stmh_error_page_answer(const stmh_request_t *request, stmh_lookup_t *lookup, int status)
{
    const stm_format_t *format;
    stm_page_t page;

    if (!is_explained(request->r, status)) {
        return status;
    }
    format = stm_format_by_name(request->mount->formats, "html");
    if (!format || !format->list_sheet ||
        ap_response_code_string(request->r, ap_index_of_response(status))) {
        return status;
    }
    stmh_language_newsroom(request, lookup); /* in the request's own pool */
    if (find_or_render(&page, request, lookup, status, format)) {
        return status;
    }
    stmh_shutdown_release();
    send_page(request->r, &page, stmh_language_of(request, lookup), status);
    return OK;
}
