/**
 * httpd/runtime/thread - threads beside those that the MPM has for requests.
 */
#ifndef HTTPD_RUNTIME_THREAD_H
#define HTTPD_RUNTIME_THREAD_H

#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

/** Starts a thread that nobody waits for, with all signals blocked: those of a process are its main
 * thread's. @a stack_bytes: of its stack; 0: what is usual. 0, or an error number. */
int stmh_thread_start(void *(*run)(void *data), void *data, size_t stack_bytes);

/** The same, with stack enough to render, to be waited for with pthread_join. */
int stmh_thread_begin(pthread_t *thread, void *(*run)(void *data), void *data);

/** Has @a work done by a thread of its own, and what it leaves free given back to the system; by
 * this one where no other can be had. */
void stmh_thread_do(void (*work)(void *data), void *data);

/** Once per child, before its threads. */
void stmh_thread_child(void);

/** Non-zero in a threaded MPM. */
int stmh_thread_mpm_has_threads(void);

/** Non-zero where the stack of the MPM's threads is large enough to render: ThreadStackSize, or
 * what the system gives, has as much as stmh_thread_begin gives. */
int stmh_thread_mpm_has_stack(void);

/** What the system calls the calling thread; 0: it does not say. */
long stmh_thread_number(void);

/** Has the scheduler prefer all others to that thread, for good, where it knows priorities of
 * threads (Linux); 0: none. */
void stmh_thread_make_way(long number);

/** Takes @a lock. Zero where others have kept it for so long. */
int stmh_thread_lock(pthread_mutex_t *lock, int msec);

/** Waits for @a semaphore, however many signals come. Zero where it was not raised within so long.
 */
int stmh_thread_wait(sem_t *semaphore, int msec);

#endif
