/**
 * mod_statement_codings - in which content coding a reader gets what is kept in several, and which
 * tags are ours then (RFC 9110 sections 8.4, 8.8.3.3).
 */
#ifndef MOD_STATEMENT_CODINGS_H
#define MOD_STATEMENT_CODINGS_H

#include "mod_statement_response.h"

/** Once per child, before its threads. */
void stm_codings_child(void);

/** Fills the bytes and the tag of @a answer from @a bodies, of which the plain one is there and has
 * the tag @a etag, in the coding that the request @a r takes (NULL: plain). Plain where a filter
 * may make other bytes of them. */
void stm_codings_fill(stm_answer_t *answer, const request_rec *r, const stm_body_t *bodies,
                      const char *etag, apr_pool_t *pool);

/** Non-zero where nothing but the tag of @a answer itself can be that of what would be sent; zero
 * where a module that compresses may have marked it. */
int stm_codings_is_exact(const request_rec *r, const stm_answer_t *answer);

#endif
