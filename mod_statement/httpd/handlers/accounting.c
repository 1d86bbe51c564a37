#include "httpd/handlers/accounting.h"

#include <apr_strings.h>
#include <http_config.h>
#include <http_log.h>
#include <string.h>

#include "httpd/config/mentions.h"
#include "httpd/handlers/request_log.h"
#include "httpd/request/target.h"

APLOG_USE_MODULE(statement);

/* Set before the children. */
static int is_environment_wanted;

void stmh_accounting_start(void)
{
    is_environment_wanted = stmh_config_mentions(ap_conftree, "STATEMENT_");
}

static stmh_asked_t asked_of(const stm_address_t *address)
{
    switch (address->kind) {
    case STM_ADDRESS_STATEMENT:
    case STM_ADDRESS_NEGOTIATED:
        return STMH_ASKED_STATEMENT;
    case STM_ADDRESS_ARCHIVE:
        return STMH_ASKED_ARCHIVE;
    case STM_ADDRESS_FEED:
        return STMH_ASKED_FEED;
    case STM_ADDRESS_SITEMAP:
        return STMH_ASKED_SITEMAP;
    case STM_ADDRESS_STYLE:
        return STMH_ASKED_STYLE;
    default:
        return address->finfo.filetype == APR_REG ? STMH_ASKED_FILE : STMH_ASKED_OTHER;
    }
}

static stmh_answered_t outcome_of(int status)
{
    switch (status) {
    case HTTP_OK:
        return STMH_ANSWERED_OK;
    case HTTP_NOT_MODIFIED:
        return STMH_ANSWERED_NOT_MODIFIED;
    case HTTP_UNAUTHORIZED:
    case HTTP_FORBIDDEN:
        return STMH_ANSWERED_REFUSED;
    case HTTP_NOT_FOUND:
        return STMH_ANSWERED_NOT_FOUND;
    case HTTP_GONE:
        return STMH_ANSWERED_GONE;
    case HTTP_SERVICE_UNAVAILABLE:
        return STMH_ANSWERED_UNAVAILABLE;
    default:
        return status < 300   ? STMH_ANSWERED_OK
               : status < 400 ? STMH_ANSWERED_REDIRECT
               : status < 500 ? STMH_ANSWERED_BAD_REQUEST
                              : STMH_ANSWERED_ERROR;
    }
}

/* What an access log calls %B. */
static apr_uint64_t bytes_of(const request_rec *r)
{
    return r->sent_bodyct && r->bytes_sent > 0 ? (apr_uint64_t)r->bytes_sent : 0;
}

static void count(const stmh_target_t *target, const request_rec *last)
{
    stmh_metrics_t *metrics = target->mount->metrics;

    stmh_metrics_add(&metrics->requests[asked_of(&target->address)][outcome_of(last->status)], 1);
    stmh_metrics_add(&metrics->pages[target->cache], 1);
    stmh_metrics_add(&metrics->bytes, bytes_of(last));
}

/* Whatever parameters it has. */
static int is_type(const char *content_type, const char *type)
{
    const apr_size_t size = strlen(type);

    return strncasecmp(content_type, type, size) == 0 && strchr("; ", content_type[size]);
}

/* Of a negotiated address the answer alone tells. */
static const char *format_of(const stmh_target_t *target, const request_rec *last)
{
    const apr_array_header_t *formats = target->mount->formats;

    if (target->address.format) {
        return target->address.format->name;
    }
    for (int i = 0; i < formats->nelts && last->content_type; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        const char *type =
            format->media_type ? format->media_type : stm_format_builtin_type(format->name);

        if (type && is_type(last->content_type, type)) {
            return format->name;
        }
    }
    return NULL;
}

static void set(const request_rec *r, const char *name, const char *value)
{
    if (value && *value) {
        apr_table_setn(r->subprocess_env, name, value);
    }
}

static const char *milliseconds(apr_interval_time_t span, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_TIME_T_FMT ".%d", apr_time_as_msec(span),
                        (int)(span / 100 % 10));
}

/* Of a name that leads to no page a log shall not say that there is such a statement. */
static int is_of_page(const request_rec *last)
{
    return last->status < 400 || last->status == HTTP_GONE;
}

static void tell_log(const stmh_target_t *target, const request_rec *last)
{
    if (asked_of(&target->address) == STMH_ASKED_STATEMENT && is_of_page(last)) {
        set(last, "STATEMENT_NAME", target->address.name);
    }
    if (is_of_page(last)) {
        set(last, "STATEMENT_FORMAT", format_of(target, last));
    }
    set(last, "STATEMENT_CACHE", stmh_cache_words[target->cache]);
    if (target->cache == STMH_CACHE_RENDER) {
        set(last, "STATEMENT_RENDER_MS", milliseconds(target->rendering, last->pool));
    }
}

/* Of a request that was handed on within the server, by an ErrorDocument or a DirectoryIndex, the
 * log shows the last part. */
static const stmh_target_t *find_target(const request_rec *r)
{
    const stmh_target_t *target = stmh_target_of(r);

    while (!target && r->next) {
        r = r->next;
        target = stmh_target_of(r);
    }
    return target;
}

int stmh_accounting_log(request_rec *r)
{
    const stmh_target_t *target;

    while (r->prev) {
        r = r->prev;
    }
    target = find_target(r);
    if (!target) {
        return DECLINED;
    }
    while (r->next) {
        r = r->next;
    }
    count(target, r);
    stmh_request_log_answer(target, r);
    if (is_environment_wanted) {
        tell_log(target, r);
    }
    return DECLINED;
}
