/**
 * mod_statement_workers - a few threads in which a child renders.
 *
 * Whatever thread renders keeps much of what it has had from malloc until it ends, and those that
 * the MPM has for requests do not; of a hundred threads each would, and more renderings at once
 * than there are processors only take memory from each other. So requests hand the work over and
 * wait for it, in the order of their coming.
 */
#ifndef MOD_STATEMENT_WORKERS_H
#define MOD_STATEMENT_WORKERS_H

typedef void (*stm_workers_work_t)(void *baton);

/** What came of work that its caller does not wait for to the end. */
typedef enum {
    STM_WORKERS_DONE = 0,
    STM_WORKERS_NO_THREAD, /* nothing was done: this child cannot have any */
    STM_WORKERS_BUSY,      /* nothing was done: all were busy for so long */
    STM_WORKERS_GOES_ON,   /* it goes on behind what readers wait for */
    STM_WORKERS_ONE_MORE   /* it goes on, though enough does: to be told to end */
} stm_workers_end_t;

/** Each has threads of its own, so that what is short never waits for what is long. */
typedef enum {
    STM_WORKERS_RENDER = 0, /* for a request */
    STM_WORKERS_AHEAD,      /* for nobody yet */
    STM_WORKERS_READ,       /* the catalog */
    STM_WORKERS_KINDS
} stm_workers_kind_t;

/** Once per child, before its threads. */
void stm_workers_child(void);

/** Non-zero where requests have many threads, which take turns. */
int stm_workers_is_threaded(void);

/** Has @a work done and comes back then; in this thread where no other can be had. Not from within
 * a work of the same kind. Any thread. */
void stm_workers_do(stm_workers_kind_t kind, stm_workers_work_t work, void *baton);

/** The same; sets *@a is_too_long, an atomic that the work looks at, after @a msec. */
void stm_workers_limit(stm_workers_kind_t kind, stm_workers_work_t work, void *baton, int msec,
                       int *is_too_long);

/** The same for a request, which waits for so long that somebody begins. Zero, and nothing is done,
 * where that was in vain. */
int stm_workers_try(stm_workers_kind_t kind, stm_workers_work_t work, void *baton, int msec);

/** Has @a work, which needs nothing of the caller's, done by another thread. Comes back after @a
 * msec at the latest; a thread that is still at it then makes way for the others: it has the
 * lowest priority from now on, and others are there in its place. Any thread. */
stm_workers_end_t stm_workers_lend(stm_workers_kind_t kind, stm_workers_work_t work, void *baton,
                                   int msec);

/** Non-zero where none of these threads is at work, nor a request's in their place. */
int stm_workers_are_idle(void);

/** Non-zero where a child whose requests have one thread holds back a signal that ends it. */
int stm_workers_is_told_to_end(void);

/** Ends the threads that have nothing to do, until they are needed again, and has malloc give all
 * free pages back. Any thread. */
void stm_workers_rest(void);

#endif
