/**
 * httpd/request/version_fresh - what a file says that is newer than the catalog, for one answer.
 */
#ifndef HTTPD_REQUEST_VERSION_FRESH_H
#define HTTPD_REQUEST_VERSION_FRESH_H

#include "httpd/request/version.h"

/** Reads the file of a FRESH version, which becomes another kind: what it says, or, where it is
 * broken or still being written, the last good one. APR_SUCCESS; APR_ENOENT: it is gone, and
 * nothing was decided. */
apr_status_t stmh_version_settle_fresh(stmh_version_t *version, const stmh_request_t *request,
                                       const stmh_lookup_t *lookup);

#endif
