/**
 * mod_statement_handler - request to address to page; reads as the list of its steps.
 */
#ifndef MOD_STATEMENT_HANDLER_H
#define MOD_STATEMENT_HANDLER_H

#include <apr_errno.h>
#include <httpd.h>

/** The handler hook. */
int stm_handler(request_rec *r);

/** The one table from the core's statuses to HTTP's. */
int stm_handler_http(apr_status_t status);

/** Last of all handlers but core's: other methods than GET and HEAD that no other module took are
 * refused alike, whatever there is under the address. */
int stm_handler_method(request_rec *r);

#endif
