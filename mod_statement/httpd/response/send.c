#include "httpd/response/send.h"

#include <apr_buckets.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <http_protocol.h>
#include <util_filter.h>

#include "core/base/fingerprint.h"
#include "core/http/date.h"
#include "httpd/response/bucket.h"
#include "httpd/response/codings.h"
#include "httpd/response/conditions.h"
#include "httpd/response/filters.h"
#include "httpd/response/freshness.h"
#include "httpd/runtime/shutdown.h"

/* What httpd takes for too little to write at once. */
#define HELD_BACK 4096

stm_page_t stmh_response_page(const char *bytes, apr_size_t size, const char *media_type,
                              apr_pool_t *result_pool)
{
    stm_page_t page = {bytes, size, media_type, NULL};

    page.etag =
        apr_pstrcat(result_pool, "\"", stm_fingerprint(bytes, size, result_pool), "\"", NULL);
    return page;
}

static void set_header(request_rec *r, const char *name, const char *value)
{
    if (value) {
        apr_table_setn(r->headers_out, name, value);
    }
}

/* In a document that is not checked a language may be anything. */
static const char *language(const char *lang)
{
    const char *at = lang;

    while (at && (apr_isalnum(*at) || *at == '-')) {
        at++;
    }
    return at && !*at && at > lang ? lang : NULL;
}

static void set_language(request_rec *r, const char *lang)
{
    if (lang) {
        apr_table_setn(r->headers_out, "Content-Language", lang);
    }
    else {
        apr_table_unset(r->headers_out, "Content-Language");
    }
}

/* NULL: whoever asks gets the same. Filters that compress say it of what they see, but mod_filter
 * lets them see no 304. */
static const char *vary_of(const stmh_response_t *response, const stmh_filters_t *filters)
{
    if (response->has_codings || filters->may_code) {
        return response->is_negotiated ? "Accept, Accept-Encoding" : "Accept-Encoding";
    }
    return response->is_negotiated ? "Accept" : NULL;
}

static void set_content(request_rec *r, const stmh_response_t *response,
                        const stmh_filters_t *filters)
{
    const char *vary = vary_of(response, filters);

    /* What mod_mime took from the name of the document says nothing about the page. */
    r->content_encoding = response->coding;
    r->content_languages = NULL;
    ap_set_content_type(r, response->page.media_type);
    set_header(r, "Link", response->is_negotiated ? response->negotiated_link : response->link);
    if (vary) {
        apr_table_mergen(r->headers_out, "Vary", vary);
    }
    set_language(r, language(response->lang));
    if (response->is_negotiated) {
        set_header(r, "Content-Location", response->content_location);
    }
    set_header(r, "Content-Encoding", response->coding);
}

/* Of what others make of the bytes, our tag says only that it has the same meaning. */
static void set_validators(request_rec *r, const stmh_response_t *response,
                           const stmh_filters_t *filters, apr_time_t changed_at)
{
    const char *etag = response->page.etag;
    char *date;

    apr_table_setn(r->headers_out, "ETag",
                   filters->may_change ? apr_pstrcat(r->pool, "W/", etag, NULL) : etag);
    if (changed_at > 0) {
        date = apr_palloc(r->pool, STM_HTTP_DATE_SIZE);
        stm_http_date_format(date, changed_at);
        apr_table_setn(r->headers_out, "Last-Modified", date);
    }
}

static apr_bucket *bucket_of(request_rec *r, const stmh_response_t *response)
{
    apr_bucket_alloc_t *allocator = r->connection->bucket_alloc;
    const stm_page_t *page = &response->page;

    return response->mapping
               ? stmh_bucket_create(response->mapping, page->bytes, page->size, allocator)
               : apr_bucket_pool_create(page->bytes, page->size, r->pool, allocator);
}

/* httpd keeps what is short until it has looked for the next request, and for all of that where a
 * part has come. HTTP/2 has its own way. */
static int is_held_back(const request_rec *r, const stmh_response_t *response)
{
    int is_short =
        r->status == HTTP_NOT_MODIFIED || r->header_only || response->page.size < HELD_BACK;

    return is_short && !r->connection->master;
}

/* Where the reader has gone, the connection's own filter notices. */
static void push(conn_rec *connection, apr_bucket_brigade *brigade)
{
    apr_brigade_cleanup(brigade);
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_flush_create(connection->bucket_alloc));
    ap_pass_brigade(connection->output_filters, brigade);
}

/* A 304 takes the whole way through the filters, so that those which would have changed a page's
 * headers change them, too; httpd drops its bytes at the end, which nobody misses where there is no
 * such filter. */
static int send_bytes(request_rec *r, const stmh_response_t *response)
{
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    apr_status_t status;

    if (r->status != HTTP_NOT_MODIFIED || stmh_filters_any(r)) {
        APR_BRIGADE_INSERT_TAIL(brigade, bucket_of(r, response));
    }
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(r->connection->bucket_alloc));
    status = ap_pass_brigade(r->output_filters, brigade);
    if (!status && is_held_back(r, response)) {
        push(r->connection, brigade);
    }
    return status ? AP_FILTER_ERROR : OK;
}

/* What a condition is compared with; a date is exact once its second is over. */
static stm_validators_t validators_of(request_rec *r, const stmh_response_t *response,
                                      const stmh_filters_t *filters)
{
    stm_validators_t validators = {response->page.etag, response->changed_at, 0,
                                   stmh_codings_is_exact(r, response, filters)};

    if (validators.changed_at > r->request_time) {
        validators.changed_at = r->request_time;
    }
    validators.is_date_exact = response->is_recorded &&
                               apr_time_sec(validators.changed_at) < apr_time_sec(r->request_time);
    return validators;
}

int stmh_response_write(request_rec *r, const stmh_response_t *response)
{
    const stmh_filters_t filters = stmh_filters_look(r);

    r->status = response->status;
    set_content(r, response, &filters);
    if (response->status == HTTP_OK) {
        const stm_validators_t validators = validators_of(r, response, &filters);

        set_validators(r, response, &filters, validators.changed_at);
        r->status = stmh_conditions_decide(r, &validators);
    }
    switch (r->status) {
    case HTTP_PRECONDITION_FAILED:
        r->status = HTTP_OK;
        return HTTP_PRECONDITION_FAILED;
    case HTTP_NOT_MODIFIED:
        break;
    default:
        ap_set_content_length(r, (apr_off_t)response->page.size);
    }
    return send_bytes(r, response);
}

int stmh_response_send(const stmh_exchange_t *exchange)
{
    /* Its reader may take as long as he likes. */
    stmh_lookup_release(exchange->lookup);
    stmh_shutdown_release();
    stmh_freshness_set(exchange->request, exchange->answer);
    return stmh_response_write(exchange->request->r, &exchange->answer->response);
}
