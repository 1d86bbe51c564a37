/**
 * mod_statement_watch - the watchdog task that drives the intake.
 *
 * A singleton of mod_watchdog: one thread in one child, as the children's user, is the only writer.
 * It ends its look at once when its child is to stop, and lets go of both databases and of the
 * lock.
 */
#ifndef MOD_STATEMENT_WATCH_H
#define MOD_STATEMENT_WATCH_H

#include "mod_statement_config.h"

/** Registers the task. OK, or an HTTP status that stops the start where mod_watchdog is missing. */
int stm_watch_start(stm_server_t *shared, apr_pool_t *pconf, server_rec *server);

void stm_watch_child(apr_pool_t *child_pool);
void stm_watch_stop(apr_pool_t *child_pool, int graceful); /* child_stopping */

#endif
