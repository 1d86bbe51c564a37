/**
 * httpd/runtime/worker_queue - threads that take tasks from a queue, first come, first served.
 *
 * How their callers wait, and for how long, is in httpd/runtime/workers.c.
 */
#ifndef HTTPD_RUNTIME_WORKER_QUEUE_H
#define HTTPD_RUNTIME_WORKER_QUEUE_H

#include <pthread.h>
#include <semaphore.h>

#include "httpd/runtime/workers.h"

/** One piece of work. On the stack of the thread that waits for it, or from malloc where it is
 * lent. */
typedef struct stmh_task_t {
    stmh_workers_work_t work;
    void *baton;
    int *is_too_long; /* atomic: set where it shall end early; NULL: it is not told */
    sem_t is_done;
    struct stmh_worker_t
        *worker; /* doing it; NULL: none yet, or done; guarded by the queue's lock */
    int is_left; /* its lender waits no longer: the worker frees it; guarded likewise */
    struct stmh_task_t *next;
} stmh_task_t;

typedef struct stmh_worker_queue_t {
    pthread_mutex_t lock;
    int usual;                  /* number of workers; set before the child's threads start */
    int count;                  /* guarded by lock, as all below */
    int last;                   /* workers on their last task, which count does not include */
    struct stmh_worker_t *idle; /* the latest first: its memory is still in the caches */
    struct stmh_worker_t *over; /* workers that are done with their last task: to be joined */
    stmh_task_t *waiting;       /* the oldest first */
} stmh_worker_queue_t;

/** Before the child's threads start. */
void stmh_worker_queue_start(stmh_worker_queue_t *queue, int usual);

/** Gives @a task to an idle worker or a new one, or puts it at the end of those that wait. Zero
 * where no worker will ever come. */
int stmh_worker_queue_push(stmh_worker_queue_t *queue, stmh_task_t *task);

/** Starts one more worker for @a task, up to twice the usual number, if it still waits. */
void stmh_worker_queue_grow(stmh_worker_queue_t *queue, const stmh_task_t *task);

/** Withdraws @a task; zero where a worker has begun it. */
int stmh_worker_queue_withdraw(stmh_worker_queue_t *queue, const stmh_task_t *task);

/** Leaves @a task, which a worker has begun and will free, unless STMH_WORKERS_DONE is returned. At
 * most the usual number of workers go on like that: they take processors and memory from those for
 * which a reader waits. */
stmh_workers_end_t stmh_worker_queue_leave(stmh_worker_queue_t *queue, stmh_task_t *task);

/** Frees a task from malloc. */
void stmh_task_free(stmh_task_t *task);

/** Joins the workers that are done with their last task and returns their memory to the system. */
void stmh_worker_queue_reap(stmh_worker_queue_t *queue);

/** Ends the idle workers of @a queues[0] to @a queues[count - 1] and returns their memory to the
 * system. */
void stmh_worker_queues_release_idle(stmh_worker_queue_t *queues, int count);

/** Non-zero where no worker of @a queue is at work. */
int stmh_worker_queue_is_idle(stmh_worker_queue_t *queue);

/** Waits for @a semaphore, however long, whatever signals come. */
void stmh_semaphore_wait(sem_t *semaphore);

#endif
