/**
 * httpd/response/conditions - what a request's conditions make of a page (RFC 9110 section 13).
 *
 * Not ap_meets_conditions: it takes tags for tokens with escapes and comments, ignores the zone of
 * a date, and does not know a tag that a compressing module has marked.
 */
#ifndef HTTPD_RESPONSE_CONDITIONS_H
#define HTTPD_RESPONSE_CONDITIONS_H

#include <httpd.h>

#include "core/http/precondition.h"

/** Registers what holds the tag of a 304 against other filters; for register_hooks. */
void stmh_conditions_register(void);

/** For a file that another handler will send: takes conditions away whose 304 would cost a cache
 * the file's bytes. */
void stmh_conditions_spare(request_rec *r);

/** HTTP_OK, HTTP_NOT_MODIFIED or HTTP_PRECONDITION_FAILED for a page with these @a validators. A
 * range that is not to be honoured is gone from the request afterwards; a 304 carries the tag that
 * matched (section 15.4.5), whatever filters make of tags. Where mod_cache_socache keeps the answer
 * there is no 304 for it to keep. */
int stmh_conditions_decide(request_rec *r, const stm_validators_t *validators);

#endif
