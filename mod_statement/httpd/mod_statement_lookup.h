/**
 * mod_statement_lookup - asks httpd about an address as if it were requested itself.
 *
 * A sub-request, with three differences to any other. It is judged on its own: httpd takes over the
 * main request's verdict where both have the same per-directory configuration. mod_rewrite takes it
 * for a main request, since it passes over redirects and rules with NS in sub-requests. And it
 * writes nothing to the log: nobody has asked for what is looked up, and "client denied" would have
 * the reader of a list taken for an intruder.
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
 * Refused is what answers 4xx or 5xx, redirects to another path, or leads to anything but that file
 * in the newsroom. */
void stm_lookup_start(stm_lookup_t *lookup, request_rec *r, const stm_place_t *place,
                      const char *tail);
void stm_lookup_end(stm_lookup_t *lookup);

/** The target of the request that looks @a r up; NULL where @a r is no look-up of ours. */
stm_target_t *stm_lookup_asker(const request_rec *r);

/** For register_hooks. */
void stm_lookup_register(void);

#endif
