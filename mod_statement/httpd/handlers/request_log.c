#include "httpd/handlers/request_log.h"

#include <apr_strings.h>
#include <http_log.h>

#include "core/i18n/date.h"

APLOG_USE_MODULE(statement);

static const char *meaning(const stm_address_t *address, apr_pool_t *pool)
{
    switch (address->kind) {
    case STM_ADDRESS_STATEMENT:
    case STM_ADDRESS_NEGOTIATED:
        return apr_pstrcat(pool, "the statement ", address->name, NULL);
    case STM_ADDRESS_ARCHIVE:
        return apr_pstrcat(pool, "the archive of /", address->folder, NULL);
    case STM_ADDRESS_FEED:
        return apr_pstrcat(pool, "the feed of /", address->folder, NULL);
    case STM_ADDRESS_SITEMAP:
        return "the sitemap";
    case STM_ADDRESS_STYLE:
        return "the style sheet of pages";
    case STM_ADDRESS_OTHER:
        return address->finfo.filetype == APR_DIR ? "a folder without its slash"
                                                  : "a file that is no statement";
    case STM_ADDRESS_COMPANION:
        return "a file that is never served";
    default:
        return "nothing";
    }
}

static const char *rights(const stmh_request_t *request, const stmh_answer_t *answer)
{
    return request->documents_differ ? answer->readers_differ
                                           ? "httpd is asked about each document and each reader"
                                           : "httpd is asked about each document"
           : answer->readers_differ  ? "httpd may tell readers apart"
                                     : "all may read all";
}

void stmh_request_log_target(const stmh_request_t *request, const stmh_answer_t *answer)
{
    const stm_address_t *address = &request->target->address;
    const stmh_mount_t *mount = request->mount;

    if (!APLOGrdebug(request->r)) {
        return;
    }
    request->target->is_told = 1;
    ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, request->r,
                  "STM0411: %s is %s%s%s, in the newsroom %s at %s; %s", request->label,
                  meaning(address, request->pool), address->format ? " as " : "",
                  address->format ? address->format->name : "", mount->newsroom->root, mount->base,
                  rights(request, answer));
}

static const char *moment(apr_time_t when, apr_pool_t *pool)
{
    return when == STM_NEVER ? "never" : stm_date_rfc3339(when, pool);
}

static const char *reason(const stmh_request_t *request, const stm_entry_t *entry)
{
    if (!entry) {
        return "the catalog does not know it";
    }
    switch (entry->state) {
    case STM_STATE_DRAFT:
        return "it is a draft";
    case STM_STATE_INVALID:
        return "it has not passed the check";
    case STM_STATE_DELETED:
        return "its file is gone";
    default:
        return apr_psprintf(request->pool, "it is visible from %s on",
                            moment(entry->visible_from, request->pool));
    }
}

static const char *state(const stmh_request_t *request, const stmh_version_t *version)
{
    switch (version->kind) {
    case STMH_VERSION_FRESH:
        return "its file is newer than the catalog, and is read";
    case STMH_VERSION_HIDDEN:
        return apr_pstrcat(request->pool, "hidden: ", reason(request, version->entry), NULL);
    case STMH_VERSION_FOREIGN:
        return "an XML file that is no statement";
    case STMH_VERSION_SHOWN:
        return version->is_preview ? "shown because StatementShow is All"
               : version->is_kept
                   ? "its file is missing or broken, and its last good version counts"
                   : "shown";
    case STMH_VERSION_WITHDRAWN:
        return "withdrawn, and its notice is shown";
    case STMH_VERSION_GONE:
        return "deleted after it was public";
    case STMH_VERSION_MOVED:
        return apr_pstrcat(request->pool, "renamed to ", version->name, NULL);
    default:
        return "unknown";
    }
}

void stmh_request_log_version(const stmh_request_t *request, const stmh_version_t *version)
{
    if (request->r && request->target->is_told) {
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, request->r, "STM0412: %s: %s", request->label,
                      state(request, version));
    }
}

static const char *header(const request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_out, name);

    value = value ? value : apr_table_get(r->err_headers_out, name);
    return value ? apr_pstrcat(r->pool, "; ", name, ": ", value, NULL) : "";
}

static const char *source(stmh_cache_t cache)
{
    static const char *const words[STMH_CACHE_KINDS] = {[STMH_CACHE_NONE] = "without a stored page",
                                                        [STMH_CACHE_MEMORY] = "from memory",
                                                        [STMH_CACHE_STORE] = "from the page store",
                                                        [STMH_CACHE_WAIT] =
                                                            "after another request had rendered it",
                                                        [STMH_CACHE_RENDER] = "after rendering it"};

    return words[cache];
}

void stmh_request_log_answer(const stmh_target_t *target, const request_rec *r)
{
    apr_interval_time_t spent;

    if (!target->is_told) {
        return;
    }
    spent = apr_time_now() - r->request_time;
    ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r,
                  "STM0414: %s: %d and %" APR_OFF_T_FMT " bytes, %s, %" APR_TIME_T_FMT
                  ".%d ms after the request%s%s%s%s%s",
                  r->uri, r->status, r->sent_bodyct ? r->bytes_sent : 0, source(target->cache),
                  apr_time_as_msec(spent), (int)(spent / 100 % 10), header(r, "Content-Type"),
                  header(r, "ETag"), header(r, "Cache-Control"), header(r, "Content-Encoding"),
                  header(r, "Location"));
}
