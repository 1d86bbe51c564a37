/**
 * mod_statement_refusal_kept - a child's cache of rendered error pages.
 *
 * Such a page depends on the status and the newsroom's settings, stylesheet and words, never on the
 * address: it is rendered once for all addresses. Bounded in number and size.
 */
#ifndef MOD_STATEMENT_REFUSAL_KEPT_H
#define MOD_STATEMENT_REFUSAL_KEPT_H

#include "stm_render.h"

/** Once per child, before its threads. */
void stm_refusal_kept_child(void);

/** The page kept under @a key, which names all that it depends on. Zero where there is none. Any
 * thread. */
int stm_refusal_kept_find(stm_page_t *page, const char *key, apr_pool_t *result_pool);

/** Keeps a copy of @a page in place of the least recently used one. Any thread. */
void stm_refusal_kept_put(const char *key, const stm_page_t *page);

#endif
