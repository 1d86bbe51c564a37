/**
 * httpd/handlers/admin_answer - what is for administrators: who gets it, and how it is sent.
 */
#ifndef HTTPD_HANDLERS_ADMIN_ANSWER_H
#define HTTPD_HANDLERS_ADMIN_ANSWER_H

#include <httpd.h>

/** OK, or the status with which @a r is refused, which may be DECLINED: httpd's own rules have let
 * it through, but by `Require local` they let a proxy on this machine pass on anybody's. */
int stmh_admin_refusal(request_rec *r);

/** Sends @a size bytes of @a body, which no cache keeps and no search engine lists. */
void stmh_admin_send(request_rec *r, const char *media_type, const char *body, apr_size_t size);

#endif
