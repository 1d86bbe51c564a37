/**
 * httpd/request/duplicate - whether a file that is newer than the catalog is another one's double.
 *
 * The intake holds back a second file with the id of a public statement, and a copy without an id
 * (core/intake/duplicates.c). A request that reads such a file before the intake does must not show
 * it meanwhile, however long the intake takes.
 */
#ifndef HTTPD_REQUEST_DUPLICATE_H
#define HTTPD_REQUEST_DUPLICATE_H

#include "core/site/statement.h"
#include "httpd/request/lookup.h"
#include "httpd/request/request.h"

/** Non-zero where the statement @a name, read from its file of @a mtime, may be one that another
 * file is, which is there and public. Of two new files with one id that is the one that the intake
 * will let count. Without an id, a statement of the same title, date and language is enough,
 * unless @a name was public before. Zero where the catalog cannot be read. In a worker, with
 * lookup->handle. */
int stmh_duplicate_is_likely(const stmh_request_t *request, const stmh_lookup_t *lookup,
                             const char *name, const stm_statement_t *statement, apr_time_t mtime);

#endif
