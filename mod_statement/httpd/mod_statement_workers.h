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

/** Once per child, before its threads. */
void stm_workers_child(void);

/** Has @a work done and comes back then; in this thread where no other can be had. Not from within
 * a work. Any thread. */
void stm_workers_do(stm_workers_work_t work, void *baton);

/** Ends the threads that have nothing to do, until they are needed again. Any thread. */
void stm_workers_rest(void);

#endif
