#include "httpd/page_cache/render.h"

#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "core/http/accept.h"
#include "httpd/request/language.h"
#include "httpd/request/status.h"
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
 * error then, and not a feed in place of a page. Without a type nobody can ask for it. */
static void offer(apr_array_header_t *formats, stmh_job_t *job, const stm_format_t *format,
                  int is_list)
{
    stm_format_t offered = *format;
    stmh_stylesheet_use_t use;
    apr_status_t status;

    if (!sheet_of(format, is_list)) {
        return;
    }
    if (!offered.media_type) {
        status = stmh_stylesheets_acquire(&use, job->mount, sheet_of(format, is_list), job->pool);
        job->is_late |= APR_STATUS_IS_TIMEUP(status);
        offered.media_type = status ? stm_format_builtin_type(format->name) : use.sheet->media_type;
    }
    if (!offered.media_type) {
        return;
    }
    APR_ARRAY_PUSH(formats, stm_format_t) = offered;
}

apr_status_t stmh_render_choose(const stm_format_t **format, stmh_job_t *job, int is_list)
{
    const apr_array_header_t *all = job->mount->formats;
    apr_array_header_t *formats = apr_array_make(job->pool, all->nelts, sizeof(stm_format_t));
    int i;

    for (i = 0; i < all->nelts; i++) {
        offer(formats, job, &APR_ARRAY_IDX(all, i, stm_format_t), is_list);
    }
    if (job->is_late) {
        return APR_TIMEUP;
    }
    if (!formats->nelts) {
        return STM_ESTYLESHEET;
    }
    *format = (is_list ? stm_accept_choose_feed : stm_accept_choose)(
        apr_table_get(job->r->headers_in, "Accept"), formats, job->pool);
    return APR_SUCCESS;
}

/* What says it changes in the future is not believed. */
static void note_change(stmh_answer_t *answer, const stmh_job_t *job, apr_time_t changed_at)
{
    if (changed_at <= job->moment && changed_at > answer->changed_at) {
        answer->changed_at = changed_at;
    }
}

/* Non-zero where the page that was made before is what would come out now. */
static int take_former(stmh_answer_t *answer, const stmh_job_t *job)
{
    const stm_page_record_t *former = job->former;
    const stm_page_body_t *plain;

    if (!former || !former->content || !answer->content ||
        strcmp(former->content, answer->content)) {
        return 0;
    }
    plain = &former->bodies[STM_CODING_PLAIN];
    answer->page = (stm_page_t){plain->bytes, plain->size, former->media_type, former->etag};
    return 1;
}

/* What was ended because nobody wants it any more is no failure. */
static void count(const stmh_job_t *job, apr_interval_time_t spent, apr_status_t status)
{
    stmh_metrics_t *metrics = job->mount->metrics;
    const stmh_render_kind_t kind =
        stmh_job_is_prerender(job) ? STMH_RENDER_AHEAD : STMH_RENDER_READER;

    stmh_metrics_add(&metrics->render_usec[kind], spent > 0 ? (apr_uint64_t)spent : 0);
    if (!status) {
        stmh_metrics_add(&metrics->renders[kind], 1);
    }
    else if (status != APR_EINTR) {
        stmh_metrics_add(&metrics->failed_renders[kind], 1);
    }
}

static apr_status_t transform(stmh_answer_t *answer, stmh_job_t *job,
                              const stm_document_t *document, const stm_sheet_t *sheet,
                              const stm_scene_t *scene, const char *name)
{
    const apr_time_t started_at = apr_time_now();
    apr_status_t status =
        stm_render(&answer->page, document, sheet, scene, job->problems, job->pool);

    count(job, apr_time_now() - started_at, status);
    if (!status) {
        stmh_log_render(job->r, stmh_job_is_prerender(job), name, job->problems);
        ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, ap_server_conf, "STM0703: rendered %s as %s%s",
                     name, scene->format->name, stmh_job_is_prerender(job) ? " ahead" : "");
    }
    return status;
}

apr_status_t stmh_render_page(stmh_answer_t *answer, stmh_job_t *job,
                              const stm_document_t *document, const stm_format_t *format,
                              const char *sheet_path, const char *self, const char *name)
{
    stm_scene_t scene = {.newsroom = stmh_language_newsroom(job),
                         .format = format,
                         .base = job->mount->base,
                         .self = self,
                         .is_unwanted = job->is_unwanted};
    stmh_stylesheet_use_t use;
    stmh_css_file_t style;
    stmh_messages_use_t words;
    apr_status_t status = stmh_stylesheets_acquire(&use, job->mount, sheet_path, job->pool);

    if (status) {
        job->is_late |= APR_STATUS_IS_TIMEUP(status);
        return status;
    }
    stmh_messages_acquire(&words, job->mount, job->pool);
    scene.words = words.words;
    stmh_css_acquire(&style, job->mount->config->refresh, job->pool);
    scene.style = stmh_css_address(job->mount, &style, job->pool);
    /* From here on nothing is looked up any more. */
    stmh_job_release(job);
    if ((!job->r && job->needs_request) || (stmh_job_is_prerender(job) && job->is_for_one)) {
        return APR_EINTR; /* nobody would get it */
    }
    if (stmh_page_store_pages()) {
        answer->content = stm_render_digest(document, &scene, job->pool);
    }
    if (!take_former(answer, job)) {
        status = transform(answer, job, document, use.sheet, &scene, name);
    }
    note_change(answer, job, use.changed_at);
    note_change(answer, job, words.changed_at);
    note_change(answer, job, style.written_at);
    return status;
}

int stmh_render_failure(stmh_job_t *job, const char *name, apr_status_t status)
{
    job->has_failed = status == STM_ELIMIT || status == STM_ESTYLESHEET;
    if (status != APR_EINTR) { /* what it came to where it was ended is nobody's fault */
        stmh_log_render(job->r, stmh_job_is_prerender(job), name, job->problems);
    }
    return stmh_status_http(status);
}
