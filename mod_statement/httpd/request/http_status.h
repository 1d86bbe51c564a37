/**
 * httpd/request/http_status - the one table from the core's statuses to HTTP's.
 */
#ifndef HTTPD_REQUEST_HTTP_STATUS_H
#define HTTPD_REQUEST_HTTP_STATUS_H

#include <apr_errno.h>

/** OK, or the HTTP status that answers @a status. */
int stmh_status_http(apr_status_t status);

/** Non-zero where @a status says nothing of the statement, but that the system could not tell just
 * now: no descriptor, memory or room, an error of the disk, a database that is busy, damaged
 * or cannot be opened. A reader gets 503 then, and no 404 that search engines and caches would
 * believe. */
int stmh_status_is_unknown(apr_status_t status);

#endif
