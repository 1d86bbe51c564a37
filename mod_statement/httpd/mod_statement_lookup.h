/**
 * mod_statement_lookup - asks httpd about an address as if it were requested itself.
 *
 * A sub-request that differs from others in three ways. Its access is always checked: httpd reuses
 * the main request's result where both have the same per-directory configuration. mod_rewrite sees
 * a main request, because it skips redirects and rules with NS in sub-requests; so does any other
 * module that hooks translate_name or fixups as APR_HOOK_FIRST and comes right before or after it,
 * and such a module may do for a look-up what it does for requests alone. And nothing is logged:
 * the reader of a list has not requested the document, and "client denied" lines would make him
 * look like an intruder.
 */
#ifndef MOD_STATEMENT_LOOKUP_H
#define MOD_STATEMENT_LOOKUP_H

#include "mod_statement_address.h"

/** One answer of httpd's, until stm_lookup_end. */
typedef struct stm_lookup_t {
    request_rec *sub;
    int status;       /* OK, or the status of the refusal */
    apr_pool_t *pool; /* its own */
} stm_lookup_t;

/** Asks, for @a r in the newsroom @a place, about @a tail below its root ("2026/a.xml", "2026/").
 * It counts as refused if it answers 4xx or 5xx, redirects to another path, or maps to anything but
 * that file in the newsroom. */
void stm_lookup_start(stm_lookup_t *lookup, request_rec *r, const stm_place_t *place,
                      const char *tail);
void stm_lookup_end(stm_lookup_t *lookup);

/** The target of the request that looks @a r up; NULL where @a r is no look-up of ours. */
stm_target_t *stm_lookup_asker(const request_rec *r);

/** For register_hooks. */
void stm_lookup_register(void);

#endif
