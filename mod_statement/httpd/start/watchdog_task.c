#include "httpd/start/watchdog_task.h"

#include <ap_mpm.h>
#include <apr_atomic.h>
#include <apr_optional.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <mod_watchdog.h>
#include <scoreboard.h>
#include <string.h>

#include "core/intake/scan.h"
#include "httpd/notify/teller.h"
#include "httpd/runtime/metrics.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/thread.h"
#include "httpd/runtime/writer.h"
#include "httpd/shared/page_store.h"
#include "httpd/start/intake.h"
#include "httpd/start/noted_newsrooms.h"
#include "httpd/start/prerender.h"
#include "httpd/start/server.h"

APLOG_USE_MODULE(statement);

/* How often the task wakes: what events tell shows as soon. */
#define TICK apr_time_from_msec(100)

/* How long all others together hold up a scan that has paused for them. */
#define TURNS apr_time_from_msec(300)

/* Used by the watchdog's thread alone, but for what is atomic. */
static struct {
    apr_uint32_t is_stopping; /* atomic */
    apr_uint32_t is_in_use;   /* atomic: the thread works, or has the intake open */
    apr_os_thread_t thread;   /* atomic: set before is_in_use, to the same in each tick */
    apr_pool_t *pool;         /* of the task in this child */
    int has_failed;           /* in this tick */
    unsigned next_turn;
} task;

static int is_own_thread(void)
{
    return apr_os_thread_equal(__atomic_load_n(&task.thread, __ATOMIC_ACQUIRE),
                               apr_os_thread_current());
}

static int is_left(void)
{
    return !apr_atomic_read32(&task.is_in_use) || is_own_thread();
}

/* mod_watchdog ends its thread with the server's pool, which a child does not outlive: exit() would
 * take libraries apart under a scan that still runs. The thread sees the end within its next tick,
 * closes what it has open, and then touches nothing of ours any more. */
static apr_status_t wait_for_thread(void *baton)
{
    (void)baton;
    apr_atomic_set32(&task.is_stopping, 1);
    stmh_shutdown_wait(is_left);
    return APR_SUCCESS;
}

void stmh_watchdog_task_child(apr_pool_t *child_pool)
{
    memset(&task, 0, sizeof(task));
    /* Not below the child's pool, which may go while the task's thread still runs. */
    task.pool = stmh_pool_create("statement_watchdog_task");
    stmh_intake_child(task.pool);
    stmh_noted_newsrooms_child(task.pool);
    apr_pool_pre_cleanup_register(child_pool, NULL, wait_for_thread);
}

void stmh_watchdog_task_stop(apr_pool_t *child_pool, int graceful)
{
    (void)child_pool;
    (void)graceful;
    apr_atomic_set32(&task.is_stopping, 1);
}

/* After a graceful restart a child of prefork is told nothing as long as it sends an answer, which
 * may take a slow reader minutes; the next generation's writer waits for it. */
static int is_replaced(void)
{
    const global_score *global = ap_get_scoreboard_global();
    int generation = 0;

    return global && !ap_mpm_query(AP_MPMQ_GENERATION, &generation) &&
           generation != (int)global->running_generation;
}

static int is_stopping(void *baton)
{
    (void)baton;
    return apr_atomic_read32(&task.is_stopping) != 0 || is_replaced();
}

static void show_life(void)
{
    stmh_metrics_set(&stmh_metrics_server()->writer_at, (apr_uint64_t)apr_time_now());
}

/* Asked between two documents of a scan. */
static int is_to_stop(void *baton)
{
    show_life();
    return is_stopping(baton);
}

static void note_watched(const stmh_known_newsroom_t *known)
{
    stmh_metrics_set(&known->metrics->watched_at, (apr_uint64_t)apr_time_now());
}

static const stmh_known_newsroom_t *find_in(const apr_array_header_t *newsrooms, const char *key)
{
    int i;

    for (i = 0; newsrooms && i < newsrooms->nelts; i++) {
        const stmh_known_newsroom_t *known = &APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t);

        if (!strcmp(known->newsroom->key, key)) {
            return known;
        }
    }
    return NULL;
}

static const stmh_known_newsroom_t *find_known(const char *key)
{
    const stmh_known_newsroom_t *known = find_in(stmh_config_server()->newsrooms, key);

    return known ? known : find_in(stmh_noted_newsrooms(), key);
}

/* In a pause of another newsroom's scan. Trouble with the state is for that scan to find. */
static void give_turn(const stmh_known_newsroom_t *known, const stm_newsroom_t *busy,
                      apr_pool_t *pool)
{
    if (strcmp(known->newsroom->key, busy->key) != 0) {
        if (!stm_intake_turn(stmh_intake(), known->newsroom, apr_time_now(), known->refresh,
                             pool)) {
            note_watched(known);
        }
    }
}

/* Those of the configuration come first; NULL behind the last one. */
static const stmh_known_newsroom_t *known_at(const apr_array_header_t *configured,
                                             const apr_array_header_t *noted, int at)
{
    if (at < configured->nelts) {
        return &APR_ARRAY_IDX(configured, at, stmh_known_newsroom_t);
    }
    at -= configured->nelts;
    return noted && at < noted->nelts ? &APR_ARRAY_IDX(noted, at, stmh_known_newsroom_t) : NULL;
}

/* Round and round: where time is up, the next pause goes on behind the last one served. */
static void give_turns(void *baton, const stm_newsroom_t *busy)
{
    const apr_array_header_t *configured = stmh_config_server()->newsrooms;
    const apr_array_header_t *noted = stmh_noted_newsrooms();
    const int count = configured->nelts + (noted ? noted->nelts : 0);
    apr_time_t started_at = apr_time_now();
    apr_pool_t *pool;
    int i;

    (void)baton;
    apr_pool_create(&pool, task.pool);
    for (i = 0; i < count && !is_stopping(NULL) && apr_time_now() - started_at < TURNS; i++) {
        const stmh_known_newsroom_t *known =
            known_at(configured, noted, (int)(task.next_turn++ % (unsigned)count));

        if (known) {
            give_turn(known, busy, pool);
        }
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    stmh_teller_go_on(find_known);
}

static void check(const stmh_known_newsroom_t *known, apr_pool_t *pool)
{
    apr_status_t status;

    if (is_stopping(NULL)) {
        return;
    }
    status = stm_intake_watch(stmh_intake(), known->newsroom, apr_time_now(), known->refresh, pool);
    if (!status) {
        note_watched(known);
    }
    else if (!APR_STATUS_IS_EINTR(status)) {
        task.has_failed = 1;
        stmh_intake_has_failed(known->newsroom, status);
    }
}

static void check_all(const apr_array_header_t *newsrooms)
{
    apr_pool_t *check_pool;
    int i;

    apr_pool_create(&check_pool, task.pool);
    for (i = 0; newsrooms && i < newsrooms->nelts && stmh_intake() && !task.has_failed; i++) {
        check(&APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t), check_pool);
        apr_pool_clear(check_pool);
    }
    apr_pool_destroy(check_pool);
}

/* A first scan reads all that is there. */
static void open_and_check(void *shared)
{
    if (stmh_intake_open(shared, is_to_stop)) {
        stm_intake_on_pause(stmh_intake(), give_turns);
        check_all(((const stmh_server_t *)shared)->newsrooms);
    }
}

static void run(stmh_server_t *shared, apr_pool_t *pool)
{
    __atomic_store_n(&task.thread, apr_os_thread_current(), __ATOMIC_RELEASE);
    apr_atomic_xchg32(&task.is_in_use, 1);
    if (is_stopping(NULL)) {
        return;
    }
    if (!stmh_writer_take()) {
        apr_atomic_set32(&task.is_in_use, 0);
        return;
    }
    if (stmh_intake_is_too_early()) {
        return;
    }
    task.has_failed = 0;
    stmh_intake_check_health(shared);
    if (!stmh_intake()) {
        stmh_thread_do(open_and_check, shared);
    }
    if (stmh_intake()) {
        show_life();
        check_all(shared->newsrooms);
        if (stmh_noted_newsrooms_read(shared, stmh_intake(), pool)) {
            stmh_teller_look_again();
        }
        stmh_noted_newsrooms_forget_absent(shared, pool);
        check_all(stmh_noted_newsrooms());
        if (!task.has_failed) {
            stmh_intake_has_recovered(shared);
        }
        stmh_teller_run(find_known);
        stmh_prerender_run(TICK, is_stopping);
        stmh_page_store_trim(pool);
    }
}

static apr_status_t watch(int state, void *data, apr_pool_t *pool)
{
    if (state == AP_WATCHDOG_STATE_RUNNING) {
        run(data, pool);
    }
    /* A single process is also told by its main thread, while this one may be in a scan. */
    if (is_own_thread() && (is_stopping(NULL) || state == AP_WATCHDOG_STATE_STOPPING)) {
        stmh_intake_close();
        stmh_writer_leave();
        apr_atomic_set32(&task.is_in_use, 0);
    }
    return APR_SUCCESS;
}

int stmh_watchdog_task_start(stmh_server_t *shared, apr_pool_t *pconf, server_rec *server)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get_instance =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *register_callback =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *watchdog;
    apr_status_t status;

    if (!get_instance || !register_callback) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
                     "STM0403: mod_statement needs mod_watchdog to notice changes; load it (on "
                     "Debian it is built in)");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    status = get_instance(&watchdog, "_statement_", 0, 0, pconf);
    if (!status) {
        status = register_callback(watchdog, TICK, shared, watch);
    }
    if (!status) {
        status = stmh_writer_start(server, pconf);
    }
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, server,
                     "STM0404: the watchdog task that notices changes cannot be registered");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}
