/**
 * httpd/handlers/request_log - tells the error log what was made of one request.
 *
 * With `LogLevel statement:debug` a request is four or five lines: what its address means and who
 * may read it, which version of the statement there is, why a stored page was not sent
 * (httpd/page_cache/get_or_render), and what was sent. Whether these are wanted is looked up once
 * for each request.
 */
#ifndef HTTPD_HANDLERS_REQUEST_LOG_H
#define HTTPD_HANDLERS_REQUEST_LOG_H

#include "httpd/request/version.h"

/** What the address means, once it is known who may read what. Notes in the request's target
 * whether anything is to be told. */
void stmh_request_log_target(const stmh_request_t *request, const stmh_answer_t *answer);

/** Which version the reader gets. */
void stmh_request_log_version(const stmh_request_t *request, const stmh_version_t *version);

/** What was sent, when httpd logs the request @a r. */
void stmh_request_log_answer(const stmh_target_t *target, const request_rec *r);

#endif
