/**
 * httpd/any_xml/origin - which URLs are those of the virtual host of a request.
 *
 * A host is its own if it is ServerName, a ServerAlias or the host of StatementBaseURL, with any
 * scheme and port, since TLS may end in front. What a client puts into its Host header counts for
 * nothing.
 */
#ifndef HTTPD_ANY_XML_ORIGIN_H
#define HTTPD_ANY_XML_ORIGIN_H

#include <httpd.h>

/** Path and query of the absolute @a url, to be asked for on this virtual host; NULL: it is
 * another's, or none that can be asked for. */
const char *stmh_any_origin_local(const request_rec *r, const char *url, apr_pool_t *result_pool);

/** The absolute address of @a r as documents know it: with the server's name, not the client's. */
const char *stmh_any_origin_url(const request_rec *r);

/** The absolute URL of @a location, which may be a path. */
const char *stmh_any_origin_absolute(const request_rec *r, const char *location,
                                     apr_pool_t *result_pool);

#endif
