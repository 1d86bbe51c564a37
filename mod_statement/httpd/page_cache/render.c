#include "httpd/page_cache/render.h"

#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "core/http/accept.h"
#include "httpd/request/http_status.h"
#include "httpd/request/language.h"
#include "httpd/runtime/log.h"
#include "httpd/shared/css.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/ui_words.h"

APLOG_USE_MODULE(statement);

static const char *sheet_of(const stm_format_t *format, int is_list)
{
    return is_list ? format->list_sheet : format->statement_sheet;
}

/* A format whose stylesheet is an own one has its media type from there. Where that stylesheet
 * cannot be used, the built-in type of the same name keeps the format on offer: a browser gets an
 * error then, and not a feed in place of a page. Without a type nobody can ask for it. What not
 * every statement has is had by its address only. */
static void offer(apr_array_header_t *formats, const stmh_request_t *request, stmh_lookup_t *lookup,
                  const stm_format_t *format, int is_list)
{
    stm_format_t offered = *format;
    stmh_stylesheet_use_t use;
    apr_status_t status;

    if (!sheet_of(format, is_list) || format->part) {
        return;
    }
    if (!offered.media_type) {
        status = stmh_stylesheets_acquire(&use, request->mount, sheet_of(format, is_list),
                                          request->pool);
        lookup->is_late |= APR_STATUS_IS_TIMEUP(status);
        offered.media_type = status ? stm_format_builtin_type(format->name) : use.sheet->media_type;
    }
    if (!offered.media_type) {
        return;
    }
    APR_ARRAY_PUSH(formats, stm_format_t) = offered;
}

apr_status_t stmh_render_choose(const stm_format_t **format, const stmh_request_t *request,
                                stmh_lookup_t *lookup, int is_list)
{
    const apr_array_header_t *all = request->mount->formats;
    apr_array_header_t *formats = apr_array_make(request->pool, all->nelts, sizeof(stm_format_t));
    int i;

    for (i = 0; i < all->nelts; i++) {
        offer(formats, request, lookup, &APR_ARRAY_IDX(all, i, stm_format_t), is_list);
    }
    if (lookup->is_late) {
        return APR_TIMEUP;
    }
    if (!formats->nelts) {
        return STM_ESTYLESHEET;
    }
    *format = (is_list ? stm_accept_choose_feed : stm_accept_choose)(
        apr_table_get(request->r->headers_in, "Accept"), formats, request->pool);
    return APR_SUCCESS;
}

/* What says it changes in the future is not believed. */
static void note_change(stmh_response_t *response, const stmh_request_t *request,
                        apr_time_t changed_at)
{
    if (changed_at <= request->moment && changed_at > response->changed_at) {
        response->changed_at = changed_at;
    }
}

/* Non-zero where the page that was made before is what would come out now. */
static int take_former(stmh_response_t *response)
{
    const stm_page_record_t *former = response->former;
    const stm_page_body_t *plain;

    if (!former || !former->content || !response->content ||
        strcmp(former->content, response->content)) {
        return 0;
    }
    plain = &former->bodies[STM_CODING_PLAIN];
    response->page = (stm_page_t){plain->bytes, plain->size, former->media_type, former->etag};
    return 1;
}

/* What was ended because nobody wants it any more is no failure. */
static void count(const stmh_request_t *request, apr_interval_time_t spent, apr_status_t status)
{
    stmh_metrics_t *metrics = request->mount->metrics;
    const stmh_render_kind_t kind =
        stmh_request_is_prerender(request) ? STMH_RENDER_PRERENDER : STMH_RENDER_READER;

    stmh_metrics_add(&metrics->render_usec[kind], spent > 0 ? (apr_uint64_t)spent : 0);
    if (!status) {
        stmh_metrics_add(&metrics->renders[kind], 1);
    }
    else if (status != APR_EINTR) {
        stmh_metrics_add(&metrics->failed_renders[kind], 1);
    }
}

static apr_status_t transform(const stmh_request_t *request, stmh_answer_t *answer,
                              const stm_document_t *document, const stm_stylesheet_t *sheet,
                              const stm_render_context_t *context, const char *name)
{
    const apr_time_t started_at = apr_time_now();
    apr_status_t status = stm_render(&answer->response.page, document, sheet, context,
                                     answer->problems, request->pool);

    count(request, apr_time_now() - started_at, status);
    if (!status) {
        stmh_log_render(request->r, stmh_request_is_prerender(request), name, answer->problems);
        ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, ap_server_conf, "STM0703: rendered %s as %s%s",
                     name, context->format->name,
                     stmh_request_is_prerender(request) ? " ahead" : "");
    }
    return status;
}

apr_status_t stmh_render_page(const stmh_exchange_t *exchange, const stm_document_t *document,
                              const stm_format_t *format, const char *sheet_path, const char *self,
                              const char *name)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stm_render_context_t context = {.newsroom = stmh_language_newsroom(request, lookup),
                                    .format = format,
                                    .base = request->mount->base,
                                    .self = self,
                                    .is_unwanted = request->is_unwanted};
    stmh_response_t *response = &answer->response;
    stmh_stylesheet_use_t use;
    stmh_css_file_t style;
    stmh_ui_words_use_t words;
    apr_status_t status = stmh_stylesheets_acquire(&use, request->mount, sheet_path, request->pool);

    if (status) {
        lookup->is_late |= APR_STATUS_IS_TIMEUP(status);
        return status;
    }
    stmh_ui_words_acquire(&words, request->mount, request->pool);
    context.words = words.words;
    stmh_css_acquire(&style, request->mount->config->refresh, request->pool);
    context.preview = response->preview;
    context.public_from = response->public_from;
    context.style = stmh_css_address(request->mount, &style, request->pool);
    /* From here on nothing is looked up any more. */
    stmh_lookup_release(lookup);
    if ((!request->r && answer->needs_request) ||
        (stmh_request_is_prerender(request) && answer->is_for_one)) {
        return APR_EINTR; /* nobody would get it */
    }
    if (stmh_page_store_pages()) {
        response->content = stm_render_digest(document, &context, request->pool);
    }
    if (!take_former(response)) {
        status = transform(request, answer, document, use.sheet, &context, name);
    }
    note_change(response, request, use.changed_at);
    note_change(response, request, words.changed_at);
    note_change(response, request, style.written_at);
    return status;
}

int stmh_render_failure(const stmh_request_t *request, stmh_answer_t *answer, const char *name,
                        apr_status_t status)
{
    answer->has_failed = status == STM_ELIMIT || status == STM_ESTYLESHEET;
    if (status != APR_EINTR) { /* what it came to where it was ended is nobody's fault */
        stmh_log_render(request->r, stmh_request_is_prerender(request), name, answer->problems);
    }
    return stmh_status_http(status);
}
