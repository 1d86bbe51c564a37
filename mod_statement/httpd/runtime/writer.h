/**
 * httpd/runtime/writer - which of the children writes.
 *
 * A mutex between them, asked for with each tick of each child's task: when the MPM ends the child
 * that writes, another goes on at once. (A singleton of mod_watchdog's would let its successor wait
 * for ten seconds.) Between servers it is the state directory's lock file that decides.
 */
#ifndef HTTPD_RUNTIME_WRITER_H
#define HTTPD_RUNTIME_WRITER_H

#include <apr_pools.h>
#include <httpd.h>

/** pre_config: the mutex has a name for httpd's Mutex directive. */
int stmh_writer_register(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp);

/** In the parent, at each start. What keeps the mutex from being made is logged by httpd. */
apr_status_t stmh_writer_start(server_rec *server, apr_pool_t *pconf);

/** Once per child, before its threads. */
void stmh_writer_child(apr_pool_t *child_pool);

/** Non-zero where this child is the one that writes, from now on until it leaves or ends. This and
 * the next by one thread only, always the same. */
int stmh_writer_take(void);
void stmh_writer_leave(void);

#endif
