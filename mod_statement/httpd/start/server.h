/**
 * httpd/start/server - what happens once, when the configuration has been read.
 *
 * Makes the state directory, loads what all children share, and finds the newsrooms that sections
 * name. Those that only a request can find are noted by httpd/newsroom/registry.
 */
#ifndef HTTPD_START_SERVER_H
#define HTTPD_START_SERVER_H

#include <httpd.h>

/** post_config. */
int stmh_start(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server);

#endif
