#include "httpd/response/conditions.h"

#include <apr_strings.h>
#include <http_config.h>
#include <string.h>
#include <util_filter.h>

#include "httpd/response/filters.h"

static const char filter_name[] = "STATEMENT_MATCHED";

/* Added last, so behind the filters that compress; a cache and what writes headers follow. A tag
 * that a filter has taken away is not put back. */
static apr_status_t keep_matched(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    request_rec *r = filter->r;

    const char *etag = apr_table_get(r->headers_out, "ETag");

    if (etag) {
        apr_table_setn(r->headers_out, "ETag",
                       strncmp(etag, "W/", 2) ? filter->ctx
                                              : apr_pstrcat(r->pool, "W/", filter->ctx, NULL));
    }
    ap_remove_output_filter(filter);
    return ap_pass_brigade(filter->next, brigade);
}

void stmh_conditions_register(void)
{
    ap_register_output_filter(filter_name, keep_matched, NULL, AP_FTYPE_CONTENT_SET);
}

static stm_preconditions_t read_conditions(const request_rec *r)
{
    stm_preconditions_t conditions = {0};

    conditions.if_match = apr_table_get(r->headers_in, "If-Match");
    conditions.if_unmodified_since = apr_table_get(r->headers_in, "If-Unmodified-Since");
    conditions.if_none_match = apr_table_get(r->headers_in, "If-None-Match");
    conditions.if_modified_since = apr_table_get(r->headers_in, "If-Modified-Since");
    conditions.if_range = apr_table_get(r->headers_in, "If-Range");
    conditions.has_range = apr_table_get(r->headers_in, "Range") != NULL;
    return conditions;
}

/* Told that a page has not changed, mod_cache_socache forgets its bytes and gives nothing to
 * everybody from then on. So where it may be the one who asks, the page is sent once more. */
static int loses_bytes(const request_rec *r)
{
    return stmh_filters_has(r, "cache_save") && ap_find_linked_module("mod_cache_socache.c");
}

void stmh_conditions_spare(request_rec *r)
{
    if (loses_bytes(r)) {
        apr_table_unset(r->headers_in, "If-None-Match");
        apr_table_unset(r->headers_in, "If-Modified-Since");
    }
}

/* The answer would go out with that tag anyway. */
static int has_tag(const request_rec *r, const stm_verdict_t *verdict, const char *etag)
{
    return !stmh_filters_any(r) && strlen(etag) == verdict->matched_size &&
           !memcmp(etag, verdict->matched, verdict->matched_size);
}

static int answer_not_modified(request_rec *r, const stm_verdict_t *verdict, const char *etag)
{
    if (loses_bytes(r)) {
        return HTTP_OK;
    }
    if (verdict->matched && !has_tag(r, verdict, etag)) {
        ap_add_output_filter(filter_name,
                             apr_pstrmemdup(r->pool, verdict->matched, verdict->matched_size), r,
                             r->connection);
    }
    return HTTP_NOT_MODIFIED;
}

int stmh_conditions_decide(request_rec *r, const stm_validators_t *validators)
{
    stm_preconditions_t conditions;
    stm_verdict_t verdict;

    if (r->no_local_copy) {
        return HTTP_OK;
    }
    conditions = read_conditions(r);
    verdict = stm_precondition_decide(&conditions, validators, r->request_time);
    switch (verdict.kind) {
    case STM_PRECONDITION_FAILED:
        return HTTP_PRECONDITION_FAILED;
    case STM_PRECONDITION_NOT_MODIFIED:
        return answer_not_modified(r, &verdict, validators->etag);
    default:
        if (verdict.drops_range) {
            apr_table_unset(r->headers_in, "Range");
            apr_table_unset(r->headers_in, "If-Range");
        }
        return HTTP_OK;
    }
}
