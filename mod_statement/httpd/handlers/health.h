/**
 * httpd/handlers/health - whether this server can do all that it is for, in one request.
 *
 * A load balancer or a monitor asks: 200 where the first complete scan of each newsroom that the
 * configuration names is over, the writer is alive, the state can be written, and the disk has
 * room; else 503. The body is one line for each of these, without names or paths.
 */
#ifndef HTTPD_HANDLERS_HEALTH_H
#define HTTPD_HANDLERS_HEALTH_H

#include <httpd.h>

/** The handler "statement-health". */
int stmh_health_handler(request_rec *r);

#endif
