/**
 * mod_statement_refusal_kept - the pages for refusals that this child has made.
 *
 * What such a page shows follows from the status, the newsroom's settings, stylesheet and words,
 * never from what was asked for: it is made once for all addresses that have nothing to show.
 * Bounded in number and size.
 */
#ifndef MOD_STATEMENT_REFUSAL_KEPT_H
#define MOD_STATEMENT_REFUSAL_KEPT_H

#include "stm_render.h"

/** Once per child, before its threads. */
void stm_refusal_kept_child(void);

/** The page kept under @a key, which names all that it follows from. Zero where there is none. Any
 * thread. */
int stm_refusal_kept_find(stm_page_t *page, const char *key, apr_pool_t *result_pool);

/** Keeps a copy of @a page, in the place of the one that was not asked for the longest. Any thread.
 */
void stm_refusal_kept_put(const char *key, const stm_page_t *page);

#endif
