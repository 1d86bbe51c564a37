#include "httpd/any_xml/fetch.h"

#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>
#include <strings.h>
#include <util_filter.h>

#include "core/http/date.h"
#include "httpd/access/readers.h"
#include "httpd/access/subrequest.h"
#include "httpd/any_xml/address.h"
#include "httpd/any_xml/kept.h"
#include "httpd/any_xml/origin.h"
#include "httpd/any_xml/page_index.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/workers.h"

/* URLs of one page, and how often one of them may lead to another. */
#define MOST_FETCHED   200
#define MOST_REDIRECTS 4

/* Of one URL; httpd's LimitRequestLine has readers ask for no longer ones. */
#define LONGEST_URL 8190

/* All of a page together: so many times the largest one. */
#define MOST_TIMES 8

/* How long a rendering waits for its turn after it has fetched. */
#define TURN_MSEC 5000

static const char filter_name[] = "STATEMENT_FETCH";

/* What comes of one sub-request. */
typedef struct body_t {
    apr_bucket_brigade *brigade; /* what has come so far */
    apr_size_t size, most;
    int is_too_long;
    int is_broken; /* whoever makes it has stopped halfway */
} body_t;

stmh_any_fetcher_t *stmh_any_fetcher_create(request_rec *r, apr_size_t max_bytes, apr_pool_t *pool)
{
    stmh_any_fetcher_t *fetcher = apr_pcalloc(pool, sizeof(*fetcher));

    fetcher->r = r;
    fetcher->pool = pool;
    fetcher->by_url = apr_hash_make(pool);
    fetcher->all = apr_array_make(pool, 4, sizeof(stmh_any_fetched_t *));
    fetcher->max_bytes = max_bytes;
    return fetcher;
}

/* --- one sub-request */

/* Keeps what comes, and passes nothing on. */
static apr_status_t keep_body(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    body_t *body = filter->ctx;

    while (!APR_BRIGADE_EMPTY(brigade)) {
        apr_bucket *bucket = APR_BRIGADE_FIRST(brigade);
        const char *bytes;
        apr_size_t size = 0;
        apr_status_t status = APR_SUCCESS;

        body->is_broken |= AP_BUCKET_IS_ERROR(bucket);
        if (!APR_BUCKET_IS_METADATA(bucket) && !body->is_too_long) {
            status = apr_bucket_read(bucket, &bytes, &size, APR_BLOCK_READ);
        }
        if (status) {
            return status;
        }
        body->is_too_long |= size > body->most - body->size;
        if (size && !body->is_too_long) {
            apr_brigade_write(body->brigade, NULL, NULL, bytes, size);
            body->size += size;
        }
        apr_bucket_delete(bucket);
    }
    return APR_SUCCESS;
}

/* What would get anything but the stored bytes, and what it is called in the environment of a
 * program, which takes over that of the request. */
static const struct {
    const char *header, *variable;
} withheld[] = {{"Accept", "HTTP_ACCEPT"},
                {"Accept-Encoding", "HTTP_ACCEPT_ENCODING"},
                {"Range", "HTTP_RANGE"},
                {"If-Match", "HTTP_IF_MATCH"},
                {"If-None-Match", "HTTP_IF_NONE_MATCH"},
                {"If-Modified-Since", "HTTP_IF_MODIFIED_SINCE"},
                {"If-Unmodified-Since", "HTTP_IF_UNMODIFIED_SINCE"},
                {"If-Range", "HTTP_IF_RANGE"},
                {"TE", "HTTP_TE"},
                {"Upgrade", "HTTP_UPGRADE"},
                {"Upgrade-Insecure-Requests", "HTTP_UPGRADE_INSECURE_REQUESTS"},
                {"Sec-Fetch-Dest", "HTTP_SEC_FETCH_DEST"},
                {"Sec-Fetch-Mode", "HTTP_SEC_FETCH_MODE"},
                {"Sec-Fetch-Site", "HTTP_SEC_FETCH_SITE"},
                {"Sec-Fetch-User", "HTTP_SEC_FETCH_USER"},
                {"Sec-Purpose", "HTTP_SEC_PURPOSE"}};

#define WITHHELD (sizeof(withheld) / sizeof(withheld[0]))

static int is_withheld(const char *header)
{
    size_t i = 0;

    while (i < WITHHELD && strcasecmp(withheld[i].header, header) != 0) {
        i++;
    }
    return i < WITHHELD;
}

static apr_table_t *plain_headers(const request_rec *r)
{
    apr_table_t *headers = apr_table_copy(r->pool, r->headers_in);
    size_t i;

    for (i = 0; i < WITHHELD; i++) {
        apr_table_unset(headers, withheld[i].header);
    }
    return headers;
}

static request_rec *look_up(request_rec *r, const char *path)
{
    apr_table_t *headers = r->headers_in;
    request_rec *sub;
    size_t i;

    r->headers_in = plain_headers(r);
    sub = stmh_subrequest_ask(r, path);
    r->headers_in = headers;
    for (i = 0; i < WITHHELD; i++) {
        apr_table_unset(sub->subprocess_env, withheld[i].variable);
    }
    return sub;
}

apr_time_t stmh_any_settled(apr_time_t changed_at, apr_time_t read_at)
{
    return apr_time_sec(changed_at) < apr_time_sec(read_at) ? changed_at : 0;
}

/* A file that changes in a way that keeps its time of modification changes its status. */
static apr_time_t changed_at(const request_rec *sub)
{
    const char *date = apr_table_get(sub->headers_out, "Last-Modified");
    apr_time_t moment;

    if (stmh_any_address_is_file(sub)) {
        return sub->finfo.mtime > sub->finfo.ctime ? sub->finfo.mtime : sub->finfo.ctime;
    }
    return date && stm_http_date_parse(&moment, date, sub->request_time) ? moment : 0;
}

static const char *header(const request_rec *sub, const char *name)
{
    const char *value = apr_table_get(sub->headers_out, name);

    return value ? value : apr_table_get(sub->err_headers_out, name);
}

/* Whether it has been chosen by a header that the sub-request had. */
static int varies(const request_rec *sub)
{
    const char *names = header(sub, "Vary"), *name;

    while (names && *(name = ap_get_token(sub->pool, &names, 0))) {
        if (!is_withheld(name)) {
            return 1;
        }
        names += *names == ',';
    }
    return 0;
}

static int says(const request_rec *sub, const char *word)
{
    const char *control = header(sub, "Cache-Control");

    return control && ap_strcasestr(control, word) != NULL;
}

static int is_private(const request_rec *sub)
{
    return sub->user || stmh_readers_may_differ(sub) ||
           (!stmh_any_address_is_file(sub) && apr_table_get(sub->headers_in, "Cookie")) ||
           says(sub, "private") || says(sub, "no-store") || header(sub, "Set-Cookie") ||
           varies(sub);
}

static void take_body(stmh_any_fetched_t *fetched, stmh_any_fetcher_t *fetcher, const body_t *body)
{
    char *bytes = apr_palloc(fetcher->pool, body->size + 1);
    apr_size_t size = body->size;

    apr_brigade_flatten(body->brigade, bytes, &size);
    bytes[size] = '\0';
    fetched->result.bytes = bytes;
    fetched->result.size = size;
    fetcher->bytes += size;
}

static const char *location_of(const request_rec *sub)
{
    const char *location = apr_table_get(sub->headers_out, "Location");

    return location ? location : apr_table_get(sub->err_headers_out, "Location");
}

/* An internal redirect of the sub-request leaves filters of the protocol and of other requests
 * alone: without this one the client would be sent that response, before its own. */
static void add_filter(request_rec *sub, body_t *body)
{
    const int is_first = sub->output_filters == sub->proto_output_filters;
    ap_filter_t *filter = ap_add_output_filter(filter_name, body, sub, sub->connection);

    filter->r = sub->main;
    if (is_first) { /* httpd puts it behind filters of the request alone */
        sub->output_filters = filter;
    }
}

/* What an internal redirect has led to at the end. */
static const request_rec *last_of(const request_rec *sub)
{
    while (sub->next) {
        sub = sub->next;
    }
    return sub;
}

/* The status of the sub-request, whose body is taken where that is 200. *location: where it leads
 * instead; NULL: nowhere. */
static int ask(stmh_any_fetched_t *fetched, const char **location, stmh_any_fetcher_t *fetcher,
               const char *path)
{
    request_rec *sub = look_up(fetcher->r, path);
    const request_rec *last;
    body_t body = {.brigade = apr_brigade_create(sub->pool, sub->connection->bucket_alloc),
                   .most = fetcher->max_bytes};
    int status = sub->status;

    if (status == HTTP_OK) {
        add_filter(sub, &body);
        status = ap_run_sub_req(sub);
        status = status == OK || status == DONE ? last_of(sub)->status : status;
    }
    last = last_of(sub);
    if (status == HTTP_OK && (body.is_broken || body.is_too_long)) {
        status = body.is_broken ? HTTP_BAD_GATEWAY : HTTP_REQUEST_ENTITY_TOO_LARGE;
    }
    if (status == HTTP_OK) {
        take_body(fetched, fetcher, &body);
        fetched->changed_at = stmh_any_settled(changed_at(last), fetched->read_at);
        fetched->is_private = is_private(sub) || is_private(last);
    }
    *location = ap_is_HTTP_REDIRECT(status) ? apr_pstrdup(fetcher->pool, location_of(last)) : NULL;
    apr_brigade_destroy(body.brigade);
    ap_destroy_sub_req(sub);
    return status;
}

static const char *refuse(stmh_any_fetcher_t *fetcher, const char *url, const char *why)
{
    fetcher->refused = apr_pstrcat(fetcher->pool, url, " ", why, NULL);
    return NULL;
}

static apr_status_t fetch(stmh_any_fetched_t *fetched, stmh_any_fetcher_t *fetcher)
{
    const char *url = fetched->url;
    int i;

    for (i = 0; i < MOST_REDIRECTS; i++) {
        const char *path = stmh_any_origin_local(fetcher->r, url, fetcher->pool), *location;
        int status;

        if (!path) {
            refuse(fetcher, url, "is not on this virtual host");
            return APR_EACCES;
        }
        status = ask(fetched, &location, fetcher, path);
        if (status == HTTP_OK) {
            fetched->result.url = url == fetched->url ? NULL : url;
            return APR_SUCCESS;
        }
        if (!location) {
            refuse(fetcher, url, apr_psprintf(fetcher->pool, "answers %d", status));
            return status == HTTP_NOT_FOUND ? APR_ENOENT : APR_EACCES;
        }
        url = stmh_any_origin_absolute(fetcher->r, location, fetcher->pool);
    }
    refuse(fetcher, url, "is one of too many redirects");
    return APR_EACCES;
}

/* What an earlier request has fetched that was the same. */
static void fetch_or_find(stmh_any_fetched_t *fetched, stmh_any_fetcher_t *fetcher)
{
    const stmh_config_t *config =
        stmh_config_settled(stmh_config_of(fetcher->r->per_dir_config), fetcher->pool);
    const char *name = stmh_any_index_name(fetcher->r, fetched->url, fetcher->pool);

    if (!stmh_any_kept_find(fetched, name, apr_time_now() - config->refresh, fetcher->pool)) {
        fetched->read_at = apr_time_now();
        fetched->status = fetch(fetched, fetcher);
        if (fetched->status == APR_SUCCESS) {
            stmh_any_kept_put(name, fetched);
        }
    }
}

const stmh_any_fetched_t *stmh_any_fetch(stmh_any_fetcher_t *fetcher, const char *url,
                                         stm_fetch_kind_t kind)
{
    stmh_any_fetched_t *fetched = apr_hash_get(fetcher->by_url, url, APR_HASH_KEY_STRING);

    if (fetched) {
        return fetched;
    }
    fetched = apr_pcalloc(fetcher->pool, sizeof(*fetched));
    fetched->url = apr_pstrdup(fetcher->pool, url);
    fetched->kind = kind;
    if (fetcher->all->nelts == MOST_FETCHED || fetcher->bytes > MOST_TIMES * fetcher->max_bytes) {
        refuse(fetcher, url, "is one of too many that the page needs");
        fetched->status = APR_EACCES;
    }
    else {
        fetch_or_find(fetched, fetcher);
    }
    apr_hash_set(fetcher->by_url, fetched->url, APR_HASH_KEY_STRING, fetched);
    APR_ARRAY_PUSH(fetcher->all, stmh_any_fetched_t *) = fetched;
    return fetched;
}

/* --- renderings */

int stmh_any_fetcher_begin(stmh_any_fetcher_t *fetcher, int msec)
{
    fetcher->is_rendering = stmh_workers_take_turn(msec);
    if (fetcher->is_rendering) {
        stmh_shutdown_hold();
    }
    return fetcher->is_rendering;
}

void stmh_any_fetcher_end(stmh_any_fetcher_t *fetcher)
{
    if (fetcher->is_rendering) {
        stmh_shutdown_release();
        stmh_workers_end_turn();
        fetcher->is_rendering = 0;
    }
}

apr_status_t stmh_any_fetch_for_transform(stm_fetched_t *fetched, void *baton, const char *url,
                                          stm_fetch_kind_t kind, apr_pool_t *result_pool)
{
    stmh_any_fetcher_t *fetcher = baton;
    const stmh_any_fetched_t *one = apr_hash_get(fetcher->by_url, url, APR_HASH_KEY_STRING);

    (void)result_pool;
    if (!one) {
        stmh_any_fetcher_end(fetcher);
        one = stmh_any_fetch(fetcher, url, kind);
        if (!stmh_any_fetcher_begin(fetcher, TURN_MSEC)) {
            fetcher->is_late = 1;
            return APR_EAGAIN;
        }
    }
    *fetched = one->result;
    return one->status;
}

void stmh_any_fetcher_hash(stm_hash_t *hash, const stmh_any_fetcher_t *fetcher)
{
    int i;

    for (i = 0; i < fetcher->all->nelts; i++) {
        const stmh_any_fetched_t *one = APR_ARRAY_IDX(fetcher->all, i, stmh_any_fetched_t *);
        stm_hash_text(hash, one->url);
        stm_hash_text(hash, one->status ? NULL : one->result.url ? one->result.url : "");
        stm_hash_bytes(hash, one->result.bytes, one->result.size);
    }
}

void stmh_any_fetch_register(void)
{
    /* Behind whatever changes the bytes, before what makes a response of them. */
    ap_register_output_filter(filter_name, keep_body, NULL, AP_FTYPE_PROTOCOL);
}
