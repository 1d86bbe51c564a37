#include "httpd/runtime/workers.h"

#include <httpd.h>

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/malloc_trim.h"
#include "httpd/runtime/metrics.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/thread.h"

/* As many threads as processors are enough, but where there is only one. */
#define LEAST_THREADS 2

/* A long rendering shall not hold up many short ones: a task that has waited for FIRST_WAIT_MSEC
 * gets a thread of its own, up to twice the usual number of them. */
#define FIRST_WAIT_MSEC 900
#define WAIT_MSEC       1500

/* How often a waiting child of prefork checks whether it is told to end. */
#define END_MSEC 400

/* One piece of work. On the stack of the thread that waits for it, or from malloc where it is lent.
 */
typedef struct task_t {
    stmh_workers_work_t work;
    void *baton;
    int *is_too_long; /* atomic: set where it shall end early; NULL: it is not told */
    sem_t is_done;
    struct worker_t *worker; /* doing it; NULL: none yet, or done; guarded by the workers' lock */
    int is_left;             /* its lender waits no longer: the worker frees it; guarded likewise */
    struct task_t *next;
} task_t;

typedef struct worker_t {
    pthread_t thread;
    long number; /* the system's, for its priority; 0: unknown */
    int is_last; /* its task goes on without a lender, and is its last one; guarded by the lock */
    sem_t has_task;
    task_t *task; /* set before has_task is raised; NULL: it shall end */
    struct workers_t *workers;
    struct worker_t *next;
} worker_t;

typedef struct workers_t {
    pthread_mutex_t lock;
    int usual;       /* set before the child's threads start */
    int count;       /* guarded by lock, as all below */
    int last;        /* workers with is_last set, which count does not include */
    worker_t *idle;  /* the latest first: its memory is still in the processor's caches */
    worker_t *over;  /* workers with is_last set that are done: to be joined */
    task_t *waiting; /* the oldest first */
} workers_t;

/* By stmh_workers_kind_t. */
static workers_t kinds[STMH_WORKERS_KINDS];

/* What the requests' own threads may begin. */
static sem_t turns;

void stmh_workers_child(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int kind;

    memset(kinds, 0, sizeof(kinds));
    for (kind = 0; kind < STMH_WORKERS_KINDS; kind++) {
        pthread_mutex_init(&kinds[kind].lock, NULL);
        kinds[kind].usual = !stmh_thread_mpm_has_threads() || kind == STMH_WORKERS_PRERENDER ? 1
                            : processors > LEAST_THREADS ? (int)processors
                                                         : LEAST_THREADS;
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

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) && errno == EINTR) {
    }
}

/* The link that leads to @a task among those that wait, or the last one. Under lock. */
static task_t **place_of(workers_t *workers, const task_t *task)
{
    task_t **place = &workers->waiting;

    while (*place && *place != task) {
        place = &(*place)->next;
    }
    return place;
}

static void put(worker_t **list, worker_t *worker)
{
    worker->next = *list;
    *list = worker;
}

/* The task that has waited longest; NULL where none does: the worker is idle then, or over. Under
 * lock. */
static task_t *next_task(worker_t *worker)
{
    workers_t *workers = worker->workers;
    task_t *task = workers->waiting;

    if (worker->is_last) {
        workers->last--;
        put(&workers->over, worker);
        return NULL;
    }
    if (task) {
        workers->waiting = task->next;
        task->worker = worker;
    }
    else {
        put(&workers->idle, worker);
    }
    return task;
}

static void free_task(task_t *task)
{
    sem_destroy(&task->is_done);
    free(task);
}

/* Wakes the thread that waits for @a done, and returns the worker's next task. */
static task_t *finish(worker_t *worker, task_t *done)
{
    workers_t *workers = worker->workers;
    task_t *task;
    int is_left;

    pthread_mutex_lock(&workers->lock);
    done->worker = NULL;
    is_left = done->is_left;
    task = next_task(worker);
    pthread_mutex_unlock(&workers->lock);
    if (is_left) {
        free_task(done);
    }
    else {
        sem_post(&done->is_done);
    }
    return task;
}

/* A worker is idle, or has its next task, before the end of its last one is announced: who waited
 * for that may dismiss it at once. Between tasks it uses nothing that the end of the child
 * destroys. */
static void *run(void *data)
{
    worker_t *worker = data;
    task_t *task = worker->task;

    __atomic_store_n(&worker->number, stmh_thread_number(), __ATOMIC_RELEASE);
    while (task) {
        stmh_metrics_take(STMH_BUSY_WORKERS);
        task->work(task->baton);
        stmh_metrics_give_back(STMH_BUSY_WORKERS);
        task = finish(worker, task);
        if (!task) {
            wait_for(&worker->has_task);
            task = worker->task;
        }
    }
    return NULL;
}

/* Starts a worker with @a task as its first. Under lock. */
static int start(workers_t *workers, task_t *task)
{
    worker_t *worker = calloc(1, sizeof(*worker));
    int error;

    if (!worker) {
        return 0;
    }
    worker->task = task;
    worker->workers = workers;
    sem_init(&worker->has_task, 0, 0);
    error = stmh_thread_begin(&worker->thread, run, worker);
    if (error) {
        sem_destroy(&worker->has_task);
        free(worker);
    }
    else {
        task->worker = worker;
    }
    return !error;
}

/* Gives the task to an idle worker or a new one, or puts it at the end of those that wait. Zero
 * where no worker will ever come. */
static int hand_over(workers_t *workers, task_t *task)
{
    worker_t *worker;
    int is_taken = 1;

    pthread_mutex_lock(&workers->lock);
    worker = workers->idle;
    if (worker) {
        workers->idle = worker->next;
        worker->task = task;
        task->worker = worker;
        sem_post(&worker->has_task);
    }
    else if (workers->count < workers->usual && start(workers, task)) {
        workers->count++;
    }
    else if (workers->count) {
        *place_of(workers, NULL) = task;
    }
    else {
        is_taken = 0;
    }
    pthread_mutex_unlock(&workers->lock);
    return is_taken;
}

static void take_out(task_t **place)
{
    *place = (*place)->next;
}

/* Starts one more worker for @a task if that still waits. */
static void grow(workers_t *workers, const task_t *task)
{
    task_t **place;

    pthread_mutex_lock(&workers->lock);
    place = place_of(workers, task);
    if (*place && workers->count < workers->usual * 2 && start(workers, *place)) {
        workers->count++;
        take_out(place);
    }
    pthread_mutex_unlock(&workers->lock);
}

/* Withdraws @a task; zero where a worker has begun it. */
static int take_back(workers_t *workers, const task_t *task)
{
    task_t **place;
    int is_waiting;

    pthread_mutex_lock(&workers->lock);
    place = place_of(workers, task);
    is_waiting = *place != NULL;
    if (is_waiting) {
        take_out(place);
    }
    pthread_mutex_unlock(&workers->lock);
    return is_waiting;
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
static void wait_for_end(task_t *task)
{
    if (task->is_too_long) {
        __atomic_store_n(task->is_too_long, 1, __ATOMIC_SEQ_CST);
    }
    wait_unless_ended(&task->is_done);
}

/* The only thread of its kind is there for nobody else. */
static void wait_alone(task_t *task, int msec)
{
    if (!task->is_too_long || !wait_patiently(&task->is_done, msec)) {
        wait_for_end(task);
    }
}

/* Zero where nobody has begun with it within @a msec, nor will. */
static int wait_until_done(workers_t *workers, task_t *task, int msec)
{
    const int first_msec = msec < FIRST_WAIT_MSEC ? msec : FIRST_WAIT_MSEC;

    if (!stmh_thread_mpm_has_threads()) {
        wait_alone(task, msec);
        return 1;
    }
    if (stmh_thread_wait(&task->is_done, first_msec)) {
        return 1;
    }
    grow(workers, task);
    if (stmh_thread_wait(&task->is_done, msec - first_msec)) {
        return 1;
    }
    if (take_back(workers, task)) {
        return 0;
    }
    wait_for_end(task);
    return 1;
}

/* Zero where it has waited for @a msec in vain. */
static int hand_over_and_wait(workers_t *workers, task_t *task, int msec)
{
    if (!hand_over(workers, task)) {
        task->work(task->baton);
        return 1;
    }
    return wait_until_done(workers, task, msec);
}

/* Where the thread that waits is the only one for requests, a signal would have it end the child
 * and take away what the other one is at. */
static int wait_unsignalled(workers_t *workers, task_t *task, int msec)
{
    sigset_t all, before;
    int is_done;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    is_done = hand_over_and_wait(workers, task, msec);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_done;
}

int stmh_workers_try(stmh_workers_kind_t kind, stmh_workers_work_t work, void *baton, int msec,
                     int *is_too_long)
{
    task_t task = {.work = work, .baton = baton, .is_too_long = is_too_long};
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

/* Tells all workers of a list to end and puts them in front of those that are @a ending. Under
 * lock. */
static worker_t *dismiss(worker_t **list, worker_t *ending)
{
    worker_t *worker;

    while ((worker = *list)) {
        *list = worker->next;
        worker->task = NULL;
        put(&ending, worker);
        sem_post(&worker->has_task);
    }
    return ending;
}

static worker_t *dismiss_over(workers_t *workers, worker_t *ending)
{
    pthread_mutex_lock(&workers->lock);
    ending = dismiss(&workers->over, ending);
    pthread_mutex_unlock(&workers->lock);
    return ending;
}

static worker_t *dismiss_idle(workers_t *workers, worker_t *ending)
{
    const worker_t *worker;

    pthread_mutex_lock(&workers->lock);
    for (worker = workers->idle; worker; worker = worker->next) {
        workers->count--;
    }
    ending = dismiss(&workers->idle, ending);
    pthread_mutex_unlock(&workers->lock);
    return ending;
}

static void join(const worker_t *worker)
{
    for (; worker; worker = worker->next) {
        pthread_join(worker->thread, NULL);
    }
}

static void clear(worker_t *worker)
{
    worker_t *next;

    for (; worker; worker = next) {
        next = worker->next;
        sem_destroy(&worker->has_task);
        free(worker);
    }
}

/* Joins the workers that are over and returns their memory to the system, which
 * stmh_workers_release_idle would do only once the child is idle. */
static void reap(workers_t *workers)
{
    worker_t *ending = dismiss_over(workers, NULL);

    if (ending) {
        join(ending);
        stm_trim();
        clear(ending);
    }
}

/* No more than the usual number of workers go on without a reader who waits: they take processors
 * and memory from those that have one. */
static stmh_workers_end_t leave(workers_t *workers, task_t *task)
{
    stmh_workers_end_t end = STMH_WORKERS_DONE;

    pthread_mutex_lock(&workers->lock);
    task->is_left = task->worker != NULL;
    if (task->is_left && workers->last < workers->usual) {
        workers->last++;
        workers->count--;
        task->worker->is_last = 1;
        stmh_thread_make_way(__atomic_load_n(&task->worker->number, __ATOMIC_ACQUIRE));
        end = STMH_WORKERS_GOES_ON;
    }
    else if (task->is_left) {
        end = STMH_WORKERS_ONE_MORE;
    }
    pthread_mutex_unlock(&workers->lock);
    if (end == STMH_WORKERS_DONE) {
        wait_for(&task->is_done); /* the worker is about to raise it */
    }
    return end;
}

static stmh_workers_end_t wait_and_leave(workers_t *workers, task_t *task, int msec)
{
    const int first_msec = msec < FIRST_WAIT_MSEC ? msec : FIRST_WAIT_MSEC;

    if (wait_patiently(&task->is_done, first_msec)) {
        return STMH_WORKERS_DONE;
    }
    grow(workers, task);
    if (wait_patiently(&task->is_done, msec - first_msec)) {
        return STMH_WORKERS_DONE;
    }
    return take_back(workers, task) ? STMH_WORKERS_BUSY : leave(workers, task);
}

static stmh_workers_end_t lend(workers_t *workers, task_t *task, int msec)
{
    sigset_t all, before;
    stmh_workers_end_t end = STMH_WORKERS_NO_THREAD;

    /* See wait_unsignalled. */
    sigfillset(&all);
    if (!stmh_thread_mpm_has_threads()) {
        pthread_sigmask(SIG_SETMASK, &all, &before);
    }
    if (hand_over(workers, task)) {
        end = wait_and_leave(workers, task, msec);
    }
    if (!stmh_thread_mpm_has_threads()) {
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    return end;
}

stmh_workers_end_t stmh_workers_lend(stmh_workers_kind_t kind, stmh_workers_work_t work,
                                     void *baton, int msec)
{
    task_t *task = calloc(1, sizeof(*task));
    stmh_workers_end_t end;

    if (!task) {
        return STMH_WORKERS_NO_THREAD;
    }
    task->work = work;
    task->baton = baton;
    sem_init(&task->is_done, 0, 0);
    end = lend(&kinds[kind], task, msec);
    if (end != STMH_WORKERS_GOES_ON && end != STMH_WORKERS_ONE_MORE) {
        free_task(task);
    }
    reap(&kinds[kind]);
    return end;
}

void stmh_workers_limit(stmh_workers_kind_t kind, stmh_workers_work_t work, void *baton, int msec,
                        int *is_too_long)
{
    task_t task = {.work = work, .baton = baton};
    sigset_t all, before;

    sem_init(&task.is_done, 0, 0);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (!hand_over(&kinds[kind], &task)) {
        work(baton);
    }
    else if (!stmh_thread_wait(&task.is_done, msec)) {
        __atomic_store_n(is_too_long, 1, __ATOMIC_SEQ_CST);
        wait_unless_ended(&task.is_done);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sem_destroy(&task.is_done);
}

static int is_idle(workers_t *workers)
{
    const worker_t *worker;
    int count = 0, is_it;

    pthread_mutex_lock(&workers->lock);
    for (worker = workers->idle; worker; worker = worker->next) {
        count++;
    }
    is_it = count == workers->count && !workers->last;
    pthread_mutex_unlock(&workers->lock);
    return is_it;
}

int stmh_workers_are_idle(void)
{
    int kind, are_idle, free_turns = 0;

    sem_getvalue(&turns, &free_turns);
    are_idle = free_turns == kinds[STMH_WORKERS_RENDER].usual * 2;
    for (kind = 0; kind < STMH_WORKERS_KINDS; kind++) {
        are_idle &= is_idle(&kinds[kind]);
    }
    return are_idle;
}

void stmh_workers_release_idle(void)
{
    worker_t *ending = NULL;
    int kind;

    for (kind = 0; kind < STMH_WORKERS_KINDS; kind++) {
        ending = dismiss_over(&kinds[kind], dismiss_idle(&kinds[kind], ending));
    }
    join(ending);
    stm_trim();
    clear(ending);
}
