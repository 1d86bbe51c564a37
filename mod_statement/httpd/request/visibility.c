#include "httpd/request/visibility.h"

#include <string.h>

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
    if (stm_catalog_is_withdrawn(entry, request->moment)) {
        return STMH_RULING_WITHDRAWN;
    }
    return is_previewed(request, entry) ? STMH_RULING_PREVIEWED : STMH_RULING_HIDDEN;
}
