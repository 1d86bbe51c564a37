/**
 * httpd/start/server - what happens once, when the configuration has been read.
 *
 * Makes the state directory, loads what all children share, and finds the newsrooms that sections
 * name. Those that only a request can find are noted by httpd/newsroom/registry.
 */
#ifndef HTTPD_START_SERVER_H
#define HTTPD_START_SERVER_H

#include "httpd/config/settings.h"

/** A newsroom known without a request. */
typedef struct stmh_start_place_t {
    const stm_newsroom_t *newsroom;
    apr_interval_time_t refresh;
} stmh_start_place_t;

/** post_config. */
int stmh_start(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server);

/** The configuration of the newsroom named by a section below which @a path lies while its folder
 * is gone; NULL: none. */
ap_conf_vector_t *stmh_start_vanished(const server_rec *server, const char *path, apr_pool_t *pool);

#endif
