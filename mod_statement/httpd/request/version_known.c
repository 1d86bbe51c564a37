/* What catalog and history say of a statement. */
#include "httpd/request/version_known.h"

#include <string.h>

#include "core/i18n/language.h"
#include "core/site/spelling.h"
#include "httpd/request/document.h"
#include "httpd/request/http_status.h"
#include "httpd/request/visibility.h"

static const stm_newsroom_t *newsroom_of(const stmh_request_t *request)
{
    return request->mount->newsroom;
}

static apr_time_t later(apr_time_t one, apr_time_t other)
{
    return one > other ? one : other;
}

/* A moment that has not come, or is none, changes nothing. */
static apr_time_t if_past(apr_time_t moment, apr_time_t now)
{
    return moment <= now ? moment : 0;
}

/* When the bytes that the catalog stands for came in. A file's own time says less: an upload may
 * keep an old one, and a touch changes nothing. */
static apr_time_t bytes_changed_at(const stmh_request_t *request, const stmh_lookup_t *lookup,
                                   const stm_entry_t *entry)
{
    stm_past_t past;

    if (lookup->handle &&
        !stm_history_by_name(&past, lookup->handle->history, newsroom_of(request)->key, entry->name,
                             STM_BYTES_WITHOUT, request->pool) &&
        past.changed_at) {
        return past.changed_at;
    }
    return entry->stamp.ctime;
}

apr_time_t stmh_version_changed_at(const stm_entry_t *entry, apr_time_t bytes_at, apr_time_t now)
{
    apr_time_t moment = later(if_past(entry->visible_from, now), if_past(bytes_at, now));

    moment = later(moment, if_past(entry->withdrawn_at, now));
    return later(moment, if_past(entry->expires_at, now));
}

static const stmh_version_kind_t kinds[] = {[STMH_RULING_HIDDEN] = STMH_VERSION_HIDDEN,
                                            [STMH_RULING_PREVIEWED] = STMH_VERSION_SHOWN,
                                            [STMH_RULING_SHOWN] = STMH_VERSION_SHOWN,
                                            [STMH_RULING_WITHDRAWN] = STMH_VERSION_WITHDRAWN};

void stmh_version_decide(stmh_version_t *version, const stmh_request_t *request,
                         const stm_entry_t *entry)
{
    stmh_ruling_t ruling = stmh_visibility_decide(request, entry);

    stm_catalog_bound(&version->next_change, entry, request->moment);
    version->lang = entry->lang;
    version->kind = kinds[ruling];
    version->is_preview = ruling == STMH_RULING_PREVIEWED;
    version->public_from = entry->visible_from;
    version->reason = entry->state == STM_STATE_DRAFT   ? "draft"
                      : entry->visible_from < STM_NEVER ? "embargoed"
                                                        : "waiting";
}

void stmh_version_from_entry(stmh_version_t *version, const stmh_request_t *request,
                             const stmh_lookup_t *lookup, const stm_entry_t *entry)
{
    stmh_version_decide(version, request, entry);
    version->changed_at =
        stmh_version_changed_at(entry, bytes_changed_at(request, lookup, entry), request->moment);
}

void stmh_version_from_kept(stmh_version_t *version, const stmh_request_t *request,
                            const stmh_lookup_t *lookup, const stm_entry_t *entry)
{
    stmh_version_from_entry(version, request, lookup, entry);
    version->is_kept = 1;
    if (version->is_preview) {
        version->kind = STMH_VERSION_HIDDEN;
    }
}

void stmh_version_read_kept(stmh_version_t *version, const stmh_request_t *request,
                            const stmh_lookup_t *lookup)
{
    apr_status_t status = stmh_document_load_kept(&version->document, request, lookup,
                                                  version->entry->name, request->pool);

    if (status) {
        version->kind = stmh_status_is_unknown(status) ? STMH_VERSION_UNKNOWN : STMH_VERSION_HIDDEN;
    }
}

apr_status_t stmh_version_find_past(stm_past_t *past, const stmh_request_t *request,
                                    const stmh_lookup_t *lookup, const char **name)
{
    const char *forms[] = {*name, NULL, NULL};
    apr_status_t status = APR_ENOENT;

    if (!stm_spelling_is_plain(*name)) {
        forms[1] = stm_language_composed(*name, request->pool);
        forms[2] = stm_language_decomposed(*name, request->pool);
    }
    for (int i = 0; i < 3 && forms[i] && status; i++) {
        status = stm_history_by_name(past, lookup->handle->history, newsroom_of(request)->key,
                                     forms[i], STM_BYTES_WITHOUT, request->pool);
        *name = status ? *name : forms[i];
    }
    return status;
}
