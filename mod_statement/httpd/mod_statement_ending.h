/**
 * mod_statement_ending - how long a child's end waits for what its threads are at.
 *
 * Looks, renderings and the rest end by themselves where they can; what is in the midst of one long
 * document cannot. Libraries must not be taken apart under it, so the process then ends without
 * that. Whatever was committed to the state is safe, as it is from a loss of power.
 */
#ifndef MOD_STATEMENT_ENDING_H
#define MOD_STATEMENT_ENDING_H

#include <apr_pools.h>

/** Once per child, before its threads: has its end wait for those that render. */
void stm_ending_child(apr_pool_t *child_pool);

/** child_stopping: where readers are cut off, a rendering for them is cut off as well, a second
 * later. A threaded MPM waits for its threads before anything else of the child ends, and these for
 * their pages. */
void stm_ending_begin(apr_pool_t *child_pool, int graceful);

/** Between these two the end of a child of prefork waits, whose handler of the signal would take
 * apart what the request's thread is in the midst of: not while anything is sent. Where requests
 * have many threads nothing is done. */
void stm_ending_hold(void);
void stm_ending_release(void);

/** A few times a second while a child is held, by another thread: ends it where it has been held
 * for too long since it was told to end. */
void stm_ending_tick(void);

/** At a child's end: comes back once @a is_over says so. All who wait share one span, about a
 * second; past it the process is ended here. */
void stm_ending_wait(int (*is_over)(void));

#endif
