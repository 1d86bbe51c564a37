/**
 * httpd/any_xml/xml_catalog - the XML catalogue of StatementXMLCatalog, as a child has read it.
 *
 * Read at the first page, and again when one of its files has changed, at most once each
 * StatementRefresh.
 */
#ifndef HTTPD_ANY_XML_XML_CATALOG_H
#define HTTPD_ANY_XML_XML_CATALOG_H

#include <httpd.h>

#include "core/any_xml/catalog.h"

/** Once per child, before its threads. */
void stmh_any_catalog_child(void);

/** The catalogue as it is now, until the end of @a pool; NULL: there is none, or it cannot be read,
 * which the log says where it was configured. Any thread. */
const stm_xml_catalog_t *stmh_any_catalog(const request_rec *r, apr_pool_t *pool);

#endif
