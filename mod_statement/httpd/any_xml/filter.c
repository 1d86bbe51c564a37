#include "httpd/any_xml/filter.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>
#include <util_filter.h>

#include "core/base/hash.h"
#include "core/http/date.h"
#include "httpd/any_xml/address.h"
#include "httpd/any_xml/fetch.h"
#include "httpd/any_xml/freshness.h"
#include "httpd/any_xml/headers.h"
#include "httpd/any_xml/negotiate.h"
#include "httpd/any_xml/page.h"
#include "httpd/any_xml/state.h"
#include "httpd/response/filters.h"

static const char filter_name[] = "STATEMENT_TRANSFORM";

/* What the filter keeps while it waits. */
typedef struct held_t {
    stmh_any_preference_t preference; /* by the headers of the client */
    int is_read;                      /* its beginning says that it names a stylesheet */
    apr_bucket_brigade *held;         /* what has come so far */
    apr_size_t size, most;            /* of that */
    apr_size_t tried;                 /* of it, when the beginning was last looked at */
} held_t;

/* --- the request */

/* What would get a condition's or a part's answer about the XML. */
static void hide_conditions(request_rec *r)
{
    static const char *const names[] = {
        "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
        "If-Range", "Range",         "Accept-Encoding",   NULL};
    stmh_any_state_t *state = stmh_any_state_make(r);
    int i;

    state->headers_in = r->headers_in;
    r->headers_in = apr_table_copy(r->pool, r->headers_in);
    for (i = 0; names[i]; i++) {
        apr_table_unset(r->headers_in, names[i]);
    }
    state->is_head = r->header_only;
    if (r->header_only) {
        r->header_only = 0;
        r->method = "GET";
    }
}

static void give_back(request_rec *r)
{
    stmh_any_state_t *state = stmh_any_state_of(r);

    if (!state || !state->headers_in) {
        return;
    }
    r->headers_in = state->headers_in;
    state->headers_in = NULL;
    if (state->is_head) {
        r->header_only = 1;
        r->method = "HEAD";
    }
}

/* httpd copies the rest of the request after this hook. */
static int give_to_redirect(request_rec *r)
{
    if (r->prev) {
        give_back(r->prev);
        r->method = r->prev->method;
    }
    return OK;
}

/* A file that is sent as it is has a handler, unless something makes other bytes of it. */
static int is_answered_by_file(request_rec *r)
{
    return stmh_any_address_is_file(r) && !stmh_filters_look(r).may_change;
}

static int is_ours(request_rec *r)
{
    return stmh_config_of(r->per_dir_config)->transform == STMH_TRANSFORM_ON && !r->main &&
           r->method_number == M_GET && r->status == HTTP_OK && r->proxyreq != PROXYREQ_PROXY &&
           !(r->handler && strncmp(r->handler, "statement", 9) == 0) && !is_answered_by_file(r);
}

void stmh_any_filter_insert(request_rec *r)
{
    const stmh_any_state_t *state;
    held_t *held;

    if (!is_ours(r) || stmh_any_filter_has(r)) {
        return;
    }
    state = stmh_any_state_of(r);
    held = apr_pcalloc(r->pool, sizeof(*held));
    held->preference = state && state->is_source ? STMH_ANY_XML
                       : state && state->is_page ? STMH_ANY_PAGE
                                                 : stmh_any_preference(r, NULL);
    held->most = stmh_any_page_most(stmh_config_of(r->per_dir_config));
    if (held->preference != STMH_ANY_XML) {
        hide_conditions(r);
    }
    ap_add_output_filter(filter_name, held, r, r->connection);
}

int stmh_any_filter_has(const request_rec *r)
{
    const ap_filter_t *filter;

    for (filter = r->output_filters; filter; filter = filter->next) {
        if (filter->r == r && filter->frec->ftype < AP_FTYPE_CONTENT_SET &&
            strcasecmp(filter->frec->name, filter_name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* --- the answer */

static const char *header(const request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_out, name);

    return value ? value : apr_table_get(r->err_headers_out, name);
}

static int says(const request_rec *r, const char *name, const char *word)
{
    const char *value = header(r, name);

    return value && ap_strcasestr(value, word) != NULL;
}

static int may_be_page(const request_rec *r)
{
    return r->status == HTTP_OK && stmh_any_is_xml(r->content_type) && !r->content_encoding &&
           !header(r, "Content-Encoding") && !header(r, "Content-Range") &&
           !says(r, "Content-Disposition", "attachment") &&
           !says(r, "Cache-Control", "no-transform");
}

/* All that was held back, and what has come now, as it is. */
static apr_status_t pass_on(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    held_t *held = filter->ctx;

    give_back(filter->r);
    ap_remove_output_filter(filter);
    if (held->held) {
        APR_BRIGADE_PREPEND(brigade, held->held);
    }
    return ap_pass_brigade(filter->next, brigade);
}

/* Moves the first bucket to what is held. APR_SUCCESS; APR_ENOSPC: that is more than it may be;
 * APR_EOF: whoever makes it has stopped halfway; or what the bucket says. */
static apr_status_t hold(held_t *held, apr_bucket *bucket)
{
    const char *bytes;
    apr_size_t size;
    apr_status_t status;

    if (AP_BUCKET_IS_ERROR(bucket)) {
        return APR_EOF;
    }
    if (APR_BUCKET_IS_FLUSH(bucket)) {
        apr_bucket_delete(bucket);
        return APR_SUCCESS;
    }
    if (APR_BUCKET_IS_METADATA(bucket)) {
        APR_BUCKET_REMOVE(bucket);
        APR_BRIGADE_INSERT_TAIL(held->held, bucket);
        return APR_SUCCESS;
    }
    status = apr_bucket_read(bucket, &bytes, &size, APR_BLOCK_READ);
    if (status || size > held->most - held->size) {
        return status ? status : APR_ENOSPC;
    }
    apr_brigade_write(held->held, NULL, NULL, bytes, size);
    held->size += size;
    apr_bucket_delete(bucket);
    return APR_SUCCESS;
}

static const char *bytes_of(apr_size_t *size, const ap_filter_t *filter, apr_size_t most)
{
    const held_t *held = filter->ctx;
    char *bytes;

    *size = held->size < most ? held->size : most;
    bytes = apr_palloc(filter->r->pool, *size + 1);
    apr_brigade_flatten(held->held, bytes, size);
    bytes[*size] = '\0';
    return bytes;
}

typedef enum { WAITS = 0, PASSES, RENDERS } verdict_t;

static verdict_t decide(const ap_filter_t *filter, const stm_prolog_t *prolog)
{
    held_t *held = filter->ctx;

    if (held->preference == STMH_ANY_PAGE_BY_ACCEPT &&
        !stmh_any_prefers_page(stmh_any_preference(filter->r, filter->r->content_type), prolog)) {
        held->preference = STMH_ANY_XML;
    }
    if (held->preference == STMH_ANY_XML) {
        stmh_any_headers_xml(filter->r, 0);
        return PASSES;
    }
    held->is_read = 1;
    return RENDERS;
}

/* Whether the answer is to be rendered, as soon as its beginning says that. Who sends single bytes
 * has it read when it is twice as long as the last time. */
static verdict_t read_beginning(const ap_filter_t *filter, int is_over)
{
    held_t *held = filter->ctx;
    const int is_all = is_over || held->size >= STM_PROLOG_MOST;
    stm_prolog_t prolog;
    const char *bytes;
    apr_size_t size;

    if (held->is_read) {
        return RENDERS;
    }
    if (!is_all && held->size < 2 * held->tried) {
        return WAITS;
    }
    held->tried = held->size;
    bytes = bytes_of(&size, filter, STM_PROLOG_MOST);
    if (!stm_prolog_read(&prolog, bytes, size, filter->r->pool)) {
        return is_all || prolog.root ? PASSES : WAITS;
    }
    return is_all || prolog.root ? decide(filter, &prolog) : WAITS;
}

/* What was said of the bytes of the XML. */
static void drop_headers(request_rec *r)
{
    static const char *const names[] = {"ETag",
                                        "Last-Modified",
                                        "Content-Length",
                                        "Content-MD5",
                                        "Digest",
                                        "Content-Digest",
                                        "Repr-Digest",
                                        "Accept-Ranges",
                                        "Content-Location",
                                        "Content-Language",
                                        NULL};
    int i;

    for (i = 0; names[i]; i++) {
        apr_table_unset(r->headers_out, names[i]);
        apr_table_unset(r->err_headers_out, names[i]);
    }
}

static apr_time_t changed_at(const request_rec *r)
{
    const char *date = header(r, "Last-Modified");
    apr_time_t moment;

    return date && stm_http_date_parse(&moment, date, r->request_time)
               ? stmh_any_settled(moment, r->request_time)
               : 0;
}

static apr_status_t send_failed(request_rec *r, int status)
{
    apr_bucket_alloc_t *allocator = r->connection->bucket_alloc;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, allocator);

    APR_BRIGADE_INSERT_TAIL(brigade, ap_bucket_error_create(status, NULL, r->pool, allocator));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(allocator));
    return ap_pass_brigade(r->output_filters, brigade);
}

/* The filters before this one have had their part of the answer. */
static apr_status_t send_page(ap_filter_t *filter, const stmh_any_page_t *page)
{
    request_rec *r = filter->r;
    held_t *held = filter->ctx;
    const char *media_type = r->content_type;
    int status;

    give_back(r);
    r->output_filters = filter->next;
    apr_brigade_cleanup(held->held);
    drop_headers(r);
    stmh_any_headers_page(r, media_type);
    stmh_any_freshness_set(r, 0, page->is_private);
    status = stmh_response_write(r, &page->response);
    if (status == HTTP_PRECONDITION_FAILED) {
        return send_failed(r, status);
    }
    return status == OK ? APR_SUCCESS : AP_FILTER_ERROR;
}

static apr_status_t render(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    request_rec *r = filter->r;
    const held_t *held = filter->ctx;
    stmh_any_document_t document = {.r = r, .name = r->uri, .changed_at = changed_at(r)};
    stmh_any_page_t page = {0};
    apr_status_t status;

    document.bytes = bytes_of(&document.size, filter, held->size);
    status = stmh_any_page_get(&page, &document);
    if (status == APR_SUCCESS) {
        return send_page(filter, &page);
    }
    stmh_any_headers_xml(r, 0);
    if (APR_STATUS_IS_TIMEUP(status)) {
        stmh_any_freshness_set_passing(r);
    }
    return pass_on(filter, brigade);
}

/* It cannot be held any longer. */
static apr_status_t give_up(ap_filter_t *filter, apr_bucket_brigade *brigade, apr_status_t status)
{
    const held_t *held = filter->ctx;

    if (status == APR_ENOSPC && held->is_read) {
        stmh_any_page_complain(filter->r, filter->r->uri,
                               "it is larger than StatementMaxSize lets documents be");
    }
    return status == APR_ENOSPC || status == APR_EOF ? pass_on(filter, brigade) : status;
}

static int begin(ap_filter_t *filter)
{
    held_t *held = filter->ctx;

    if (!held->held && may_be_page(filter->r)) {
        held->held = apr_brigade_create(filter->r->pool, filter->r->connection->bucket_alloc);
    }
    return held->held != NULL;
}

static apr_status_t transform(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    int is_over = 0;

    if (!begin(filter)) {
        return pass_on(filter, brigade);
    }
    while (!APR_BRIGADE_EMPTY(brigade) && !is_over) {
        apr_bucket *bucket = APR_BRIGADE_FIRST(brigade);
        apr_status_t status;

        is_over = APR_BUCKET_IS_EOS(bucket);
        status = hold(filter->ctx, bucket);
        if (status) {
            return give_up(filter, brigade, status);
        }
        if (read_beginning(filter, is_over) == PASSES) {
            return pass_on(filter, brigade);
        }
    }
    return is_over ? render(filter, brigade) : APR_SUCCESS;
}

void stmh_any_filter_register(void)
{
    /* After what makes the XML, before what compresses, dates and caches it. */
    ap_register_output_filter(filter_name, transform, NULL, AP_FTYPE_CONTENT_SET - 2);
    /* The filter sees neither the answers of an internal redirect nor httpd's own error pages. */
    ap_hook_create_request(give_to_redirect, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_insert_error_filter(give_back, NULL, NULL, APR_HOOK_FIRST);
}
