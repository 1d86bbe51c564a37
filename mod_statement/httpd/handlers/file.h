/**
 * httpd/handlers/file - what a newsroom's folder holds besides statements.
 */
#ifndef HTTPD_HANDLERS_FILE_H
#define HTTPD_HANDLERS_FILE_H

#include "httpd/request/exchange.h"

/** DECLINED where httpd may serve the file, which is no statement called NAME.xml; 404 for a
 * statement under another name, and for a file that only hidden statements name; 503 where nobody
 * can tell yet who names it (core/intake/file_references), but never for styles, fonts and scripts.
 * What any statement names is as fresh as its page. */
int stmh_file_guard(const stmh_exchange_t *exchange);

/** The same for requests whose address is not ours to map: inclusion by another page. */
int stmh_file_guard_stored(request_rec *r);

/** statement.css from the stylesheet directory. */
int stmh_file_style(const stmh_exchange_t *exchange);

#endif
