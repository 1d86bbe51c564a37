/**
 * httpd/response/codings - chooses the content coding of an answer that is stored in several, and
 * its entity tag (RFC 9110 sections 8.4, 8.8.3.3).
 */
#ifndef HTTPD_RESPONSE_CODINGS_H
#define HTTPD_RESPONSE_CODINGS_H

#include "httpd/response/filters.h"
#include "httpd/response/send.h"

/** Once per child, before its threads. */
void stmh_codings_child(void);

/** Fills the bytes and the tag of @a response from @a bodies, in the coding that the request @a r
 * accepts (NULL: plain). The plain body must exist and has the tag @a etag. Always plain where a
 * filter may change the bytes. */
void stmh_codings_fill(stmh_response_t *response, const request_rec *r,
                       const stm_page_body_t *bodies, const char *etag, apr_pool_t *pool);

/** Non-zero where the answer is sent with exactly the tag of @a response; zero where a module that
 * compresses may append a suffix to it. @a filters: those of the request. */
int stmh_codings_is_exact(const request_rec *r, const stmh_response_t *response,
                          const stmh_filters_t *filters);

#endif
