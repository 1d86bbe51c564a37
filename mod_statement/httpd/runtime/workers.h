/**
 * httpd/runtime/workers - a few threads in which a child renders and queries the catalog.
 *
 * A thread that renders keeps much of the memory that it had from malloc until it ends. The MPM's
 * threads for requests do not end, and there may be a hundred of them; nor is anything gained by
 * more renderings at once than there are processors. So requests hand the work over to these
 * threads and wait for it, first come, first served. That is also how each wait has a limit, and
 * how a rendering goes on in the background; what it does for memory is in
 * httpd/runtime/idle_trim.h.
 */
#ifndef HTTPD_RUNTIME_WORKERS_H
#define HTTPD_RUNTIME_WORKERS_H

typedef void (*stmh_workers_work_t)(void *baton);

/** The outcome of stmh_workers_lend. */
typedef enum {
    STMH_WORKERS_DONE = 0,
    STMH_WORKERS_NO_THREAD, /* nothing was done: the child could not start a thread */
    STMH_WORKERS_BUSY,      /* nothing was done: no thread became free in time */
    STMH_WORKERS_GOES_ON,   /* the work continues at a lower priority */
    STMH_WORKERS_ONE_MORE   /* the work continues, but enough of it does: the caller must end it */
} stmh_workers_end_t;

/** Each kind has threads of its own, so that short work never waits for long work. */
typedef enum {
    STMH_WORKERS_RENDER = 0, /* for a request */
    STMH_WORKERS_PRERENDER,  /* before anybody asks */
    STMH_WORKERS_READ,       /* queries of the catalog */
    STMH_WORKERS_KINDS
} stmh_workers_kind_t;

/** Once per child, before its threads. */
void stmh_workers_child(void);

/** Returns once @a work is done; the calling thread does it where no other is to be had. Must not
 * be called from within work of the same kind. Any thread. */
void stmh_workers_do(stmh_workers_kind_t kind, stmh_workers_work_t work, void *baton);

/** The same, and sets *@a is_too_long after @a msec: an atomic that the work reads in order to end
 * early. Waits for that end, however long it takes. */
void stmh_workers_limit(stmh_workers_kind_t kind, stmh_workers_work_t work, void *baton, int msec,
                        int *is_too_long);

/** The same for a request. Returns zero, and nothing was done, where no thread has begun @a work
 * within @a msec; what has begun is waited for, and told to end early where there is @a is_too_long
 * (NULL: it takes as long as it takes), as by stmh_workers_limit. */
int stmh_workers_try(stmh_workers_kind_t kind, stmh_workers_work_t work, void *baton, int msec,
                     int *is_too_long);

/** For work that a request's own thread does, between these two: as many at once as there may be
 * workers of one kind. stmh_workers_take_turn returns zero where it did not become this thread's
 * turn within @a msec. Where there is room, as there mostly is, neither makes a system call; to
 * hand a page to a worker and wait for it makes four, and the kernel changes threads twice. Any
 * thread. */
int stmh_workers_take_turn(int msec);
void stmh_workers_end_turn(void);

/** Has another thread do @a work, which must use nothing that the caller owns. Returns after @a
 * msec at the latest. A thread that is still at it then gets a lower priority
 * (stmh_thread_make_way) and no longer counts: another may start in its place. Any thread. */
stmh_workers_end_t stmh_workers_lend(stmh_workers_kind_t kind, stmh_workers_work_t work,
                                     void *baton, int msec);

/** Non-zero where none of these threads is at work, and it is nobody's turn. */
int stmh_workers_are_idle(void);

/** Ends the threads that are idle (later work starts new ones) and has malloc return free pages to
 * the system. Any thread. */
void stmh_workers_release_idle(void);

#endif
