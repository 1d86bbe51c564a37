/**
 * mod_statement_aside - renders in a second thread where a child has only one for requests.
 *
 * malloc keeps for each thread what it has had, between what is still in use; with the end of this
 * one, once nothing is rendered any more, all of it goes back to the system. The main thread of a
 * child that prefork has made never ends.
 */
#ifndef MOD_STATEMENT_ASIDE_H
#define MOD_STATEMENT_ASIDE_H

/** Once per child, before its threads. */
void stm_aside_child(void);

/** Has @a work done and waits for that, signals too: one that ends the child may not take away
 * what the other thread is at. Zero where there is no such thread, and nothing was done. */
int stm_aside_do(void (*work)(void *baton), void *baton);

/** Ends the thread, until it is needed again. Any thread. */
void stm_aside_rest(void);

#endif
