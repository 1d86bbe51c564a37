/**
 * httpd/runtime/shutdown - how long the exit of a child waits for its threads.
 *
 * Scans and renderings stop by themselves between two documents, but not within one long document.
 * Running the process's cleanups while such a thread still uses libraries would crash it, so the
 * process then calls _exit() instead. What was committed to the state is as safe as it is when the
 * power fails.
 */
#ifndef HTTPD_RUNTIME_SHUTDOWN_H
#define HTTPD_RUNTIME_SHUTDOWN_H

#include <apr_pools.h>

/** Once per child, before its threads: makes its exit wait for the threads that render, until @a
 * are_workers_idle; @a note_held is called when signals are held back: some thread has to call
 * stmh_shutdown_tick from then on. */
void stmh_shutdown_child(apr_pool_t *child_pool, int (*are_workers_idle)(void),
                         void (*note_held)(void));

/** child_stopping: where readers are cut off, a rendering for them is cut off as well, a second
 * later. A threaded MPM waits for its threads before anything else of the child ends, and these for
 * their pages. */
void stmh_shutdown_begin(apr_pool_t *child_pool, int graceful);

/** Between these two a prefork child holds SIGTERM and SIGHUP back: httpd's handlers run the
 * child's cleanups in the middle of whatever the signal interrupts. To be released before anything
 * is sent. In a threaded MPM they do nothing. */
void stmh_shutdown_hold(void);
void stmh_shutdown_release(void);

/** Non-zero between the two, in any thread. */
int stmh_shutdown_is_held(void);

/** Non-zero where a child of prefork has a signal pending, held back, that ends it. */
int stmh_shutdown_is_told(void);

/** Exits a child that was told to end while it waits for a long document, and says so; a single
 * process goes on, which has files to remove when it ends. */
void stmh_shutdown_now(void);

/** Called a few times a second by another thread while signals are held back: exits the child where
 * one has been pending for too long. */
void stmh_shutdown_tick(void);

/** In a child's cleanups: returns once @a is_over is non-zero. All callers share one span of about
 * a second; after it the process exits here. */
void stmh_shutdown_wait(int (*is_over)(void));

#endif
