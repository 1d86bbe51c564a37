/**
 * httpd/request/status - the one table from the core's statuses to HTTP's.
 */
#ifndef HTTPD_REQUEST_STATUS_H
#define HTTPD_REQUEST_STATUS_H

#include <apr_errno.h>

/** OK, or the HTTP status that answers @a status. */
int stmh_status_http(apr_status_t status);

#endif
