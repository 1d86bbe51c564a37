#include "mod_statement_response.h"

#include <apr_buckets.h>
#include <apr_strings.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>
#include <util_filter.h>

#include "stm_hash.h"

stm_page_t stm_response_page(const char *bytes, apr_size_t size, const char *media_type,
                             apr_pool_t *result_pool)
{
    stm_page_t page = {bytes, size, media_type, NULL};
    stm_hash_t hash;

    stm_hash_start(&hash);
    stm_hash_bytes(&hash, bytes, size);
    page.etag = apr_pstrcat(result_pool, "\"", stm_hash_hex(&hash, result_pool), "\"", NULL);
    return page;
}

static int is_private(const stm_job_t *job)
{
    switch (job->place->config->audience) {
    case STM_AUDIENCE_PUBLIC:
        return 0;
    case STM_AUDIENCE_PRIVATE:
        return 1;
    default:
        return stm_access_is_personal(job->access);
    }
}

static void set_freshness(stm_job_t *job, const stm_answer_t *answer)
{
    apr_interval_time_t span = job->place->config->max_age;
    const char *value;

    if (answer->is_preview || job->place->newsroom->show == STM_SHOW_ALL) {
        value = "no-store, private";
    }
    else {
        if (job->next_change < job->moment + span) {
            span = job->next_change - job->moment;
        }
        value =
            apr_psprintf(job->r->pool, "max-age=%" APR_TIME_T_FMT ", %s",
                         apr_time_sec(span > 0 ? span : 0), is_private(job) ? "private" : "public");
    }
    apr_table_setn(job->r->headers_out, "Cache-Control", value);
}

/* A compressing module adds a suffix to our entity tag; a reader that sends such a tag back has our
 * bytes (RFC 9110 section 13.1.2). The 304 then carries the tag that matched. */
static void accept_suffixed_tag(request_rec *r, const char *etag)
{
    static const char *const suffixes[] = {"-gzip\"", "-br\""};
    const char *sent = apr_table_get(r->headers_in, "If-None-Match");
    size_t i;

    for (i = 0; sent && i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        const char *suffixed = apr_pstrcat(r->pool, apr_pstrmemdup(r->pool, etag, strlen(etag) - 1),
                                           suffixes[i], NULL);
        if (strstr(sent, suffixed)) {
            apr_table_setn(r->headers_in, "If-None-Match", suffixed);
            apr_table_setn(r->headers_out, "ETag", suffixed);
        }
    }
}

/* What a date says is too little where it may go back, and until the second of the change is over
 * (RFC 9110 section 8.8.2.2): then such a condition is as if it were not there. */
static void drop_weak_dates(request_rec *r, const stm_answer_t *answer, apr_time_t changed_at)
{
    const char *range = apr_table_get(r->headers_in, "If-Range");

    if (!answer->is_list && apr_time_sec(changed_at) < apr_time_sec(r->request_time)) {
        return;
    }
    apr_table_unset(r->headers_in, "If-Modified-Since");
    if (range && !strchr(range, '"')) {
        apr_table_unset(r->headers_in, "If-Range");
        apr_table_unset(r->headers_in, "Range");
    }
}

static void set_validators(request_rec *r, const stm_answer_t *answer)
{
    apr_time_t changed_at =
        answer->changed_at < r->request_time ? answer->changed_at : r->request_time;

    if (changed_at > 0) {
        ap_update_mtime(r, changed_at);
        ap_set_last_modified(r);
    }
    apr_table_setn(r->headers_out, "ETag", answer->page.etag);
    /* The tag alone decides where there is one (RFC 9110 section 13.2.2); httpd asks for both. */
    if (apr_table_get(r->headers_in, "If-None-Match")) {
        apr_table_unset(r->headers_in, "If-Modified-Since");
    }
    drop_weak_dates(r, answer, changed_at);
    accept_suffixed_tag(r, answer->page.etag);
}

static void set_content(request_rec *r, const stm_answer_t *answer)
{
    /* What mod_mime took from the name of the document says nothing about the page. */
    r->content_encoding = NULL;
    r->content_languages = NULL;
    apr_table_unset(r->headers_out, "Content-Language");
    ap_set_content_type(r, answer->page.media_type);
    if (answer->lang) {
        r->content_languages = apr_array_make(r->pool, 1, sizeof(const char *));
        APR_ARRAY_PUSH(r->content_languages, const char *) = answer->lang;
    }
    if (answer->is_negotiated) {
        apr_table_mergen(r->headers_out, "Vary", "Accept");
    }
}

static int send_bytes(request_rec *r, const stm_page_t *page)
{
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    apr_bucket_alloc_t *allocator = r->connection->bucket_alloc;

    ap_set_content_length(r, (apr_off_t)page->size);
    APR_BRIGADE_INSERT_TAIL(brigade,
                            apr_bucket_pool_create(page->bytes, page->size, r->pool, allocator));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(allocator));
    return ap_pass_brigade(r->output_filters, brigade) ? AP_FILTER_ERROR : OK;
}

int stm_response_send(stm_job_t *job, const stm_answer_t *answer)
{
    request_rec *r = job->r;
    int status;

    r->status = answer->status;
    set_content(r, answer);
    set_freshness(job, answer);
    if (answer->status == HTTP_OK) {
        set_validators(r, answer);
        status = ap_meets_conditions(r);
        if (status != OK) {
            r->status = HTTP_OK;
            return status;
        }
    }
    return send_bytes(r, &answer->page);
}
