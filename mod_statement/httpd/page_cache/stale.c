#include "httpd/page_cache/stale.h"

#include <http_log.h>

#include "httpd/request/unwritten.h"

APLOG_USE_MODULE(statement);

static int is_in_time(const stm_page_record_t *record, const stmh_request_t *request,
                      apr_time_t now)
{
    return record->valid_from <= now &&
           now - record->valid_from <= request->mount->config->max_age && now < record->valid_until;
}

/* What the index does not know yet is of an unknown age, or may be hidden by now. */
static int is_known(const stmh_attempt_t *attempt)
{
    const stm_page_origin_t *then = &attempt->former_record.origin, *now = &attempt->slot->origin;

    return then->version >= 0 && now->version >= 0 && then->instance == now->instance &&
           !stmh_unwritten_is();
}

static int is_public(const stmh_attempt_t *attempt, apr_time_t now)
{
    const stmh_exchange_t *exchange = attempt->exchange;
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    int has_hidden;

    if (!is_known(attempt)) {
        return 0;
    }
    lookup->is_late = 0;
    return (lookup->handle || stmh_lookup_acquire(request, lookup) == OK) && lookup->handle &&
           !stm_catalog_has_hidden(&has_hidden, lookup->handle->catalog,
                                   request->mount->newsroom->key,
                                   attempt->former_record.origin.version, now) &&
           !has_hidden;
}

int stmh_stale_take(stmh_attempt_t *attempt)
{
    const stmh_exchange_t *exchange = attempt->exchange;
    const stmh_request_t *request = exchange->request;
    const apr_time_t now = apr_time_now();

    if (!request->r || !attempt->former || !is_in_time(&attempt->former_record, request, now) ||
        !stmh_page_cache_has_files(request, &attempt->former_record) || !is_public(attempt, now)) {
        return 0;
    }
    attempt->found = attempt->former;
    attempt->record = attempt->former_record;
    attempt->former = NULL;
    attempt->is_of_others = 1; /* nothing for the page index */
    stmh_answer_bound(exchange->answer, request->moment);
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, request->r,
                  "STM0708: %s takes more than two seconds to render; it is sent as it was %d "
                  "seconds ago",
                  request->label, (int)apr_time_sec(now - attempt->record.valid_from));
    return 1;
}
