/**
 * httpd/response/links - what an answer's headers say of other addresses (RFC 8288, RFC 9110 8.7).
 *
 * No more than a program needs that got one form and wants another: where the page is, its other
 * languages and its feed forms. Pages and feeds say the rest themselves.
 */
#ifndef HTTPD_RESPONSE_LINKS_H
#define HTTPD_RESPONSE_LINKS_H

#include "core/site/format.h"
#include "httpd/response/send.h"

/** The absolute address of the statement @a name in @a format; html and NULL: the canonical one,
 * without an extension. */
const char *stmh_links_address(const stmh_request_t *request, const char *name,
                               const stm_format_t *format);

/** Leads, for good, to the address with @a tail below the newsroom, percent-encoded; the query goes
 * along. The host is named where the configuration does: one that a request has named must not get
 * into a cache, for all others. */
int stmh_links_redirect(const stmh_request_t *request, const char *tail);

/** Sets response->link, negotiated_link and content_location for the statement @a name in @a
 * format.
 * @a edition: not rendered yet. */
void stmh_links_statement(stmh_response_t *response, const stmh_request_t *request,
                          const char *name, const stm_format_t *format,
                          const stm_document_t *edition);

/** The same for the stored XML of @a name. */
void stmh_links_source(stmh_response_t *response, const stmh_request_t *request, const char *name);

/** The same for the list of @a folder ("2026/") in @a format, whose own address is @a self. Feeds
 * and pages are cut up in different ways: between them only the filter @a by leads, and to feeds of
 * several filters nothing does. */
void stmh_links_list(stmh_response_t *response, const stmh_request_t *request,
                     const stm_format_t *format, const char *folder, const char *self,
                     const stm_filter_t *by);

#endif
