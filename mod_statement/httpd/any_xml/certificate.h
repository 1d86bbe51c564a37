/**
 * httpd/any_xml/certificate - the certificate that tells a reader from others.
 */
#ifndef HTTPD_ANY_XML_CERTIFICATE_H
#define HTTPD_ANY_XML_CERTIFICATE_H

#include <httpd.h>

/** What the client of @a r has shown on its TLS connection, as PEM; NULL: none. */
const char *stmh_any_certificate(const request_rec *r, apr_pool_t *result_pool);

#endif
