/**
 * httpd/request/visibility - what the visibility rule says of one statement.
 *
 * The rule is the catalog's (stm_catalog_is_shown), for the moment of the answer; a newsroom of
 * editors (StatementShow All) adds previews.
 */
#ifndef HTTPD_REQUEST_VISIBILITY_H
#define HTTPD_REQUEST_VISIBILITY_H

#include "core/catalog/index.h"
#include "httpd/request/request.h"

typedef enum {
    STMH_RULING_HIDDEN = 0,
    STMH_RULING_PREVIEWED, /* shown only because all are */
    STMH_RULING_SHOWN,
    STMH_RULING_WITHDRAWN
} stmh_ruling_t;

/** The rule for @a entry, whether the catalog has it or it was made from a fresh file. */
stmh_ruling_t stmh_visibility_decide(const stmh_request_t *request, const stm_entry_t *entry);

#endif
