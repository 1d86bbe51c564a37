/**
 * httpd/handlers/page - the answer for one statement.
 */
#ifndef HTTPD_HANDLERS_PAGE_H
#define HTTPD_HANDLERS_PAGE_H

#include "httpd/request/request.h"

/** OK or an HTTP status; DECLINED where the file is no statement and left to httpd. */
int stmh_page_answer(stmh_job_t *job);

/** Makes the page that job->target asks for, a STATEMENT, before anybody does. */
void stmh_page_prerender(stmh_job_t *job);

/** Renders the page of a statement as HTML where that is not known to fail or to succeed. Non-zero
 * where it fails, which is remembered then. Zero without trying where readers or documents differ.
 * Takes a handle of the catalog; any thread that renders. */
int stmh_page_fails(const stmh_mount_t *mount, const char *name, apr_pool_t *scratch_pool);

#endif
