#include "httpd/shared/catalog_handle.h"

#include <ap_mpm.h>
#include <apr_atomic.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_log.h>
#include <http_main.h>
#include <semaphore.h>
#include <unistd.h>

#include "httpd/config/settings.h"
#include "httpd/runtime/idle_trim.h"
#include "httpd/runtime/metrics.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/thread.h"
#include "httpd/runtime/workers.h"

APLOG_USE_MODULE(statement);

#define MOST_HANDLES 4

/* What a look at another thread's handle may cost. */
#define PATIENCE_MSEC 1000

/* None is opened or closed under the lock. */
static apr_thread_mutex_t *lock; /* NULL: there are no handles */
static stmh_catalog_handle_t
    *idle[MOST_HANDLES];   /* the last one to come back first; guarded by lock */
static int idle_count;     /* guarded by lock */
static sem_t vacant;       /* handles that nobody has, open or not */
static apr_uint32_t epoch; /* atomic: handles of another one are closed */

typedef struct opening_t {
    const char *state_dir;
    stmh_catalog_handle_t *handle;
    apr_status_t status;
} opening_t;

/* Has prepared what most requests ask. */
static void warm(const stmh_catalog_handle_t *handle)
{
    apr_int64_t generation;
    int is_complete;
    stm_entry_t *entry;
    stm_past_t past;
    apr_pool_t *pool;

    apr_pool_create(&pool, handle->pool);
    stm_catalog_generation(&generation, &is_complete, handle->catalog, "");
    stm_catalog_instance(&generation, handle->catalog);
    stm_catalog_find(&entry, handle->catalog, "", "", pool);
    stm_history_by_name(&past, handle->history, "", "", STM_BYTES_WITHOUT, pool);
    apr_pool_destroy(pool);
}

static void open_both(void *data)
{
    opening_t *opening = data;
    stmh_catalog_handle_t *handle = opening->handle;
    stm_problems_t *problems = stm_problems_create(handle->pool);

    opening->status = stm_history_open(&handle->history, opening->state_dir, STM_ACCESS_READ,
                                       problems, handle->pool);
    if (!opening->status) {
        opening->status = stm_catalog_open(&handle->catalog, opening->state_dir, STM_ACCESS_READ,
                                           problems, handle->pool);
    }
    if (!opening->status) {
        warm(handle);
    }
}

static void destroy(void *pool)
{
    apr_pool_destroy(pool);
}

/* To open or close one takes and frees thousands of small pieces of memory of all sizes, of which a
 * thread keeps some of each. APR_TIMEUP: no thread that does such work became free in time. */
static apr_status_t open_handle(stmh_catalog_handle_t **handle, int msec)
{
    opening_t opening = {.state_dir = stmh_config_server()->state_dir};
    apr_pool_t *pool = stmh_pool_create("statement_catalog_handle");

    opening.handle = apr_pcalloc(pool, sizeof(*opening.handle));
    opening.handle->pool = pool;
    opening.handle->epoch = apr_atomic_read32(&epoch);
    if (!stmh_workers_try(STMH_WORKERS_READ, open_both, &opening, msec, NULL)) {
        opening.status = APR_TIMEUP;
    }
    if (opening.status) {
        apr_pool_destroy(pool);
        return opening.status;
    }
    *handle = opening.handle;
    return APR_SUCCESS;
}

/* What a search has gathered for its next page goes with the handle. */
static void close_handle(stmh_catalog_handle_t *handle)
{
    stmh_workers_do(STMH_WORKERS_READ, destroy, handle->pool);
}

static void put_idle(stmh_catalog_handle_t *handle)
{
    apr_thread_mutex_lock(lock);
    idle[idle_count++] = handle;
    apr_thread_mutex_unlock(lock);
}

static stmh_catalog_handle_t *take_idle(void)
{
    stmh_catalog_handle_t *handle;

    apr_thread_mutex_lock(lock);
    handle = idle_count ? idle[--idle_count] : NULL;
    apr_thread_mutex_unlock(lock);
    return handle;
}

static int is_old(const stmh_catalog_handle_t *handle)
{
    return handle->epoch != apr_atomic_read32(&epoch);
}

/* Whoever has raised vacant down to itself: an idle one that is still good, or a new one. */
static apr_status_t find_handle(stmh_catalog_handle_t **handle, int msec)
{
    while ((*handle = take_idle()) && is_old(*handle)) {
        close_handle(*handle);
    }
    return *handle ? APR_SUCCESS : open_handle(handle, msec);
}

/* The first handle is opened before requests come, and one stays open: so none of them meets the
 * moment in which the first to open a database reads its log. */
static void open_first(void)
{
    stmh_catalog_handle_t *handle;

    if (!stmh_thread_wait(&vacant, PATIENCE_MSEC)) {
        return;
    }
    if (!find_handle(&handle, PATIENCE_MSEC)) {
        stm_history_release_idle(handle->history);
        stm_catalog_release_idle(handle->catalog);
        put_idle(handle);
    }
    sem_post(&vacant);
}

/* Gives a handle back. */
static apr_status_t give_back(void *data)
{
    stmh_catalog_handle_t *handle = data;

    stmh_metrics_give_back(STMH_BUSY_HANDLES);
    stm_catalog_release(handle->catalog);
    if (is_old(handle)) {
        close_handle(handle);
    }
    else {
        put_idle(handle);
    }
    sem_post(&vacant);
    return APR_SUCCESS;
}

static apr_status_t take(stmh_catalog_handle_t **handle, int msec)
{
    const apr_time_t until = apr_time_now() + apr_time_from_msec(msec);
    apr_interval_time_t left;
    apr_status_t status;

    if (!stmh_thread_wait(&vacant, msec)) {
        return APR_TIMEUP;
    }
    left = until - apr_time_now();
    left = left < 0 ? 0 : left > apr_time_from_msec(msec) ? apr_time_from_msec(msec) : left;
    status = find_handle(handle, (int)apr_time_as_msec(left));
    if (status) {
        sem_post(&vacant);
    }
    else {
        stm_catalog_hold((*handle)->catalog); /* where there is none, each question is told so */
        stmh_metrics_take(STMH_BUSY_HANDLES);
    }
    return status;
}

/* Where the state directory was removed, nothing can be opened anew, and what is open goes on. */
static int is_there(void)
{
    static const char *const names[] = {"history.db", "index.current"};
    const char *folder = stmh_config_server()->state_dir;
    char path[APR_PATH_MAX];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        apr_snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        if (access(path, R_OK) != 0) {
            return 0;
        }
    }
    return 1;
}

void stmh_catalog_handle_renew(void)
{
    stmh_catalog_handle_t *handle;

    if (!is_there()) {
        return;
    }
    apr_atomic_inc32(&epoch);
    if (lock && !take(&handle, PATIENCE_MSEC)) {
        give_back(handle);
    }
}

/* The new one begins where nothing else is left, instead of in the holes between what was; what
 * another thread takes in between is one more that is opened: no harm is done. */
static void release_idle(void)
{
    stmh_catalog_handle_t *handle;
    int count = 0;

    if (!is_there()) {
        return;
    }
    while (lock && count < MOST_HANDLES && stmh_thread_wait(&vacant, 0)) {
        handle = take_idle();
        if (handle) {
            close_handle(handle);
            count++;
        }
        sem_post(&vacant);
        if (!handle) {
            break;
        }
    }
    if (count) {
        stmh_workers_release_idle();
        open_first();
    }
}

void stmh_catalog_handle_child(apr_pool_t *child_pool)
{
    apr_pool_t *pool;
    int threads = 1, most;

    /* Not below the child's pool: that may go in the handler of a signal that interrupts a request,
     * and handles that only read need no closing. */
    (void)child_pool;
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_catalog_handles");
    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    most = threads < MOST_HANDLES ? (threads > 0 ? threads : 1) : MOST_HANDLES;
    sem_init(&vacant, 0, (unsigned int)most);
    stmh_idle_trim_register(release_idle);
    idle_count = 0;
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool);
    open_first();
    stmh_workers_release_idle();
}

apr_status_t stmh_catalog_handle_acquire(stmh_catalog_handle_t **handle, int msec,
                                         const char *label, apr_pool_t *pool)
{
    stmh_catalog_handle_t *taken;
    apr_status_t status = lock ? take(&taken, msec) : APR_ENOENT;

    *handle = NULL;
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
    *handle = taken;
    return APR_SUCCESS;
}

void stmh_catalog_handle_release(stmh_catalog_handle_t *handle, apr_pool_t *pool)
{
    if (handle) {
        apr_pool_cleanup_run(pool, handle, give_back);
    }
}
