#include "httpd/runtime/worker_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/malloc_trim.h"
#include "httpd/runtime/metrics.h"
#include "httpd/runtime/thread.h"

typedef struct stmh_worker_t {
    pthread_t thread;
    long number; /* the system's, for its priority; 0: unknown */
    int is_last; /* its task goes on without a lender, and is its last one; guarded by the lock */
    sem_t has_task;
    stmh_task_t *task; /* set before has_task is raised; NULL: it shall end */
    struct stmh_worker_queue_t *queue;
    struct stmh_worker_t *next;
} stmh_worker_t;

void stmh_semaphore_wait(sem_t *semaphore)
{
    while (sem_wait(semaphore) && errno == EINTR) {
    }
}

/* The link that leads to @a task among those that wait, or the last one. Under lock. */
static stmh_task_t **place_of(stmh_worker_queue_t *queue, const stmh_task_t *task)
{
    stmh_task_t **place = &queue->waiting;

    while (*place && *place != task) {
        place = &(*place)->next;
    }
    return place;
}

static void put(stmh_worker_t **list, stmh_worker_t *worker)
{
    worker->next = *list;
    *list = worker;
}

/* The task that has waited longest; NULL where none does: the worker is idle then, or over. Under
 * lock. */
static stmh_task_t *next_task(stmh_worker_t *worker)
{
    stmh_worker_queue_t *queue = worker->queue;
    stmh_task_t *task = queue->waiting;

    if (worker->is_last) {
        queue->last--;
        put(&queue->over, worker);
        return NULL;
    }
    if (task) {
        queue->waiting = task->next;
        task->worker = worker;
    }
    else {
        put(&queue->idle, worker);
    }
    return task;
}

void stmh_task_free(stmh_task_t *task)
{
    sem_destroy(&task->is_done);
    free(task);
}

/* Wakes the thread that waits for @a done, and returns the worker's next task. */
static stmh_task_t *finish(stmh_worker_t *worker, stmh_task_t *done)
{
    stmh_worker_queue_t *queue = worker->queue;
    stmh_task_t *task;
    int is_left;

    pthread_mutex_lock(&queue->lock);
    done->worker = NULL;
    is_left = done->is_left;
    task = next_task(worker);
    pthread_mutex_unlock(&queue->lock);
    if (is_left) {
        stmh_task_free(done);
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
    stmh_worker_t *worker = data;
    stmh_task_t *task = worker->task;

    __atomic_store_n(&worker->number, stmh_thread_number(), __ATOMIC_RELEASE);
    while (task) {
        stmh_metrics_take(STMH_BUSY_WORKERS);
        task->work(task->baton);
        stmh_metrics_give_back(STMH_BUSY_WORKERS);
        task = finish(worker, task);
        if (!task) {
            stmh_semaphore_wait(&worker->has_task);
            task = worker->task;
        }
    }
    return NULL;
}

/* Starts a worker with @a task as its first. Under lock. */
static int start(stmh_worker_queue_t *queue, stmh_task_t *task)
{
    stmh_worker_t *worker = calloc(1, sizeof(*worker));
    int error;

    if (!worker) {
        return 0;
    }
    worker->task = task;
    worker->queue = queue;
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
int stmh_worker_queue_push(stmh_worker_queue_t *queue, stmh_task_t *task)
{
    stmh_worker_t *worker;
    int is_taken = 1;

    pthread_mutex_lock(&queue->lock);
    worker = queue->idle;
    if (worker) {
        queue->idle = worker->next;
        worker->task = task;
        task->worker = worker;
        sem_post(&worker->has_task);
    }
    else if (queue->count < queue->usual && start(queue, task)) {
        queue->count++;
    }
    else if (queue->count) {
        *place_of(queue, NULL) = task;
    }
    else {
        is_taken = 0;
    }
    pthread_mutex_unlock(&queue->lock);
    return is_taken;
}

static void take_out(stmh_task_t **place)
{
    *place = (*place)->next;
}

/* Starts one more worker for @a task if that still waits. */
void stmh_worker_queue_grow(stmh_worker_queue_t *queue, const stmh_task_t *task)
{
    stmh_task_t **place;

    pthread_mutex_lock(&queue->lock);
    place = place_of(queue, task);
    if (*place && queue->count < queue->usual * 2 && start(queue, *place)) {
        queue->count++;
        take_out(place);
    }
    pthread_mutex_unlock(&queue->lock);
}

/* Withdraws @a task; zero where a worker has begun it. */
int stmh_worker_queue_withdraw(stmh_worker_queue_t *queue, const stmh_task_t *task)
{
    stmh_task_t **place;
    int is_waiting;

    pthread_mutex_lock(&queue->lock);
    place = place_of(queue, task);
    is_waiting = *place != NULL;
    if (is_waiting) {
        take_out(place);
    }
    pthread_mutex_unlock(&queue->lock);
    return is_waiting;
}

/* Tells all workers of a list to end and puts them in front of those that are @a ending. Under
 * lock. */
static stmh_worker_t *dismiss(stmh_worker_t **list, stmh_worker_t *ending)
{
    stmh_worker_t *worker;

    while ((worker = *list)) {
        *list = worker->next;
        worker->task = NULL;
        put(&ending, worker);
        sem_post(&worker->has_task);
    }
    return ending;
}

static stmh_worker_t *dismiss_over(stmh_worker_queue_t *queue, stmh_worker_t *ending)
{
    pthread_mutex_lock(&queue->lock);
    ending = dismiss(&queue->over, ending);
    pthread_mutex_unlock(&queue->lock);
    return ending;
}

static stmh_worker_t *dismiss_idle(stmh_worker_queue_t *queue, stmh_worker_t *ending)
{
    const stmh_worker_t *worker;

    pthread_mutex_lock(&queue->lock);
    for (worker = queue->idle; worker; worker = worker->next) {
        queue->count--;
    }
    ending = dismiss(&queue->idle, ending);
    pthread_mutex_unlock(&queue->lock);
    return ending;
}

static void join(const stmh_worker_t *worker)
{
    for (; worker; worker = worker->next) {
        pthread_join(worker->thread, NULL);
    }
}

static void clear(stmh_worker_t *worker)
{
    stmh_worker_t *next;

    for (; worker; worker = next) {
        next = worker->next;
        sem_destroy(&worker->has_task);
        free(worker);
    }
}

/* Joins the workers that are over and returns their memory to the system, which
 * stmh_workers_release_idle would do only once the child is idle. */
void stmh_worker_queue_reap(stmh_worker_queue_t *queue)
{
    stmh_worker_t *ending = dismiss_over(queue, NULL);

    if (ending) {
        join(ending);
        stm_trim();
        clear(ending);
    }
}

/* No more than the usual number of workers go on without a reader who waits: they take processors
 * and memory from those that have one. */
stmh_workers_end_t stmh_worker_queue_leave(stmh_worker_queue_t *queue, stmh_task_t *task)
{
    stmh_workers_end_t end = STMH_WORKERS_DONE;

    pthread_mutex_lock(&queue->lock);
    task->is_left = task->worker != NULL;
    if (task->is_left && queue->last < queue->usual) {
        queue->last++;
        queue->count--;
        task->worker->is_last = 1;
        stmh_thread_make_way(__atomic_load_n(&task->worker->number, __ATOMIC_ACQUIRE));
        end = STMH_WORKERS_GOES_ON;
    }
    else if (task->is_left) {
        end = STMH_WORKERS_ONE_MORE;
    }
    pthread_mutex_unlock(&queue->lock);
    if (end == STMH_WORKERS_DONE) {
        stmh_semaphore_wait(&task->is_done); /* the worker is about to raise it */
    }
    return end;
}

int stmh_worker_queue_is_idle(stmh_worker_queue_t *queue)
{
    const stmh_worker_t *worker;
    int count = 0, is_it;

    pthread_mutex_lock(&queue->lock);
    for (worker = queue->idle; worker; worker = worker->next) {
        count++;
    }
    is_it = count == queue->count && !queue->last;
    pthread_mutex_unlock(&queue->lock);
    return is_it;
}

void stmh_worker_queue_start(stmh_worker_queue_t *queue, int usual)
{
    memset(queue, 0, sizeof(*queue));
    pthread_mutex_init(&queue->lock, NULL);
    queue->usual = usual;
}

void stmh_worker_queues_release_idle(stmh_worker_queue_t *queues, int count)
{
    stmh_worker_t *ending = NULL;
    int i;

    for (i = 0; i < count; i++) {
        ending = dismiss_over(&queues[i], dismiss_idle(&queues[i], ending));
    }
    join(ending);
    stm_trim();
    clear(ending);
}
