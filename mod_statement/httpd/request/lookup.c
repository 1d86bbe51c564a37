#include "httpd/request/lookup.h"

#include "httpd/runtime/idle_trim.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/workers.h"
#include "httpd/shared/page_store.h"

int stmh_lookup_status(const stmh_lookup_t *lookup, int status)
{
    return lookup->is_late ? HTTP_SERVICE_UNAVAILABLE : status;
}

/* What is raised after them is looked up again by the next request. */
void stmh_lookup_read_generations(const stmh_request_t *request, stmh_lookup_t *lookup)
{
    const stm_generation_t *changes = stmh_page_store_generation();
    const char *newsroom = request->mount->newsroom->key, *name = request->target->address.name;

    if (request->r) {
        stmh_shutdown_hold();
    }
    if (name) {
        lookup->marks[0] = stm_generation_get(changes, stm_generation_slot(newsroom, name));
    }
    lookup->marks[1] = stm_generation_get(changes, stm_generation_slot(newsroom, NULL));
}

int stmh_lookup_acquire(const stmh_request_t *request, stmh_lookup_t *lookup)
{
    apr_status_t status = stmh_catalog_handle_acquire(
        &lookup->handle, stmh_request_patience(request), request->label, request->pool);

    lookup->handle_pool = request->pool;
    lookup->is_late |= APR_STATUS_IS_TIMEUP(status);
    return stmh_lookup_status(lookup, OK);
}

void stmh_lookup_release(stmh_lookup_t *lookup)
{
    stmh_catalog_handle_release(lookup->handle, lookup->handle_pool);
    lookup->handle = NULL;
}

void stmh_lookup_run(const stmh_request_t *request, stmh_lookup_t *lookup,
                     void (*work)(void *baton), void *baton)
{
    if (request->r && lookup->handle && stmh_page_store_pages()) {
        lookup->is_late |=
            !stmh_workers_try(STMH_WORKERS_READ, work, baton, stmh_request_patience(request), NULL);
        stmh_idle_trim_note();
    }
    else {
        work(baton);
    }
}
