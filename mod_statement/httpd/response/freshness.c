#include "httpd/response/freshness.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <util_filter.h>

#include "core/http/cache_control.h"
#include "core/http/date.h"
#include "httpd/response/cache_keys.h"
#include "httpd/response/filters.h"

#define YEAR 31536000 /* seconds */

static const char filter_name[] = "STATEMENT_FRESHNESS";

/* What the filter has to know. */
typedef struct freshness_t {
    const stmh_request_t *request;
    const stmh_answer_t *answer;
    int is_private;
} freshness_t;

static int is_private(const stmh_request_t *request, const stmh_answer_t *answer)
{
    switch (request->mount->config->audience) {
    case STMH_AUDIENCE_PUBLIC:
        return 0;
    case STMH_AUDIENCE_PRIVATE:
        return 1;
    default:
        return answer->readers_differ;
    }
}

static apr_int64_t least(apr_int64_t one, apr_int64_t other)
{
    return one < other ? one : other;
}

/* RFC 9213: for caches that belong to the site alone, which it can have purged. */
static void set_cdn_span(apr_table_t *headers, stm_cache_control_t control,
                         apr_interval_time_t max_age, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, STM_CACHE_CONTROL_SIZE);

    control.max_age_sec = apr_time_sec(max_age);
    control.is_varnish = 0;
    stm_cache_control_format(text, &control);
    apr_table_setn(headers, "CDN-Cache-Control", text);
}

/* Varnish says in each of its requests who it is. */
static void set_span(apr_table_t *headers, const stmh_request_t *request,
                     const stmh_answer_t *answer, int is_for_one, apr_int64_t span)
{
    const stmh_config_t *config = request->mount->config;
    const stm_cache_control_t control = {
        .max_age_sec = span,
        .moment = request->moment,
        .next_change = answer->next_change,
        .stale_revalidate = config->stale_revalidate,
        .stale_error = config->stale_error,
        .is_private = is_for_one,
        .is_varnish = apr_table_get(request->r->headers_in, "X-Varnish") != NULL};
    char *date = apr_palloc(request->r->pool, STM_HTTP_DATE_SIZE + STM_CACHE_CONTROL_SIZE);
    char *text = date + STM_HTTP_DATE_SIZE;

    span = stm_cache_control_format(text, &control);
    stm_http_date_format(date, request->r->request_time + apr_time_from_sec(span));
    apr_table_setn(headers, "Cache-Control", text);
    apr_table_setn(headers, "Expires", date);
    if (config->has_cdn_max_age && !is_for_one) {
        set_cdn_span(headers, control, config->cdn_max_age, request->r->pool);
    }
}

static apr_int64_t default_span(const stmh_request_t *request)
{
    return apr_time_sec(request->mount->config->max_age);
}

/* What an administrator has said of statements goes beyond what was said of media types. */
static apr_int64_t capped(const stmh_request_t *request, apr_int64_t span)
{
    span = request->mount->config->has_max_age ? least(span, default_span(request)) : span;
    return span > 0 ? span : 0;
}

/* After mod_expires: it adds to Cache-Control and leaves an Expires of others alone, so it has to
 * come first. Without anything to say of this media type it says nothing. */
static apr_status_t complete_freshness(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    const freshness_t *freshness = filter->ctx;
    apr_table_t *headers = filter->r->headers_out;
    const char *control = apr_table_get(headers, "Cache-Control");
    const char *age = control ? strstr(control, "max-age=") : NULL;
    apr_int64_t span = age ? apr_atoi64(age + 8) : default_span(freshness->request);

    set_span(headers, freshness->request, freshness->answer,
             freshness->is_private || (control && ap_strcasestr(control, "private")),
             capped(freshness->request, span));
    ap_remove_output_filter(filter);
    return ap_pass_brigade(filter->next, brigade);
}

void stmh_freshness_register(void)
{
    ap_register_output_filter(filter_name, complete_freshness, NULL, AP_FTYPE_CONTENT_SET - 1);
}

static void add_filter(const stmh_request_t *request, stmh_answer_t *answer)
{
    freshness_t *freshness = apr_palloc(request->r->pool, sizeof(*freshness));

    freshness->request = request;
    freshness->answer = answer;
    freshness->is_private = is_private(request, answer);
    ap_add_output_filter(filter_name, freshness, request->r, request->r->connection);
}

/* RFC 8246. With an Expires there, mod_expires has nothing to say. */
static void set_immutable(const stmh_request_t *request, const stmh_answer_t *answer)
{
    apr_table_t *headers = request->r->headers_out;
    char *date = apr_palloc(request->r->pool, STM_HTTP_DATE_SIZE);

    stm_http_date_format(date, request->r->request_time + apr_time_from_sec(YEAR));
    apr_table_setn(headers, "Expires", date);
    apr_table_setn(headers, "Cache-Control",
                   is_private(request, answer) ? "max-age=31536000, private, immutable"
                                               : "max-age=31536000, public, immutable");
}

void stmh_freshness_hide(request_rec *r)
{
    apr_table_setn(r->headers_out, "Cache-Control", "no-store, private");
    apr_table_setn(r->headers_out, "X-Robots-Tag", "noindex");
    apr_table_setn(r->headers_out, "Referrer-Policy", "no-referrer");
}

void stmh_freshness_set(const stmh_request_t *request, stmh_answer_t *answer)
{
    request_rec *r = request->r;

    if (answer->response.is_preview || request->mount->newsroom->show == STM_SHOW_ALL) {
        stmh_freshness_hide(r);
        return;
    }
    stmh_cache_keys_set(r->headers_out, request, answer->response.cache_keys);
    if (answer->response.is_immutable) {
        set_immutable(request, answer);
    }
    else if (stmh_filters_has(r, "mod_expires")) {
        add_filter(request, answer);
    }
    else {
        set_span(r->headers_out, request, answer, is_private(request, answer),
                 default_span(request));
    }
}

void stmh_freshness_refuse(const stmh_request_t *request, const stmh_answer_t *answer, int status)
{
    apr_table_t *headers = request->r->err_headers_out;

    if (status == HTTP_NOT_FOUND) {
        apr_table_setn(headers, "Cache-Control", "no-cache");
    }
    else if (status == HTTP_SERVICE_UNAVAILABLE) {
        apr_table_setn(headers, "Retry-After", "1");
        apr_table_setn(headers, "Cache-Control", "no-store");
    }
    else if (request->mount->newsroom->show == STM_SHOW_ALL) {
        apr_table_setn(headers, "Cache-Control", "no-store, private");
    }
    else if (status == HTTP_GONE || status == HTTP_MOVED_PERMANENTLY) {
        set_span(headers, request, answer, is_private(request, answer), default_span(request));
        stmh_cache_keys_set(headers, request, NULL);
    }
}
