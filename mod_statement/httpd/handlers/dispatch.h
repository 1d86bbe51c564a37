/**
 * httpd/handlers/dispatch - request to address to page; reads as the list of its steps.
 */
#ifndef HTTPD_HANDLERS_DISPATCH_H
#define HTTPD_HANDLERS_DISPATCH_H

#include <httpd.h>

/** The handler hook. */
int stmh_handler(request_rec *r);

/** A fixup before mod_dir's, which redirects every method from a folder's address without its
 * slash, and so tells of folders that hold nothing public: asks it, in the way that browsers are
 * named for which it does not, to redirect GET and HEAD alone. */
int stmh_handler_folder(request_rec *r);

/** Last of all handlers but core's: other methods than GET and HEAD that no other module took are
 * refused alike, whatever there is under the address. */
int stmh_handler_method(request_rec *r);

#endif
