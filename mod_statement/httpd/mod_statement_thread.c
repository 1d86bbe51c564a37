#include "mod_statement_thread.h"

#include <pthread.h>
#include <signal.h>

int stm_thread_start(void *(*run)(void *data), void *data, size_t stack_bytes)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_t thread;
    int error;

    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (stack_bytes) {
        pthread_attr_setstacksize(&attributes, stack_bytes);
    }
    /* A thread begins with the mask of the one that starts it. */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, &attributes, run, data);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}
