/**
 * httpd/runtime/log_once - what all children together say once.
 *
 * A fault that each child meets by itself would be logged by each of hundreds. The parent makes a
 * small table that its children share, of the fingerprints of what has been said since the server
 * was started or restarted. Once it is full, a new text takes the place of an older one, which may
 * then be said again.
 */
#ifndef HTTPD_RUNTIME_LOG_ONCE_H
#define HTTPD_RUNTIME_LOG_ONCE_H

#include <apr_pools.h>

/** In the parent, with the configuration's pool. */
void stmh_log_once_start(apr_pool_t *pconf);

/** Non-zero for the first caller with @a text; zero for all others, and for all where there is no
 * table. Any child, any thread. */
int stmh_log_once_is_first(const char *text);

#endif
