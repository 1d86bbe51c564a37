/**
 * httpd/response/freshness - how long caches may keep what they got (RFC 9111, RFC 5861).
 *
 * Freshness ends before the next change that is already known. Beyond it nothing may be shown
 * (must-revalidate), unless StatementStale allows that and no change is known.
 * mod_expires and mod_headers have the last word on the span.
 */
#ifndef HTTPD_RESPONSE_FRESHNESS_H
#define HTTPD_RESPONSE_FRESHNESS_H

#include "httpd/response/send.h"

/** Registers the filter that completes what mod_expires has set; for register_hooks. */
void stmh_freshness_register(void);

/** For what is not public: no cache keeps the answer to @a r, no search engine lists it, and no
 * link in it tells where it was. */
void stmh_freshness_hide(request_rec *r);

/** Sets Cache-Control and Expires, or what stmh_freshness_hide does. */
void stmh_freshness_set(const stmh_request_t *request, stmh_answer_t *answer);

/** The same for an answer without a page. What is not there may be there any moment, and nothing
 * may tell a hidden statement from none: so no 404 is kept by anyone. */
void stmh_freshness_refuse(const stmh_request_t *request, const stmh_answer_t *answer, int status);

#endif
