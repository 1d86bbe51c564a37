/**
 * httpd/handlers/dispatch - request to address to page; reads as the list of its steps.
 */
#ifndef HTTPD_HANDLERS_DISPATCH_H
#define HTTPD_HANDLERS_DISPATCH_H

#include <httpd.h>

/** The handler hook. */
int stmh_handler(request_rec *r);

/** Last of all handlers but core's: other methods than GET and HEAD that no other module took are
 * refused alike, whatever there is under the address. */
int stmh_handler_method(request_rec *r);

#endif
