/**
 * httpd/any_xml/negotiate - who gets the page of an XML document, and who the XML.
 *
 * The page is for browsers that show a document. They say so in Sec-Fetch-Dest (Fetch Metadata
 * Request Headers), but over plain http to this machine alone. Elsewhere Upgrade-Insecure-Requests
 * tells a browser from other programs, and Accept the rest: never for feeds, sitemaps and
 * repositories, whose readers send anything.
 */
#ifndef HTTPD_ANY_XML_NEGOTIATE_H
#define HTTPD_ANY_XML_NEGOTIATE_H

#include <httpd.h>

#include "core/any_xml/prolog.h"

typedef enum {
    STMH_ANY_XML = 0,        /* the stored bytes */
    STMH_ANY_PAGE_BY_ACCEPT, /* a page, unless programs read such documents */
    STMH_ANY_PAGE
} stmh_any_preference_t;

/** The headers that decide, for Vary. */
#define STMH_ANY_VARY "Sec-Fetch-Dest, Upgrade-Insecure-Requests, Accept"

/** What the headers of @a r ask for, where the XML is of @a media_type (NULL: not known yet). */
stmh_any_preference_t stmh_any_preference(const request_rec *r, const char *media_type);

/** Non-zero where @a preference is the page of a document that begins with @a prolog. */
int stmh_any_prefers_page(stmh_any_preference_t preference, const stm_prolog_t *prolog);

/** Non-zero for text/xml, application/xml and what ends in +xml; parameters do not count. */
int stmh_any_is_xml(const char *media_type);

#endif
