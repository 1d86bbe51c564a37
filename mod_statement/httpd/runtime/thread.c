#include "httpd/runtime/thread.h"

#include <httpd.h>

#include <ap_mpm.h>
#include <errno.h>
#include <mpm_common.h>
#include <signal.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#endif
#include <time.h>
#include <unistd.h>

#include "core/base/malloc_trim.h"

/* A transform goes a thousand templates deep, and XPath as deep again in each. musl gives a thread
 * 128 KB, others as much as the process was started with. Only what is used takes memory. */
#define LEAST_STACK ((size_t)8 * 1024 * 1024)

/* Of the MPM; set before the child's threads start. */
static int has_threads, has_stack;

static size_t usual_stack(void)
{
    pthread_attr_t attributes;
    size_t bytes = 0;

    pthread_attr_init(&attributes);
    pthread_attr_getstacksize(&attributes, &bytes);
    pthread_attr_destroy(&attributes);
    return bytes;
}

void stmh_thread_child(void)
{
    int threaded = AP_MPMQ_NOT_SUPPORTED;

    ap_mpm_query(AP_MPMQ_IS_THREADED, &threaded);
    has_threads = threaded != AP_MPMQ_NOT_SUPPORTED;
    has_stack =
        !has_threads || (ap_thread_stacksize ? ap_thread_stacksize : usual_stack()) >= LEAST_STACK;
}

int stmh_thread_mpm_has_stack(void)
{
    return has_stack;
}

int stmh_thread_mpm_has_threads(void)
{
    return has_threads;
}

static int create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *data),
                  void *data)
{
    sigset_t all, before;
    int error;

    sigfillset(&all);
    /* A thread begins with the mask of the one that starts it. */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(thread, attributes, run, data);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

int stmh_thread_start(void *(*run)(void *data), void *data, size_t stack_bytes)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int error;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (stack_bytes) {
        pthread_attr_setstacksize(&attributes, stack_bytes);
    }
    error = create(&thread, &attributes, run, data);
    pthread_attr_destroy(&attributes);
    return error;
}

int stmh_thread_begin(pthread_t *thread, void *(*run)(void *data), void *data)
{
    pthread_attr_t attributes;
    size_t bytes = 0;
    int error;

    pthread_attr_init(&attributes);
    if (!pthread_attr_getstacksize(&attributes, &bytes) && bytes < LEAST_STACK) {
        pthread_attr_setstacksize(&attributes, LEAST_STACK);
    }
    error = create(thread, &attributes, run, data);
    pthread_attr_destroy(&attributes);
    return error;
}

typedef struct turn_t {
    void (*work)(void *data);
    void *data;
} turn_t;

static void *take_turn(void *data)
{
    const turn_t *turn = data;

    turn->work(turn->data);
    return NULL;
}

void stmh_thread_do(void (*work)(void *data), void *data)
{
    turn_t turn = {work, data};
    pthread_t thread;

    if (stmh_thread_begin(&thread, take_turn, &turn)) {
        work(data);
        return;
    }
    pthread_join(thread, NULL);
    stm_trim();
}

#ifdef __linux__
/* As nice(1) has it: a third of a reader's share of a busy processor, so that it comes to its end
 * all the same. On Linux a thread has a priority of its own, which only root may raise again. */
#define MAKES_WAY 5

long stmh_thread_number(void)
{
    return syscall(SYS_gettid);
}

void stmh_thread_make_way(long number)
{
    if (number > 0) {
        setpriority(PRIO_PROCESS, (id_t)number, MAKES_WAY);
    }
}
#else
long stmh_thread_number(void)
{
    return 0;
}

void stmh_thread_make_way(long number)
{
    (void)number;
}
#endif

static struct timespec moment_in(int msec)
{
    struct timespec moment;

    clock_gettime(CLOCK_REALTIME, &moment);
    moment.tv_nsec += msec % 1000 * 1000000L;
    moment.tv_sec += msec / 1000 + moment.tv_nsec / 1000000000L;
    moment.tv_nsec %= 1000000000L;
    return moment;
}

int stmh_thread_lock(pthread_mutex_t *lock, int msec)
{
    struct timespec until;

    if (!pthread_mutex_trylock(lock)) {
        return 1;
    }
    until = moment_in(msec);
    return !pthread_mutex_timedlock(lock, &until);
}

int stmh_thread_wait(sem_t *semaphore, int msec)
{
    struct timespec until = moment_in(msec);
    int is_late;

    while ((is_late = sem_timedwait(semaphore, &until)) && errno == EINTR) {
    }
    return !is_late;
}
