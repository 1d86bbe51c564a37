/**
 * httpd/start/watchdog_task - the watchdog task that drives the intake.
 *
 * One thread of mod_watchdog's in each child, as the children's user; that of one child is the only
 * writer (httpd/runtime/writer), those of the others do nothing until it is their turn.
 * When its child is to stop, it ends the scan between two documents and closes both databases
 * (httpd/start/intake) and the lock.
 */
#ifndef HTTPD_START_WATCHDOG_TASK_H
#define HTTPD_START_WATCHDOG_TASK_H

#include "httpd/config/settings.h"

/** Registers the task. OK, or an HTTP status that stops the start where mod_watchdog is missing. */
int stmh_watchdog_task_start(stmh_server_t *shared, apr_pool_t *pconf, server_rec *server);

void stmh_watchdog_task_child(apr_pool_t *child_pool);
void stmh_watchdog_task_stop(apr_pool_t *child_pool, int graceful); /* child_stopping */

#endif
