/**
 * httpd/any_xml/headers - what the headers of XML and of its page say of each other.
 *
 * Each names the other by Link (RFC 8288), and Vary has every header that was looked at.
 */
#ifndef HTTPD_ANY_XML_HEADERS_H
#define HTTPD_ANY_XML_HEADERS_H

#include <httpd.h>

#include "core/any_xml/source_link.h"

/** For the XML of @a r: where its page is. @a is_file: it is a file, whose page has an address. */
void stmh_any_headers_xml(request_rec *r, int is_file);

/** The link to the XML that the page of @a r shows; NULL: its configuration wants none. */
const stm_source_link_t *stmh_any_headers_link(const request_rec *r, apr_pool_t *result_pool);

/** For the page: where the XML is, which is of @a media_type. */
void stmh_any_headers_page(request_rec *r, const char *media_type);

#endif
