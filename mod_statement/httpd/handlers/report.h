/**
 * httpd/handlers/report - the editors' report: `SetHandler statement-report`.
 *
 * At an address within a newsroom it tells which of that newsroom's documents are not public and
 * why, whatever httpd's rules say of these documents; httpd's rules for the report's own address
 * decide who may read it. A request that came through a proxy gets it only with a login that this
 * server has checked, or where mod_remoteip has told the reader's own address: rules about
 * addresses, `Require local` among them, would judge the proxy.
 */
#ifndef HTTPD_HANDLERS_REPORT_H
#define HTTPD_HANDLERS_REPORT_H

#include <httpd.h>

/** Non-zero where SetHandler @a handler (may be NULL) asks for the report. */
int stmh_report_is_handler(const char *handler);

/** Non-zero where the configuration has @a r answered with the report. */
int stmh_report_is_meant(const request_rec *r);

/** Answers it: as a page, with ?format=json as JSON, with ?format=atom as a feed. OK, DECLINED for
 * other methods than GET, 404 outside of a newsroom, 403, or 503. */
int stmh_report_answer(request_rec *r);

#endif
