/**
 * httpd/any_xml/address - NAME.html, the page of the file NAME.xml.
 *
 * "feed.html" is the page of feed.xml, "feed.atom.html" that of the file feed.atom, and
 * "feed.xml.html" always that of feed.xml; a real file of that name goes first. Whether this reader
 * may have the XML is asked of httpd by a sub-request for its own address: whatever refuses that,
 * refuses the page.
 */
#ifndef HTTPD_ANY_XML_ADDRESS_H
#define HTTPD_ANY_XML_ADDRESS_H

#include <httpd.h>

/** The hook post_perdir_config, for main requests: a NAME.html that is no file becomes the request
 * for its XML. A status where httpd refuses that. */
int stmh_any_address_map(request_rec *r);

/** The address of the page of the file r->filename at @a path; NULL: its name is not that of the
 * address. It tells of no real file that somebody may not see. */
const char *stmh_any_address_page(request_rec *r, const char *path);

/** Non-zero where @a r is a file that httpd would send as it is. */
int stmh_any_address_is_file(const request_rec *r);

#endif
