#include "httpd/runtime/shutdown.h"

#include <httpd.h>

#include <apr_time.h>
#include <http_core.h>
#include <http_log.h>
#include <http_main.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "httpd/runtime/thread.h"

APLOG_USE_MODULE(statement);

/* httpd checks for exited children a little more than a second after it has told them to stop, and
 * then each second: a stop should take two seconds at most. */
#define PATIENCE   apr_time_from_msec(1000)
#define TIME_SLICE apr_time_from_msec(2)
#define MOST_TICKS 1

/* How often a threaded child that has outlived PATIENCE looks at its workers. */
#define CHECK_INTERVAL apr_time_from_msec(100)

/* Writing a line to the log takes half of it. */
#define STACK_BYTES ((size_t)128 * 1024)

static apr_interval_time_t waited; /* used by the thread that ends the child alone, as below */
static apr_time_t began_to_wait;   /* 0: not yet */
/* Set before the child's threads start. */
static int (*are_idle)(void);
static void (*note_hold)(void);

static int is_held;          /* atomic; set by a child's only thread for requests */
static sigset_t mask_before; /* of that thread, while it is held */

/* A single process has files to remove when it ends. */
static int is_child(void)
{
    return !ap_exists_config_define("ONE_PROCESS") && !ap_exists_config_define("DEBUG");
}

static void end_now(void)
{
    ap_log_error(APLOG_MARK, APLOG_INFO, 0, ap_server_conf,
                 "STM0720: this child exits while a long document is read or rendered; the work is "
                 "repeated when the document is next requested");
    _exit(0);
}

/* On a busy machine a slice takes longer than it says; their sum ends the wait where the clock is
 * set back. */
static int has_waited_enough(void)
{
    const apr_time_t now = apr_time_now();

    began_to_wait = began_to_wait ? began_to_wait : now;
    return waited >= PATIENCE || now - began_to_wait >= PATIENCE;
}

void stmh_shutdown_wait(int (*is_over)(void))
{
    while (!is_over()) {
        if (has_waited_enough() && is_child()) {
            end_now();
        }
        apr_sleep(TIME_SLICE);
        waited += TIME_SLICE;
    }
}

/* Only our own renderings are cut off: another module's request keeps the time that httpd gives it.
 */
static void *end_soon(void *unused)
{
    (void)unused;
    for (apr_sleep(PATIENCE); are_idle(); apr_sleep(CHECK_INTERVAL)) {
    }
    end_now();
    return NULL;
}

void stmh_shutdown_begin(apr_pool_t *child_pool, int graceful)
{
    (void)child_pool;
    if (!graceful && is_child() && stmh_thread_mpm_has_threads()) {
        stmh_thread_start(end_soon, NULL, STACK_BYTES);
    }
}

int stmh_shutdown_is_held(void)
{
    return __atomic_load_n(&is_held, __ATOMIC_SEQ_CST);
}

int stmh_shutdown_is_told(void)
{
    sigset_t pending;

    return !stmh_thread_mpm_has_threads() && !sigpending(&pending) &&
           (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGHUP) == 1);
}

void stmh_shutdown_now(void)
{
    if (is_child()) {
        end_now();
    }
}

void stmh_shutdown_hold(void)
{
    sigset_t signals;

    if (!stmh_thread_mpm_has_threads() && !stmh_shutdown_is_held()) {
        __atomic_store_n(&is_held, 1, __ATOMIC_SEQ_CST);
        note_hold();
        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &signals, &mask_before);
    }
}

void stmh_shutdown_release(void)
{
    if (stmh_shutdown_is_held()) {
        __atomic_store_n(&is_held, 0, __ATOMIC_SEQ_CST);
        pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
    }
}

void stmh_shutdown_tick(void)
{
    static int ticks; /* since it was told; of the one thread that calls this */

    ticks = stmh_shutdown_is_told() ? ticks + 1 : 0;
    if (ticks > MOST_TICKS && is_child()) {
        end_now();
    }
}

static apr_status_t wait_for_workers(void *unused)
{
    (void)unused;
    stmh_shutdown_wait(are_idle);
    return APR_SUCCESS;
}

void stmh_shutdown_child(apr_pool_t *child_pool, int (*are_workers_idle)(void),
                         void (*note_held)(void))
{
    are_idle = are_workers_idle;
    note_hold = note_held;
    waited = 0;
    began_to_wait = 0;
    is_held = 0;
    apr_pool_pre_cleanup_register(child_pool, NULL, wait_for_workers);
}
