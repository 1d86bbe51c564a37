#include "httpd/runtime/idle_trim.h"

#include <httpd.h>

#include <apr_time.h>
#include <errno.h>
#include <http_log.h>
#include <http_main.h>
#include <semaphore.h>
#include <string.h>
#include <unistd.h>

#include "core/i18n/locale.h"
#include "core/page_store/store.h"
#include "httpd/runtime/log_once.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/thread.h"
#include "httpd/runtime/workers.h"

APLOG_USE_MODULE(statement);

/* How long nothing is rendered before memory is given back, which takes a millisecond or two, and
 * as long again until the next rendering has got it all. */
#define QUIET_MSEC 2000
#define TICK_MSEC  400

/* The thread needs little, and reserves no more. */
#define STACK_BYTES ((size_t)256 * 1024)

#define MOST_RELEASERS 8

typedef enum state_t { NOT_STARTED = 0, ASLEEP, AWAKE, OVER } state_t;

/* All atomic. */
static struct {
    int state; /* state_t */
    int is_ending;
    unsigned int rendered; /* how many */
    sem_t wake;            /* raised when state goes from ASLEEP to AWAKE, and at the end */
} trim;

/* Set before the child's threads start. */
static void (*releasers[MOST_RELEASERS])(void);
static int releaser_count;

static int change_state(int from, int to)
{
    return __atomic_compare_exchange_n(&trim.state, &from, to, 0, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

static int is_ending(void)
{
    return __atomic_load_n(&trim.is_ending, __ATOMIC_SEQ_CST);
}

static unsigned int rendered(void)
{
    return __atomic_load_n(&trim.rendered, __ATOMIC_SEQ_CST);
}

static void wait_for_a_while(void)
{
    const int slice_msec = stmh_thread_mpm_has_threads() ? QUIET_MSEC : TICK_MSEC;
    int waited;

    for (waited = 0; waited < QUIET_MSEC && !stmh_thread_wait(&trim.wake, slice_msec);
         waited += slice_msec) {
        stmh_shutdown_tick();
    }
}

/* Until the child ends, or nothing was rendered for a while. A child that is held needs its ticks,
 * however long that takes. */
static void wait_for_quiet(unsigned int *seen)
{
    do {
        *seen = rendered();
        wait_for_a_while();
        stm_page_mapping_sweep();
    } while (!is_ending() && (*seen != rendered() || stmh_shutdown_is_held()));
}

static void free_idle(void *unused)
{
    (void)unused;
    stm_locale_release_idle();
    stmh_pool_release_idle();
}

/* Whoever frees keeps some of it, and with it the pages around. */
static void give_back(void)
{
    stmh_thread_do(free_idle, NULL);
    for (int i = 0; i < releaser_count; i++) {
        releasers[i]();
    }
    stmh_workers_release_idle();
}

/* Until something is rendered that @a seen does not count, or there is much to unmap. */
static void sleep_until_woken(unsigned int seen)
{
    __atomic_store_n(&trim.state, ASLEEP, __ATOMIC_SEQ_CST);
    if ((seen != rendered() || stm_page_mapping_is_sweep_due()) && change_state(ASLEEP, AWAKE)) {
        return;
    }
    while (sem_wait(&trim.wake) && errno == EINTR) {
    }
}

/* A thread of its own: renderings end in the threads of requests, of which none may ever run again.
 * It does not return, because a child's end takes the module away below it. */
static void *run(void *unused)
{
    unsigned int seen, given_back = 0;

    (void)unused;
    while (!is_ending()) {
        wait_for_quiet(&seen);
        if (!is_ending() && seen != given_back) {
            give_back();
            given_back = seen;
        }
        if (!is_ending()) {
            sleep_until_woken(seen);
        }
    }
    __atomic_store_n(&trim.state, OVER, __ATOMIC_SEQ_CST);
    for (;;) {
        pause();
    }
    return NULL;
}

static void start(void)
{
    int error = stmh_thread_start(run, NULL, STACK_BYTES);

    if (error) {
        __atomic_store_n(&trim.state, OVER, __ATOMIC_SEQ_CST);
        if (stmh_log_once_is_first("no thread for idle memory")) {
            ap_log_error(APLOG_MARK, APLOG_INFO, error, ap_server_conf,
                         "STM0705: the thread that returns idle memory cannot be started; a child "
                         "keeps what it does not need");
        }
    }
}

static void wake_up(void)
{
    if (is_ending()) {
        return;
    }
    if (change_state(NOT_STARTED, AWAKE)) {
        start();
    }
    else if (change_state(ASLEEP, AWAKE)) {
        sem_post(&trim.wake);
    }
}

void stmh_idle_trim_note(void)
{
    __atomic_add_fetch(&trim.rendered, 1, __ATOMIC_SEQ_CST);
    wake_up();
}

static int is_over(void)
{
    const int state = __atomic_load_n(&trim.state, __ATOMIC_SEQ_CST);

    return state == OVER || state == NOT_STARTED;
}

/* What the thread uses may go from now on. It sleeps, or sees the end at once. */
static apr_status_t end(void *unused)
{
    (void)unused;
    __atomic_store_n(&trim.is_ending, 1, __ATOMIC_SEQ_CST);
    sem_post(&trim.wake);
    stmh_shutdown_wait(is_over);
    return APR_SUCCESS;
}

void stmh_idle_trim_child(apr_pool_t *child_pool)
{
    memset(&trim, 0, sizeof(trim));
    sem_init(&trim.wake, 0, 0);
    stm_page_mapping_defer(stmh_thread_mpm_has_threads() ? wake_up : NULL);
    apr_pool_pre_cleanup_register(child_pool, NULL, end);
}

void stmh_idle_trim_register(void (*release_idle)(void))
{
    if (releaser_count < MOST_RELEASERS) {
        releasers[releaser_count++] = release_idle;
    }
}
