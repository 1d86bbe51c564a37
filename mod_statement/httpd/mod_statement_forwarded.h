/**
 * mod_statement_forwarded - warns of requests that came through a proxy while StatementBaseURL is
 * not set, because links then point to the wrong host.
 */
#ifndef MOD_STATEMENT_FORWARDED_H
#define MOD_STATEMENT_FORWARDED_H

#include "mod_statement_newsroom.h"

/** Before the children, once each server has a configuration of its own. */
void stm_forwarded_start(apr_pool_t *pconf, server_rec *servers);

/** Warns, once per virtual host and (re)start, where a request has come through a proxy and links
 * take their host from it. */
void stm_forwarded_note(request_rec *r, const stm_place_t *place);

#endif
