/**
 * httpd/handlers/accounting - counts each answered request, and tells the access log about it.
 *
 * Both happen when httpd logs the request, so that what is counted is what an access log has. The
 * environment variables STATEMENT_NAME, STATEMENT_FORMAT, STATEMENT_CACHE and STATEMENT_RENDER_MS
 * are set only where the configuration names one of them: to set them costs as much as a tenth of
 * what is done for a page in memory.
 */
#ifndef HTTPD_HANDLERS_ACCOUNTING_H
#define HTTPD_HANDLERS_ACCOUNTING_H

#include <httpd.h>

/** In the parent, at each start, while the configuration's tree is there. */
void stmh_accounting_start(void);

/** httpd's log_transaction hook, before those that write access logs. */
int stmh_accounting_log(request_rec *r);

#endif
