/**
 * httpd/handlers/page - the answer for one statement.
 */
#ifndef HTTPD_HANDLERS_PAGE_H
#define HTTPD_HANDLERS_PAGE_H

#include "httpd/request/exchange.h"

/** OK or an HTTP status; DECLINED where the file is no statement and left to httpd. */
int stmh_page_answer(const stmh_exchange_t *exchange);

/** Makes the page that the target names, a STATEMENT, before anybody does. */
void stmh_page_prerender(const stmh_exchange_t *exchange);

/** Renders the page of a statement as HTML where that is not known to fail or to succeed. Non-zero
 * where it fails, which is remembered then. Zero without trying where readers or documents differ.
 * Takes a handle of the catalog; any thread that renders. */
int stmh_page_fails(const stmh_mount_t *mount, const char *name, apr_pool_t *scratch_pool);

#endif
