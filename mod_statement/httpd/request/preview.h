/**
 * httpd/request/preview - whether a request's token opens a hidden statement (StatementPreview).
 *
 * NAME?preview=TOKEN is about the statement NAME; FILE?preview=TOKEN&of=NAME about a file that it
 * shows. A token that opens nothing changes nothing. No line in the log names one.
 */
#ifndef HTTPD_REQUEST_PREVIEW_H
#define HTTPD_REQUEST_PREVIEW_H

#include "httpd/request/request.h"

/** The statement that the token in the query of @a request opens, if its address is that statement
 * or a file; NULL: none. */
const char *stmh_preview_find(const stmh_request_t *request);

/** The query with which the addresses of files lead to them that the statement of @a request shows:
 * "preview=TOKEN&of=NAME". NULL where no token opens it. */
const char *stmh_preview_query(const stmh_request_t *request);

#endif
