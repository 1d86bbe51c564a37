#include "httpd/request/visibility.h"

#include <string.h>

static int is_withdrawn(const stm_entry_t *entry, apr_time_t now)
{
    return entry->state == STM_STATE_FINAL && entry->withdrawn_at <= now &&
           entry->visible_from <= now;
}

static int is_previewed(const stmh_request_t *request, const stm_entry_t *entry)
{
    return (request->mount->newsroom->show == STM_SHOW_ALL ||
            (request->previewed && strcmp(request->previewed, entry->name) == 0)) &&
           (entry->state == STM_STATE_FINAL || entry->state == STM_STATE_DRAFT);
}

stmh_ruling_t stmh_visibility_decide(const stmh_request_t *request, const stm_entry_t *entry)
{
    if (stm_catalog_is_shown(entry, request->moment)) {
        return STMH_RULING_SHOWN;
    }
    if (is_withdrawn(entry, request->moment)) {
        return STMH_RULING_WITHDRAWN;
    }
    return is_previewed(request, entry) ? STMH_RULING_PREVIEWED : STMH_RULING_HIDDEN;
}

void stmh_visibility_bound(apr_time_t *next_change, const stm_entry_t *entry, apr_time_t moment)
{
    const apr_time_t moments[] = {entry->visible_from, entry->updated_at, entry->expires_at,
                                  entry->withdrawn_at};
    size_t i;

    for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        if (moments[i] > moment && moments[i] < *next_change) {
            *next_change = moments[i];
        }
    }
}
