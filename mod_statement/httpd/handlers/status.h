/**
 * httpd/handlers/status - the module's measurements, for monitoring systems and people.
 *
 * The handler "statement-status" answers as OpenMetrics, in the text format of Prometheus, as JSON,
 * or as a page that status-html.xsl makes: what the query asks for (format=openmetrics, text, json,
 * html), or what the Accept header names, or text. Names of statements are in none of them.
 */
#ifndef HTTPD_HANDLERS_STATUS_H
#define HTTPD_HANDLERS_STATUS_H

#include <httpd.h>

int stmh_status_handler(request_rec *r);

#endif
