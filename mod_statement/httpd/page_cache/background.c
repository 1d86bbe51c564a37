#include "httpd/page_cache/background.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <stdlib.h>

#include "httpd/access/variance.h"
#include "httpd/page_cache/delays.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/workers.h"

APLOG_USE_MODULE(statement);

/* Shared by the request and the thread that renders; the last holder frees it. */
typedef struct background_t {
    int holders;     /* atomic */
    int is_unwanted; /* atomic */
    apr_pool_t *pool;
    const char *key; /* of the slot */
    stmh_request_t *request;
    stmh_page_render_t render;
    stm_render_lock_t lock;
    stmh_outcome_t outcome;
} background_t;

int stmh_background_may(const stmh_request_t *request, const stmh_page_slot_t *slot)
{
    return request->r && slot->key && slot->render && (!slot->readers || !*slot->readers) &&
           stmh_variance_is_for_all(request->mount);
}

/* The format was chosen by the request, from a copy of the mount's formats that ends with it: here
 * it is the mount's own, and a negotiated address becomes that of the statement. */
static void copy_address(stm_address_t *copy, const stm_address_t *address,
                         const stm_format_t *format, const apr_array_header_t *formats,
                         apr_pool_t *pool)
{
    copy->kind = address->kind == STM_ADDRESS_NEGOTIATED ? STM_ADDRESS_STATEMENT : address->kind;
    copy->name = apr_pstrdup(pool, address->name);
    copy->folder = apr_pstrdup(pool, address->folder);
    copy->path = apr_pstrdup(pool, address->path);
    copy->format = stm_format_by_name(formats, format->name);
    copy->finfo = address->finfo;
    copy->finfo.pool = pool;
    copy->finfo.fname = copy->path;
    copy->finfo.name = NULL;
    copy->finfo.filehand = NULL;
}

/* The mount and its formats are not copied: where pages are kept they live as long as the child. */
static stmh_request_t *copy_request(const stmh_request_t *request, const stmh_page_slot_t *slot,
                                    apr_pool_t *pool)
{
    stmh_target_t *target = apr_pcalloc(pool, sizeof(*target));
    stmh_request_t *copy;

    target->mount = request->mount;
    copy_address(&target->address, &request->target->address, slot->format, request->mount->formats,
                 pool);
    copy = stmh_request_create(target, apr_pstrdup(pool, request->label), pool);
    copy->query = apr_pstrdup(pool, request->query);
    copy->moment = request->moment;
    return copy;
}

static background_t *create(const stmh_request_t *request, const stmh_page_slot_t *slot)
{
    background_t *background = calloc(1, sizeof(*background));

    if (background) {
        background->holders = 2;
        background->pool = stmh_pool_create("statement_background");
        background->request = copy_request(request, slot, background->pool);
        background->render = slot->render;
        background->request->is_background = 1;
        background->request->is_unwanted = &background->is_unwanted;
        background->request->outcome = &background->outcome;
        background->outcome.pool = background->pool;
        background->key = apr_pstrdup(background->pool, slot->key);
        background->lock.file = -1;
    }
    return background;
}

static apr_status_t let_go(void *data)
{
    background_t *background = data;

    if (!__atomic_sub_fetch(&background->holders, 1, __ATOMIC_SEQ_CST)) {
        apr_pool_destroy(background->pool);
        free(background);
    }
    return APR_SUCCESS;
}

/* Whoever comes next would only set it going once more. */
static void note_lost(const background_t *background)
{
    if (!background->outcome.is_kept && !stmh_request_is_unwanted(background->request) &&
        __atomic_load_n(&background->holders, __ATOMIC_SEQ_CST) == 1) {
        stmh_delays_note(background->key, 1);
    }
}

/* What it was made of is given back before the lock is released and others learn of the page. */
static void render(void *data)
{
    background_t *background = data;
    apr_pool_t *pool = background->pool, *work_pool = stmh_pool_begin(pool);
    stmh_exchange_t *exchange;

    background->request->pool = work_pool;
    exchange = stmh_exchange_create(background->request);
    background->render(exchange);
    stmh_lookup_release(exchange->lookup);
    stmh_pool_end(work_pool, pool);
    note_lost(background);
    stm_render_lock_release(&background->lock);
    let_go(background);
}

static void pass_lock(stm_render_lock_t *to, stm_render_lock_t *from)
{
    *to = *from;
    from->file = -1;
}

/* No thread has begun, and none will. */
static void take_back(background_t *background, stm_render_lock_t *lock)
{
    pass_lock(lock, &background->lock);
    background->holders = 1;
}

static void say_late(const stmh_request_t *request)
{
    ap_log_error(APLOG_MARK, APLOG_INFO, 0, ap_server_conf,
                 "STM0707: %s takes more than two seconds to render: that goes on in the "
                 "background, and readers get 503 until the page is there",
                 request->label);
}

stmh_background_end_t stmh_background_render(const stmh_outcome_t **outcome,
                                             const stmh_request_t *request,
                                             const stmh_page_slot_t *slot, stm_render_lock_t *lock)
{
    static const stmh_background_end_t ends[] = {[STMH_WORKERS_DONE] = STMH_BACKGROUND_DONE,
                                                 [STMH_WORKERS_NO_THREAD] = STMH_BACKGROUND_NONE,
                                                 [STMH_WORKERS_BUSY] = STMH_BACKGROUND_BUSY,
                                                 [STMH_WORKERS_GOES_ON] = STMH_BACKGROUND_LATE,
                                                 [STMH_WORKERS_ONE_MORE] = STMH_BACKGROUND_BUSY};
    background_t *background = create(request, slot);
    stmh_workers_end_t end;

    if (!background) {
        return STMH_BACKGROUND_NONE;
    }
    *outcome = &background->outcome;
    pass_lock(&background->lock, lock);
    end =
        stmh_workers_lend(STMH_WORKERS_RENDER, render, background, stmh_request_patience(request));
    if (end == STMH_WORKERS_NO_THREAD || end == STMH_WORKERS_BUSY) {
        take_back(background, lock);
    }
    if (end == STMH_WORKERS_ONE_MORE) {
        __atomic_store_n(&background->is_unwanted, 1, __ATOMIC_SEQ_CST);
    }
    if (end == STMH_WORKERS_GOES_ON) {
        say_late(request);
    }
    if (end == STMH_WORKERS_DONE) {
        apr_pool_cleanup_register(request->pool, background, let_go, apr_pool_cleanup_null);
    }
    else {
        let_go(background);
    }
    return ends[end];
}
