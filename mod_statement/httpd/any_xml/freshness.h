/**
 * httpd/any_xml/freshness - how long caches may keep the page of an XML document.
 *
 * As long as pages of statements, unless whoever made the XML has said how fresh that is; and
 * mod_expires has its say as it has for statements (httpd/response/freshness).
 */
#ifndef HTTPD_ANY_XML_FRESHNESS_H
#define HTTPD_ANY_XML_FRESHNESS_H

#include <httpd.h>

/** For the page of @a r. @a is_file: nobody else has said how fresh it is. @a is_private: something
 * that went in is for this reader alone. */
void stmh_any_freshness_set(request_rec *r, int is_file, int is_private);

/** Says that no cache may keep what was sent in place of a page that may be there soon. */
void stmh_any_freshness_set_passing(request_rec *r);

/** For register_hooks. */
void stmh_any_freshness_register(void);

#endif
