#include "mod_statement_catalog.h"

#include <ap_mpm.h>
#include <apr_atomic.h>
#include <apr_reslist.h>
#include <http_log.h>
#include <http_main.h>
#include <semaphore.h>

#include "mod_statement_config.h"
#include "mod_statement_pool.h"
#include "mod_statement_thread.h"
#include "mod_statement_workers.h"

APLOG_USE_MODULE(statement);

#define MOST_HANDLES 4

/* What a look at another thread's handle may cost. */
#define PATIENCE_MSEC 1000

static apr_reslist_t *handles; /* has a lock of its own; nobody waits in it, because of vacant */
static sem_t vacant;           /* handles that nobody has */
static apr_uint32_t epoch;     /* atomic: handles of another one are closed */
static apr_uint32_t opened;    /* atomic: how many there are */

typedef struct opening_t {
    const char *state_dir;
    stm_store_t *store;
    apr_status_t status;
} opening_t;

/* Has prepared what most requests ask. */
static void warm(const stm_store_t *store)
{
    apr_int64_t generation;
    int is_complete;
    stm_entry_t *entry;
    stm_past_t past;
    apr_pool_t *pool;

    apr_pool_create(&pool, store->pool);
    stm_catalog_generation(&generation, &is_complete, store->catalog, "");
    stm_catalog_instance(&generation, store->catalog);
    stm_catalog_find(&entry, store->catalog, "", "", pool);
    stm_history_by_name(&past, store->history, "", "", STM_BYTES_WITHOUT, pool);
    apr_pool_destroy(pool);
}

static void open_both(void *data)
{
    opening_t *opening = data;
    stm_store_t *store = opening->store;
    stm_problems_t *problems = stm_problems_create(store->pool);

    opening->status = stm_history_open(&store->history, opening->state_dir, STM_ACCESS_READ,
                                       problems, store->pool);
    if (!opening->status) {
        opening->status = stm_catalog_open(&store->catalog, opening->state_dir, STM_ACCESS_READ,
                                           problems, store->pool);
    }
    if (!opening->status) {
        warm(store);
    }
}

static void destroy(void *pool)
{
    apr_pool_destroy(pool);
}

/* To open or close one takes and frees thousands of small pieces of memory of all sizes, of which a
 * thread keeps some of each. What a search has gathered for its next page goes with the handle. */
static apr_status_t open_store(void **result, void *state_dir, apr_pool_t *list_pool)
{
    opening_t opening = {.state_dir = state_dir};
    apr_pool_t *pool = stm_pool_create("statement_store");

    (void)list_pool;
    opening.store = apr_pcalloc(pool, sizeof(*opening.store));
    opening.store->pool = pool;
    opening.store->epoch = apr_atomic_read32(&epoch);
    stm_workers_do(STM_WORKERS_READ, open_both, &opening);
    if (opening.status) {
        apr_pool_destroy(pool);
        return opening.status;
    }
    apr_atomic_inc32(&opened);
    *result = opening.store;
    return APR_SUCCESS;
}

static apr_status_t close_store(void *resource, void *state_dir, apr_pool_t *list_pool)
{
    stm_store_t *store = resource;

    (void)state_dir;
    (void)list_pool;
    stm_workers_do(STM_WORKERS_READ, destroy, store->pool);
    apr_atomic_dec32(&opened);
    return APR_SUCCESS;
}

/* The first handle is opened before requests come, and one stays open: so none of them meets the
 * moment in which the first to open a database reads its log. */
static void open_first(void)
{
    void *resource;

    if (!stm_thread_wait(&vacant, PATIENCE_MSEC)) {
        return;
    }
    if (!apr_reslist_acquire(handles, &resource)) {
        stm_store_t *store = resource;
        stm_history_rest(store->history);
        stm_catalog_rest(store->catalog);
        apr_reslist_release(handles, store);
    }
    sem_post(&vacant);
}

void stm_store_child(apr_pool_t *child_pool)
{
    apr_pool_t *pool;
    int threads = 1, most;

    /* Not below the child's pool: that may go in the handler of a signal that interrupts a request,
     * and handles that only read need no closing. */
    (void)child_pool;
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_stores");
    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    most = threads < MOST_HANDLES ? (threads > 0 ? threads : 1) : MOST_HANDLES;
    sem_init(&vacant, 0, (unsigned int)most);
    apr_reslist_create(&handles, 0, 1, most, apr_time_from_sec(60), open_store, close_store,
                       (void *)stm_config_server()->state_dir, pool);
    open_first();
    stm_workers_rest();
}

static int is_old(const stm_store_t *store)
{
    return store->epoch != apr_atomic_read32(&epoch);
}

/* Gives a handle back with its pool. */
static apr_status_t give_back(void *store)
{
    apr_status_t status;

    stm_catalog_release(((stm_store_t *)store)->catalog);
    status = is_old(store) ? apr_reslist_invalidate(handles, store)
                           : apr_reslist_release(handles, store);

    sem_post(&vacant);
    return status;
}

static apr_status_t take(void **store, int msec)
{
    apr_status_t status;

    if (!stm_thread_wait(&vacant, msec)) {
        return APR_TIMEUP;
    }
    status = apr_reslist_acquire(handles, store);
    while (!status && is_old(*store)) {
        apr_reslist_invalidate(handles, *store);
        status = apr_reslist_acquire(handles, store);
    }
    if (status) {
        sem_post(&vacant);
    }
    return status;
}

void stm_store_renew(void)
{
    void *store;

    apr_atomic_inc32(&epoch);
    if (handles && !take(&store, PATIENCE_MSEC)) {
        give_back(store);
    }
}

/* The new one begins where nothing else is left, instead of in the holes between what was; what
 * another thread takes in between is one more that is opened: no harm is done. */
void stm_store_rest(void)
{
    void *idle[MOST_HANDLES];
    int most =
        handles ? (int)(apr_atomic_read32(&opened) - apr_reslist_acquired_count(handles)) : 0;
    int count = 0, i;

    while (count < most && count < MOST_HANDLES && !take(&idle[count], 0)) {
        count++;
    }
    for (i = 0; i < count; i++) {
        apr_reslist_invalidate(handles, idle[i]);
        sem_post(&vacant);
    }
    if (count) {
        stm_workers_rest();
        open_first();
    }
}

apr_status_t stm_store_acquire(stm_store_t **store, int msec, const char *label, apr_pool_t *pool)
{
    void *taken;
    apr_status_t status = handles ? take(&taken, msec) : APR_ENOENT;

    *store = NULL;
    if (APR_STATUS_IS_TIMEUP(status)) {
        ap_log_error(
            APLOG_MARK, APLOG_INFO, 0, ap_server_conf,
            "STM0502: no catalog handle became free in time for %s, which is answered with 503",
            label);
        return status;
    }
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_INFO, status, ap_server_conf,
                     "STM0501: no catalog for %s yet", label);
        return status;
    }
    apr_pool_cleanup_register(pool, taken, give_back, apr_pool_cleanup_null);
    *store = taken;
    return APR_SUCCESS;
}

void stm_store_release(stm_store_t *store, apr_pool_t *pool)
{
    if (store) {
        apr_pool_cleanup_run(pool, store, give_back);
    }
}
