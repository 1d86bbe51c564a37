#include "core/intake/unsettled.h"

#include <apr_strings.h>

typedef struct waiting_t {
    const char *name;
    stm_event_t event;
} waiting_t;

void stm_unsettled_add(stm_scan_t *scan, const char *name, stm_event_t event)
{
    waiting_t *file = apr_palloc(scan->pool, sizeof(*file));
    file->name = apr_pstrdup(scan->pool, name);
    file->event = event;
    apr_hash_set(scan->unsettled, file->name, APR_HASH_KEY_STRING, file);
}

int stm_unsettled_has(const stm_scan_t *scan, const char *name)
{
    return apr_hash_get(scan->unsettled, name, APR_HASH_KEY_STRING) != NULL;
}

void stm_unsettled_await(const stm_scan_t *scan)
{
    apr_hash_index_t *at;
    for (at = apr_hash_first(scan->pool, scan->unsettled); at; at = apr_hash_next(at)) {
        const waiting_t *file = apr_hash_this_val(at);
        if (!stm_watch_state_has(scan->watch, file->name)) {
            stm_watch_state_wait_again(scan->watch, file->event, file->name);
        }
    }
}
