/**
 * httpd/handlers/sitemap - the answer for sitemap.xml.
 *
 * Made from the catalog alone, without reading a statement. What is listed is what an archive lists
 * for the same reader, but never a preview.
 */
#ifndef HTTPD_HANDLERS_SITEMAP_H
#define HTTPD_HANDLERS_SITEMAP_H

#include "httpd/request/exchange.h"

/** OK, or the status to answer with. */
int stmh_sitemap_answer(const stmh_exchange_t *exchange);

#endif
