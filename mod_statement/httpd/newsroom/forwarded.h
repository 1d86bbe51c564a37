/**
 * httpd/newsroom/forwarded - warns of requests that came through a proxy while StatementBaseURL is
 * not set, because links then point to the wrong host.
 */
#ifndef HTTPD_NEWSROOM_FORWARDED_H
#define HTTPD_NEWSROOM_FORWARDED_H

#include "httpd/newsroom/mount.h"

/** Before the children, once each server has a configuration of its own. */
void stmh_forwarded_start(apr_pool_t *pconf, server_rec *servers);

/** Warns, once per virtual host and (re)start, where a request has come through a proxy and links
 * take their host from it. */
void stmh_forwarded_note(request_rec *r, const stmh_mount_t *mount);

/** The request header that says it came through a proxy; NULL: none does. */
const char *stmh_forwarded_sign(const request_rec *r);

#endif
