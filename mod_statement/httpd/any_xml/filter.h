/**
 * httpd/any_xml/filter - the page of XML that a program, a proxied server or a database answers
 * with.
 *
 * Whoever makes the XML for a request that may get the page sees no condition, range or coding and
 * is asked by GET: what the client has and wants is the page. The filter holds the answer back
 * until it knows whether it is XML with a stylesheet and whether that can be rendered. If not, the
 * answer goes on as it is. Other statuses than 200, attachments, encoded answers and what says
 * no-transform are left alone.
 */
#ifndef HTTPD_ANY_XML_FILTER_H
#define HTTPD_ANY_XML_FILTER_H

#include <httpd.h>

/** The hook insert_filter, after all others. */
void stmh_any_filter_insert(request_rec *r);

/** Non-zero where the filter waits for the answer to @a r. */
int stmh_any_filter_has(const request_rec *r);

/** For register_hooks. */
void stmh_any_filter_register(void);

#endif
