#include "mod_statement_aside.h"

#include <httpd.h>

#include <ap_mpm.h>
#include <errno.h>
#include <semaphore.h>
#include <signal.h>

#include "mod_statement_thread.h"
#include "stm_trim.h"

static struct {
    int is_wanted;
    pthread_mutex_t lock; /* for who hands work over, or ends the thread */
    int is_there;         /* guarded by lock, as what follows */
    pthread_t thread;
    sem_t has_work, is_done;
    void (*work)(void *baton); /* NULL: it shall end */
    void *baton;
} aside;

void stm_aside_child(void)
{
    int threaded = AP_MPMQ_NOT_SUPPORTED;

    ap_mpm_query(AP_MPMQ_IS_THREADED, &threaded);
    aside.is_wanted = threaded == AP_MPMQ_NOT_SUPPORTED;
    aside.is_there = 0;
    pthread_mutex_init(&aside.lock, NULL);
    sem_init(&aside.has_work, 0, 0);
    sem_init(&aside.is_done, 0, 0);
}

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) && errno == EINTR) {
    }
}

static void *run(void *unused)
{
    (void)unused;
    wait_for(&aside.has_work);
    while (aside.work) {
        aside.work(aside.baton);
        sem_post(&aside.is_done);
        wait_for(&aside.has_work);
    }
    stm_trim_own();
    return NULL;
}

/* Under lock. */
static int is_ready(void)
{
    if (!aside.is_there) {
        aside.is_there = !stm_thread_begin(&aside.thread, run, NULL);
    }
    return aside.is_there;
}

static int hand_over(void (*work)(void *baton), void *baton)
{
    int is_done = 0;

    pthread_mutex_lock(&aside.lock);
    if (is_ready()) {
        aside.work = work;
        aside.baton = baton;
        sem_post(&aside.has_work);
        wait_for(&aside.is_done);
        is_done = 1;
    }
    pthread_mutex_unlock(&aside.lock);
    return is_done;
}

int stm_aside_do(void (*work)(void *baton), void *baton)
{
    sigset_t all, before;
    int is_done;

    if (!aside.is_wanted) {
        return 0;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    is_done = hand_over(work, baton);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_done;
}

void stm_aside_rest(void)
{
    pthread_mutex_lock(&aside.lock);
    if (aside.is_there) {
        aside.work = NULL;
        sem_post(&aside.has_work);
        pthread_join(aside.thread, NULL);
        aside.is_there = 0;
    }
    pthread_mutex_unlock(&aside.lock);
}
