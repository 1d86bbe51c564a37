#include "httpd/response/freshness.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <util_filter.h>

#include "core/http/cache_control.h"
#include "core/http/date.h"
#include "httpd/response/filters.h"

#define YEAR 31536000 /* seconds */

static const char filter_name[] = "STATEMENT_FRESHNESS";

/* What the filter has to know. */
typedef struct freshness_t {
    stmh_job_t *job;
    int is_private;
} freshness_t;

static int is_private(const stmh_job_t *job)
{
    switch (job->mount->config->audience) {
    case STM_AUDIENCE_PUBLIC:
        return 0;
    case STM_AUDIENCE_PRIVATE:
        return 1;
    default:
        return job->readers_differ;
    }
}

static apr_int64_t least(apr_int64_t one, apr_int64_t other)
{
    return one < other ? one : other;
}

/* Varnish says in each of its requests who it is. */
static void set_span(apr_table_t *headers, const stmh_job_t *job, int is_for_one, apr_int64_t span)
{
    const stmh_config_t *config = job->mount->config;
    const stm_cache_control_t control = {
        .max_age_sec = span,
        .moment = job->moment,
        .next_change = job->next_change,
        .stale_revalidate = config->stale_revalidate,
        .stale_error = config->stale_error,
        .is_private = is_for_one,
        .is_varnish = apr_table_get(job->r->headers_in, "X-Varnish") != NULL};
    char *date = apr_palloc(job->r->pool, STM_HTTP_DATE_SIZE + STM_CACHE_CONTROL_SIZE);
    char *text = date + STM_HTTP_DATE_SIZE;

    span = stm_cache_control_format(text, &control);
    stm_http_date_format(date, job->r->request_time + apr_time_from_sec(span));
    apr_table_setn(headers, "Cache-Control", text);
    apr_table_setn(headers, "Expires", date);
}

static apr_int64_t default_span(const stmh_job_t *job)
{
    return apr_time_sec(job->mount->config->max_age);
}

/* What an administrator has said of statements goes beyond what was said of media types. */
static apr_int64_t capped(const stmh_job_t *job, apr_int64_t span)
{
    span = job->mount->config->has_max_age ? least(span, default_span(job)) : span;
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
    apr_int64_t span = age ? apr_atoi64(age + 8) : default_span(freshness->job);

    set_span(headers, freshness->job, freshness->is_private, capped(freshness->job, span));
    ap_remove_output_filter(filter);
    return ap_pass_brigade(filter->next, brigade);
}

void stmh_freshness_register(void)
{
    ap_register_output_filter(filter_name, complete_freshness, NULL, AP_FTYPE_CONTENT_SET - 1);
}

static void add_filter(stmh_job_t *job)
{
    freshness_t *freshness = apr_palloc(job->r->pool, sizeof(*freshness));

    freshness->job = job;
    freshness->is_private = is_private(job);
    ap_add_output_filter(filter_name, freshness, job->r, job->r->connection);
}

/* RFC 8246. With an Expires there, mod_expires has nothing to say. */
static void set_immutable(stmh_job_t *job)
{
    apr_table_t *headers = job->r->headers_out;
    char *date = apr_palloc(job->r->pool, STM_HTTP_DATE_SIZE);

    stm_http_date_format(date, job->r->request_time + apr_time_from_sec(YEAR));
    apr_table_setn(headers, "Expires", date);
    apr_table_setn(headers, "Cache-Control",
                   is_private(job) ? "max-age=31536000, private, immutable"
                                   : "max-age=31536000, public, immutable");
}

void stmh_freshness_set(stmh_job_t *job, const stmh_answer_t *answer)
{
    request_rec *r = job->r;

    if (answer->is_preview || job->mount->newsroom->show == STM_SHOW_ALL) {
        apr_table_setn(r->headers_out, "Cache-Control", "no-store, private");
    }
    else if (answer->is_immutable) {
        set_immutable(job);
    }
    else if (stmh_filters_has(r, "mod_expires")) {
        add_filter(job);
    }
    else {
        set_span(r->headers_out, job, is_private(job), default_span(job));
    }
}

void stmh_freshness_refuse(stmh_job_t *job, int status)
{
    apr_table_t *headers = job->r->err_headers_out;

    if (status == HTTP_NOT_FOUND) {
        apr_table_setn(headers, "Cache-Control", "no-cache");
    }
    else if (status == HTTP_SERVICE_UNAVAILABLE) {
        apr_table_setn(headers, "Retry-After", "1");
        apr_table_setn(headers, "Cache-Control", "no-store");
    }
    else if (job->mount->newsroom->show == STM_SHOW_ALL) {
        apr_table_setn(headers, "Cache-Control", "no-store, private");
    }
    else if (status == HTTP_GONE || status == HTTP_MOVED_PERMANENTLY) {
        set_span(headers, job, is_private(job), default_span(job));
    }
}
