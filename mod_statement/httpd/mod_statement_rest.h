/**
 * mod_statement_rest - gives memory back once this child has rendered and then does so no more.
 *
 * What renderings leave is of use to the next one at once, and of none to a child that only sends
 * pages from then on, as most do: idle handles and their caches, objects of languages, and what
 * malloc keeps for each thread. Nothing of that is done while renderings follow each other. Pages
 * that are mapped, but used no more, are unmapped meanwhile.
 */
#ifndef MOD_STATEMENT_REST_H
#define MOD_STATEMENT_REST_H

#include <apr_pools.h>

/** Once per child, before its threads. */
void stm_rest_child(apr_pool_t *child_pool);

/** Something was rendered. Any thread. */
void stm_rest_note(void);

#endif
