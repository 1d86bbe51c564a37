#include "mod_statement_refusal.h"

#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <mod_core.h>

#include "mod_statement_render.h"
#include "stm_format.h"
#include "stm_list.h"

APLOG_USE_MODULE(statement);

static int is_explained(const request_rec *r, int status)
{
    return (status == HTTP_NOT_FOUND || status == HTTP_GONE ||
            status == HTTP_SERVICE_UNAVAILABLE) &&
           !r->main;
}

static const stm_document_t *compose(const stm_job_t *job, int status)
{
    stm_list_t list = {.newsroom = job->place->newsroom,
                       .base = job->place->base,
                       .folder = "",
                       .self = "",
                       .page = 1,
                       .pages = 1,
                       .status = status};
    stm_document_t *document = stm_list_create(&list, job->pool);
    stm_filter_t none = {0};

    /* Whatever the page offers leads to what can be found. */
    if (status != HTTP_SERVICE_UNAVAILABLE) {
        stm_list_filter(document, &list, &none, apr_array_make(job->pool, 0, sizeof(stm_facet_t)));
    }
    return document;
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

int stm_refusal_answer(stm_job_t *job, int status)
{
    const stm_format_t *format = stm_format_by_name(job->place->formats, "html");
    stm_answer_t answer = {0};

    if (!is_explained(job->r, status) || !format || !format->list_sheet ||
        ap_response_code_string(job->r, ap_index_of_response(status))) {
        return status;
    }
    if (stm_render_page(&answer, job, compose(job, status), format, format->list_sheet,
                        job->place->base, job->label)) {
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, job->r,
                      "STM0604: %s is refused without a page of its own", job->label);
        return status;
    }
    send_page(job->r, &answer.page, job->place->newsroom->lang, status);
    return OK;
}
