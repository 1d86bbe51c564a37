#include "httpd/response/freshness.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <util_filter.h>

#include "core/http/date.h"
#include "httpd/response/filters.h"

/* What an answer may need until a cache has it and begins to count. */
#define DELIVERY_USEC (APR_USEC_PER_SEC / 2)

#define YEAR 31536000 /* seconds */

/* Room for all words of Cache-Control with their numbers. */
#define LONGEST_CONTROL 128

static const char filter_name[] = "STATEMENT_FRESHNESS";

/* What the filter has to know. */
typedef struct freshness_t {
    stmh_job_t *job;
    int is_private;
} freshness_t;

static int is_private(const stmh_job_t *job)
{
    switch (job->place->config->audience) {
    case STM_AUDIENCE_PUBLIC:
        return 0;
    case STM_AUDIENCE_PRIVATE:
        return 1;
    default:
        return job->readers_differ;
    }
}

/* Whole seconds up to the next change. */
static apr_int64_t seconds_left(const stmh_job_t *job)
{
    apr_interval_time_t left = job->next_change - job->moment - DELIVERY_USEC;

    return left > 0 ? apr_time_sec(left) : 0;
}

static apr_int64_t least(apr_int64_t one, apr_int64_t other)
{
    return one < other ? one : other;
}

static char *put_word(char *text, const char *word)
{
    size_t size = strlen(word);

    memcpy(text, word, size + 1);
    return text + size;
}

static char *put_number(char *text, apr_int64_t number)
{
    char digits[20], *at = digits + sizeof(digits);

    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    memcpy(text, at, (size_t)(digits + sizeof(digits) - at));
    return text + (digits + sizeof(digits) - at);
}

static int allows_stale(const stmh_job_t *job)
{
    const stmh_config_t *config = job->place->config;

    return (config->stale_revalidate || config->stale_error) && job->next_change == STM_NEVER;
}

/* Caches that get no answer go on with what they have (RFC 9111 section 4.2.4) unless told not to,
 * and for how long, no word of ours bounds. So where a change is known there is no allowance. */
static char *put_stale(char *text, const stmh_job_t *job, int is_for_one)
{
    const stmh_config_t *config = job->place->config;

    if (!allows_stale(job)) {
        return put_word(text, ", must-revalidate");
    }
    if (!is_for_one && config->stale_revalidate) {
        text = put_word(text, ", stale-while-revalidate=");
        text = put_number(text, apr_time_sec(config->stale_revalidate));
    }
    if (!is_for_one && config->stale_error) {
        text = put_word(text, ", stale-if-error=");
        text = put_number(text, apr_time_sec(config->stale_error));
    }
    return text;
}

/* Varnish takes no notice of must-revalidate, and goes on for ten seconds where no span is named.
 * It says in each of its requests who it is. */
static char *put_grace(char *text, const stmh_job_t *job, int is_for_one)
{
    int is_graced = !is_for_one && apr_table_get(job->r->headers_in, "X-Varnish") &&
                    !(allows_stale(job) && job->place->config->stale_revalidate);

    return is_graced ? put_word(text, ", stale-while-revalidate=0") : text;
}

static void set_span(apr_table_t *headers, const stmh_job_t *job, int is_for_one, apr_int64_t span)
{
    char *date = apr_palloc(job->r->pool, STM_HTTP_DATE_SIZE + LONGEST_CONTROL);
    char *control = date + STM_HTTP_DATE_SIZE, *end;

    span = least(span, seconds_left(job));
    end = put_number(put_word(control, "max-age="), span);
    end = put_word(end, is_for_one ? ", private" : ", public");
    end = put_stale(end, job, is_for_one);
    end = put_grace(end, job, is_for_one);
    *end = '\0';
    stm_http_date_format(date, job->r->request_time + apr_time_from_sec(span));
    apr_table_setn(headers, "Cache-Control", control);
    apr_table_setn(headers, "Expires", date);
}

static apr_int64_t default_span(const stmh_job_t *job)
{
    return apr_time_sec(job->place->config->max_age);
}

/* What an administrator has said of statements goes beyond what was said of media types. */
static apr_int64_t capped(const stmh_job_t *job, apr_int64_t span)
{
    span = job->place->config->has_max_age ? least(span, default_span(job)) : span;
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

    if (answer->is_preview || job->place->newsroom->show == STM_SHOW_ALL) {
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
    else if (job->place->newsroom->show == STM_SHOW_ALL) {
        apr_table_setn(headers, "Cache-Control", "no-store, private");
    }
    else if (status == HTTP_GONE || status == HTTP_MOVED_PERMANENTLY) {
        set_span(headers, job, is_private(job), default_span(job));
    }
}
