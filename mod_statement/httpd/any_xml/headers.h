/**
 * httpd/any_xml/headers - what the headers of XML and of its page say of each other.
 *
 * Each names the other by Link (RFC 8288). Vary has every header that was looked at, and the page
 * is as fresh as pages of statements are, unless whoever made the XML has said how fresh that is.
 */
#ifndef HTTPD_ANY_XML_HEADERS_H
#define HTTPD_ANY_XML_HEADERS_H

#include <httpd.h>

/** For the XML of @a r: where its page is. @a is_file: it is a file, whose page has an address. */
void stmh_any_headers_xml(request_rec *r, int is_file);

/** For the page: where the XML is, which is of @a media_type. */
void stmh_any_headers_page(request_rec *r, const char *media_type);

/** How long caches may keep the page of @a r. @a is_file: nobody else has said that. @a is_private:
 * something that went in is for this reader alone. */
void stmh_any_headers_freshness(request_rec *r, int is_file, int is_private);

/** Says that no cache may keep what was sent in place of a page that may be there soon. */
void stmh_any_headers_passing(request_rec *r);

#endif
