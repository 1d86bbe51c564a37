/**
 * httpd/handlers/source - the stored XML itself, where StatementSource lets readers have it.
 */
#ifndef HTTPD_HANDLERS_SOURCE_H
#define HTTPD_HANDLERS_SOURCE_H

#include "httpd/request/exchange.h"
#include "httpd/request/version.h"

/** Non-zero where the request asks for the stored XML (NAME.xml?source, or Accept) and may get it.
 */
int stmh_source_is_wanted(const stmh_request_t *request);

/** Sends the document without what is marked internal and without comments. */
int stmh_source_answer(const stmh_exchange_t *exchange, const stmh_version_t *version);

#endif
