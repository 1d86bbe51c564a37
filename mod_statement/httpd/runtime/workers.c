#include "httpd/runtime/workers.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "httpd/runtime/metrics.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/thread.h"
#include "httpd/runtime/worker_queue.h"

/* As many threads as processors are enough, but where there is only one. */
#define LEAST_THREADS 2

/* A long rendering shall not hold up many short ones: a task that has waited for FIRST_WAIT_MSEC
 * gets a thread of its own, up to twice the usual number of them. */
#define FIRST_WAIT_MSEC 900
#define WAIT_MSEC       1500

/* How often a waiting child of prefork checks whether it is told to end. */
#define END_MSEC 400

/* By stmh_workers_kind_t. */
static stmh_worker_queue_t kinds[STMH_WORKERS_KINDS];

/* What the requests' own threads may begin. */
static sem_t turns;

static int usual_count(stmh_workers_kind_t kind)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (!stmh_thread_mpm_has_threads() || kind == STMH_WORKERS_PRERENDER) {
        return 1;
    }
    return processors > LEAST_THREADS ? (int)processors : LEAST_THREADS;
}

void stmh_workers_child(void)
{
    int kind;

    for (kind = 0; kind < STMH_WORKERS_KINDS; kind++) {
        stmh_worker_queue_start(&kinds[kind], usual_count(kind));
    }
    sem_init(&turns, 0, (unsigned int)kinds[STMH_WORKERS_RENDER].usual * 2);
}

int stmh_workers_take_turn(int msec)
{
    int is_taken = sem_trywait(&turns) == 0 || stmh_thread_wait(&turns, msec);

    if (is_taken) {
        stmh_metrics_take(STMH_BUSY_WORKERS);
    }
    return is_taken;
}

void stmh_workers_end_turn(void)
{
    stmh_metrics_give_back(STMH_BUSY_WORKERS);
    sem_post(&turns);
}

/* A child of prefork that waits has its signals held back, see wait_unsignalled: where it is told
 * to end, the long work that it waits for ends with it. */
static void wait_unless_ended(sem_t *is_done)
{
    int told = 0;

    while (!stmh_thread_wait(is_done, END_MSEC)) {
        if (stmh_shutdown_is_told() && told++) {
            stmh_shutdown_now();
        }
    }
}

/* A child of prefork that is told to end meanwhile ends as in wait_unless_ended. */
static int wait_patiently(sem_t *is_done, int msec)
{
    int told = 0;

    while (msec > 0) {
        if (stmh_thread_wait(is_done, msec < END_MSEC ? msec : END_MSEC)) {
            return 1;
        }
        msec -= END_MSEC;
        if (stmh_shutdown_is_told() && told++) {
            stmh_shutdown_now();
        }
    }
    return 0;
}

/* Its time is over, but it has begun. */
static void wait_for_end(stmh_task_t *task)
{
    if (task->is_too_long) {
        __atomic_store_n(task->is_too_long, 1, __ATOMIC_SEQ_CST);
    }
    wait_unless_ended(&task->is_done);
}

/* The only thread of its kind is there for nobody else. */
static void wait_alone(stmh_task_t *task, int msec)
{
    if (!task->is_too_long || !wait_patiently(&task->is_done, msec)) {
        wait_for_end(task);
    }
}

/* Zero where nobody has begun with it within @a msec, nor will. */
static int wait_until_done(stmh_worker_queue_t *queue, stmh_task_t *task, int msec)
{
    const int first_msec = msec < FIRST_WAIT_MSEC ? msec : FIRST_WAIT_MSEC;

    if (!stmh_thread_mpm_has_threads()) {
        wait_alone(task, msec);
        return 1;
    }
    if (stmh_thread_wait(&task->is_done, first_msec)) {
        return 1;
    }
    stmh_worker_queue_grow(queue, task);
    if (stmh_thread_wait(&task->is_done, msec - first_msec)) {
        return 1;
    }
    if (stmh_worker_queue_withdraw(queue, task)) {
        return 0;
    }
    wait_for_end(task);
    return 1;
}

/* Zero where it has waited for @a msec in vain. */
static int hand_over_and_wait(stmh_worker_queue_t *queue, stmh_task_t *task, int msec)
{
    if (!stmh_worker_queue_push(queue, task)) {
        task->work(task->baton);
        return 1;
    }
    return wait_until_done(queue, task, msec);
}

/* Where the thread that waits is the only one for requests, a signal would have it end the child
 * and take away what the other one is at. */
static int wait_unsignalled(stmh_worker_queue_t *queue, stmh_task_t *task, int msec)
{
    sigset_t all, before;
    int is_done;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    is_done = hand_over_and_wait(queue, task, msec);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_done;
}

int stmh_workers_try(stmh_workers_kind_t kind, stmh_workers_work_t work, void *baton, int msec,
                     int *is_too_long)
{
    stmh_task_t task = {.work = work, .baton = baton, .is_too_long = is_too_long};
    int is_done;

    sem_init(&task.is_done, 0, 0);
    is_done = (stmh_thread_mpm_has_threads() ? hand_over_and_wait : wait_unsignalled)(&kinds[kind],
                                                                                      &task, msec);
    sem_destroy(&task.is_done);
    return is_done;
}

void stmh_workers_do(stmh_workers_kind_t kind, stmh_workers_work_t work, void *baton)
{
    if (!stmh_workers_try(kind, work, baton, WAIT_MSEC, NULL)) {
        work(baton);
    }
}

static stmh_workers_end_t wait_and_leave(stmh_worker_queue_t *queue, stmh_task_t *task, int msec)
{
    const int first_msec = msec < FIRST_WAIT_MSEC ? msec : FIRST_WAIT_MSEC;

    if (wait_patiently(&task->is_done, first_msec)) {
        return STMH_WORKERS_DONE;
    }
    stmh_worker_queue_grow(queue, task);
    if (wait_patiently(&task->is_done, msec - first_msec)) {
        return STMH_WORKERS_DONE;
    }
    return stmh_worker_queue_withdraw(queue, task) ? STMH_WORKERS_BUSY
                                                   : stmh_worker_queue_leave(queue, task);
}

static stmh_workers_end_t lend(stmh_worker_queue_t *queue, stmh_task_t *task, int msec)
{
    sigset_t all, before;
    stmh_workers_end_t end = STMH_WORKERS_NO_THREAD;

    /* See wait_unsignalled. */
    sigfillset(&all);
    if (!stmh_thread_mpm_has_threads()) {
        pthread_sigmask(SIG_SETMASK, &all, &before);
    }
    if (stmh_worker_queue_push(queue, task)) {
        end = wait_and_leave(queue, task, msec);
    }
    if (!stmh_thread_mpm_has_threads()) {
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    return end;
}

stmh_workers_end_t stmh_workers_lend(stmh_workers_kind_t kind, stmh_workers_work_t work,
                                     void *baton, int msec)
{
    stmh_task_t *task = calloc(1, sizeof(*task));
    stmh_workers_end_t end;

    if (!task) {
        return STMH_WORKERS_NO_THREAD;
    }
    task->work = work;
    task->baton = baton;
    sem_init(&task->is_done, 0, 0);
    end = lend(&kinds[kind], task, msec);
    if (end != STMH_WORKERS_GOES_ON && end != STMH_WORKERS_ONE_MORE) {
        stmh_task_free(task);
    }
    stmh_worker_queue_reap(&kinds[kind]);
    return end;
}

void stmh_workers_limit(stmh_workers_kind_t kind, stmh_workers_work_t work, void *baton, int msec,
                        int *is_too_long)
{
    stmh_task_t task = {.work = work, .baton = baton};
    sigset_t all, before;

    sem_init(&task.is_done, 0, 0);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (!stmh_worker_queue_push(&kinds[kind], &task)) {
        work(baton);
    }
    else if (!stmh_thread_wait(&task.is_done, msec)) {
        __atomic_store_n(is_too_long, 1, __ATOMIC_SEQ_CST);
        wait_unless_ended(&task.is_done);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sem_destroy(&task.is_done);
}

int stmh_workers_are_idle(void)
{
    int kind, are_idle, free_turns = 0;

    sem_getvalue(&turns, &free_turns);
    are_idle = free_turns == kinds[STMH_WORKERS_RENDER].usual * 2;
    for (kind = 0; kind < STMH_WORKERS_KINDS; kind++) {
        are_idle &= stmh_worker_queue_is_idle(&kinds[kind]);
    }
    return are_idle;
}

void stmh_workers_release_idle(void)
{
    stmh_worker_queues_release_idle(kinds, STMH_WORKERS_KINDS);
}
