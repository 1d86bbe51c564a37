/**
 * httpd/response/send - a page to an HTTP response: its headers, its conditions, its bytes.
 */
#ifndef HTTPD_RESPONSE_SEND_H
#define HTTPD_RESPONSE_SEND_H

#include "httpd/request/exchange.h"

/** A page of @a bytes as they are, with their entity tag. */
stm_page_t stmh_response_page(const char *bytes, apr_size_t size, const char *media_type,
                              apr_pool_t *result_pool);

/** Sends, or answers the request's conditions. OK, or the status to refuse with. */
int stmh_response_send(const stmh_exchange_t *exchange);

/** The same of a response without an exchange, whose freshness has been set: writes the headers,
 * decides the conditions of @a r, and passes the bytes to r->output_filters. */
int stmh_response_write(request_rec *r, const stmh_response_t *response);

#endif
