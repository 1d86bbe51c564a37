/**
 * mod_statement_forwarded - tells who has a proxy in front that links lead to the wrong address.
 */
#ifndef MOD_STATEMENT_FORWARDED_H
#define MOD_STATEMENT_FORWARDED_H

#include "mod_statement_newsroom.h"

/** Before the children, once each server has a configuration of its own. */
void stm_forwarded_start(apr_pool_t *pconf, server_rec *servers);

/** Warns, once from one start of a server to the next, where a request has come through a proxy and
 * links are made from what it says. */
void stm_forwarded_note(request_rec *r, const stm_place_t *place);

#endif
