/**
 * httpd/handlers/error_page - what a reader sees of an address that has nothing to show.
 *
 * Its page is made once and kept. The newsroom's own page says what to do next, unless the
 * administrator has set an ErrorDocument. It is the same for what is hidden and for what was never
 * there.
 */
#ifndef HTTPD_HANDLERS_ERROR_PAGE_H
#define HTTPD_HANDLERS_ERROR_PAGE_H

#include "httpd/request/lookup.h"

/** Sends that page and returns OK. Returns @a status, with nothing sent, where it is another than
 * 404, 410 and 503, where there is an ErrorDocument, or where no page can be made. */
int stmh_error_page_answer(const stmh_request_t *request, stmh_lookup_t *lookup, int status);

#endif
