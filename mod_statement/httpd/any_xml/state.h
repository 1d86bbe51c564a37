/**
 * httpd/any_xml/state - what is known of a request where StatementTransform is on.
 *
 * Kept with the request's pool, which internal redirects share: the page of a DirectoryIndex is
 * asked for by the headers and the query of the first request.
 */
#ifndef HTTPD_ANY_XML_STATE_H
#define HTTPD_ANY_XML_STATE_H

#include "httpd/config/settings.h"

typedef struct stmh_any_state_t {
    int is_source;           /* ?source: the XML, whoever asks */
    int is_page;             /* NAME.html: the page, whoever asks */
    const char *page_of;     /* the path of the XML of NAME.html, decoded; NULL: none */
    int is_private;          /* that XML is for readers who have logged in */
    const char *the_request; /* the request line with ?source, for the log; NULL: as it is */
    apr_table_t *headers_in; /* as they came, while the filter hides some; NULL: none are hidden */
    int is_head;             /* it came as HEAD, and is GET while they are hidden */
} stmh_any_state_t;

/** NULL: nothing has been noted of @a r. */
stmh_any_state_t *stmh_any_state_of(const request_rec *r);

/** The same, made where there is none. */
stmh_any_state_t *stmh_any_state_make(request_rec *r);

/** The request that the client sent, of which @a r may be an internal redirect. */
const request_rec *stmh_any_state_first(const request_rec *r);

#endif
