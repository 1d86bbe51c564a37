#include "httpd/any_xml/freshness.h"

#include <apr_strings.h>
#include <util_filter.h>

#include "core/http/cache_control.h"
#include "core/http/date.h"
#include "core/site/statement.h"
#include "httpd/any_xml/certificate.h"
#include "httpd/any_xml/state.h"
#include "httpd/response/filters.h"

static const char filter_name[] = "STATEMENT_TRANSFORM_FRESHNESS";

static char for_one; /* the filter's context where the page is for one reader alone */

static const stmh_config_t *settings_of(const request_rec *r)
{
    return stmh_config_settled(stmh_config_of(r->per_dir_config), r->pool);
}

static int is_for_one(const request_rec *r, const stmh_config_t *config, int is_private)
{
    const stmh_any_state_t *state = stmh_any_state_of(r);

    is_private |= state && state->is_private;
    return config->audience == STMH_AUDIENCE_PRIVATE ||
           (config->audience != STMH_AUDIENCE_PUBLIC &&
            (is_private || r->user || apr_table_get(r->headers_in, "Authorization") ||
             stmh_any_certificate(r, r->pool)));
}

static void set_span(request_rec *r, apr_int64_t max_age_sec, int is_private)
{
    const stmh_config_t *config = settings_of(r);
    const stm_cache_control_t control = {.max_age_sec = max_age_sec,
                                         .moment = r->request_time,
                                         .next_change = STM_NEVER,
                                         .stale_revalidate = config->stale_revalidate,
                                         .stale_error = config->stale_error,
                                         .is_private = is_private};
    char *text = apr_palloc(r->pool, STM_CACHE_CONTROL_SIZE);
    char *date = apr_palloc(r->pool, STM_HTTP_DATE_SIZE);
    const apr_int64_t span = stm_cache_control_format(text, &control);

    stm_http_date_format(date, r->request_time + apr_time_from_sec(span));
    apr_table_setn(r->headers_out, "Cache-Control", text);
    apr_table_setn(r->headers_out, "Expires", date);
}

/* StatementMaxAge where it is set is the most; else @a max_age_sec, which mod_expires has set, or
 * -1. */
static apr_int64_t span_of(const stmh_config_t *config, apr_int64_t max_age_sec)
{
    const apr_int64_t most = apr_time_sec(config->max_age);

    return max_age_sec < 0 || (config->has_max_age && max_age_sec > most) ? most : max_age_sec;
}

/* After mod_expires, which leaves an Expires of others alone, and so has to come first. */
static apr_status_t complete(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    request_rec *r = filter->r;
    const char *control = apr_table_get(r->headers_out, "Cache-Control");
    const char *age = control ? ap_strcasestr(control, "max-age=") : NULL;
    const int is_private =
        filter->ctx == &for_one || (control && ap_strcasestr(control, "private"));

    set_span(r, span_of(settings_of(r), age ? apr_atoi64(age + 8) : -1), is_private);
    ap_remove_output_filter(filter);
    return ap_pass_brigade(filter->next, brigade);
}

static const char *said(const request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_out, name);

    return value ? value : apr_table_get(r->err_headers_out, name);
}

static void set_no_cache(request_rec *r, int is_private)
{
    apr_table_unset(r->err_headers_out, "Cache-Control");
    apr_table_setn(r->headers_out, "Cache-Control", is_private ? "private, no-cache" : "no-cache");
    apr_table_unset(r->headers_out, "Expires");
}

/* What a program, or a newsroom, has said of its XML holds for the page, unless that has something
 * for one reader in it. */
static void bound_span(request_rec *r, int is_private)
{
    const char *control = said(r, "Cache-Control");

    if (!control && !said(r, "Expires") && !said(r, "Pragma")) {
        set_no_cache(r, is_private || said(r, "Set-Cookie"));
    }
    else if (is_private && !(control && (ap_strcasestr(control, "private") ||
                                         ap_strcasestr(control, "no-store")))) {
        set_no_cache(r, 1);
    }
}

void stmh_any_freshness_set(request_rec *r, int is_file, int is_private)
{
    const stmh_config_t *config = settings_of(r);

    is_private = is_for_one(r, config, is_private);
    if (!is_file || said(r, "Cache-Control")) {
        bound_span(r, is_private);
    }
    else if (stmh_filters_has(r, "mod_expires")) {
        ap_add_output_filter(filter_name, is_private ? &for_one : NULL, r, r->connection);
    }
    else {
        set_span(r, span_of(config, -1), is_private);
    }
}

void stmh_any_freshness_set_passing(request_rec *r)
{
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    apr_table_unset(r->headers_out, "Expires");
}

void stmh_any_freshness_register(void)
{
    ap_register_output_filter(filter_name, complete, NULL, AP_FTYPE_CONTENT_SET - 1);
}
