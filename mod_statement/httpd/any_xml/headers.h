/**
 * httpd/any_xml/headers - what the headers of XML and of its page say of each other.
 *
 * Each names the other by Link (RFC 8288), and Vary has every header that was looked at.
 */
#ifndef HTTPD_ANY_XML_HEADERS_H
#define HTTPD_ANY_XML_HEADERS_H

#include <httpd.h>

/** For the XML of @a r: where its page is. @a is_file: it is a file, whose page has an address. */
void stmh_any_headers_xml(request_rec *r, int is_file);

/** For the page: where the XML is, which is of @a media_type. */
void stmh_any_headers_page(request_rec *r, const char *media_type);

#endif
