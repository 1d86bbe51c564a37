/**
 * httpd/any_xml/stored - the page of one attempt in the page store; for httpd/any_xml/page only.
 */
#ifndef HTTPD_ANY_XML_STORED_H
#define HTTPD_ANY_XML_STORED_H

#include "core/any_xml/transform.h"
#include "httpd/any_xml/fetch.h"
#include "httpd/any_xml/page.h"

/** One attempt to get a page. */
typedef struct stmh_any_attempt_t {
    const stmh_any_document_t *document;
    stm_transform_limits_t limits;
    stmh_any_fetcher_t *fetcher;
    stm_dtd_reader_t *dtds;
    const stm_source_link_t *link; /* NULL: none is wanted */
    const char *url;
    const char *list_key;        /* of the file that lists what was fetched */
    const char *list;            /* what that file lists; NULL: it is not there */
    const char *page_key;        /* of the page; NULL: not known yet */
    stm_page_mapping_t *mapping; /* the page; NULL: not there */
    stm_page_record_t record;    /* what stands in it */
    stm_render_lock_t lock;
    apr_pool_t *pool;
    apr_status_t status;
} stmh_any_attempt_t;

/** Names what the document, its address and the limits of @a attempt are. */
void stmh_any_stored_begin(stmh_any_attempt_t *attempt);

/** Non-zero where the page is there, as this reader gets what went in: that is fetched, once, as
 * soon as it is known what that is. */
int stmh_any_stored_find(stmh_any_attempt_t *attempt);

/** Puts the page there; with another @a status than 200 that there is none. What was fetched is
 * complete. */
void stmh_any_stored_put(stmh_any_attempt_t *attempt, const stm_transform_page_t *page, int status);

#endif
