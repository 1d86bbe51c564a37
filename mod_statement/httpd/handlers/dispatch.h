/**
 * httpd/handlers/dispatch - request to address to page; reads as the list of its steps.
 */
#ifndef HTTPD_HANDLERS_DISPATCH_H
#define HTTPD_HANDLERS_DISPATCH_H

#include <apr_errno.h>
#include <httpd.h>

/** The handler hook. */
int stmh_handler(request_rec *r);

/** The one table from the core's statuses to HTTP's. */
int stmh_handler_http(apr_status_t status);

/** Last of all handlers but core's: other methods than GET and HEAD that no other module took are
 * refused alike, whatever there is under the address. */
int stmh_handler_method(request_rec *r);

#endif
