/**
 * httpd/any_xml/page - the page of an XML document: from the page store, or made once for all who
 * want it.
 *
 * Two files of the store belong to a page. The first, named by a hash of the document's bytes, its
 * address and the limits, lists the URLs that its last transformation has fetched. The second is
 * the page, named by that hash and the bytes of all these URLs, as this reader gets them: so
 * whoever finds a page may read all that went in, and any edit of any of it makes another name. A
 * failure is kept like a page, so that it costs its work once.
 */
#ifndef HTTPD_ANY_XML_PAGE_H
#define HTTPD_ANY_XML_PAGE_H

#include "httpd/response/send.h"

/** What comes of it. */
typedef struct stmh_any_page_t {
    stmh_response_t response;
    int is_private; /* another reader may get another one */
} stmh_any_page_t;

/** A document that is to become a page. */
typedef struct stmh_any_document_t {
    request_rec *r;
    const char *bytes;
    apr_size_t size;
    const char *name;      /* as the log calls it */
    apr_time_t changed_at; /* 0: unknown */
    const char *index;     /* see stmh_any_index_name; NULL: not to be remembered there */
} stmh_any_document_t;

/** Once per child, before its threads. */
void stmh_any_page_child(void);

/** The largest document that may become a page under @a config. */
apr_size_t stmh_any_page_most(const stmh_config_t *config);

/** Fills in the page's bytes, media type, tag and date, which live as long as the request.
 * APR_SUCCESS; APR_TIMEUP: others are at it, and it may be there soon; any other status: there is
 * none, and the log says why. */
apr_status_t stmh_any_page_get(stmh_any_page_t *page, const stmh_any_document_t *document);

/** The same of the page of an earlier request, see httpd/any_xml/page_index, put there at @a since
 * at the earliest. Zero: there is none. */
int stmh_any_page_find(stmh_any_page_t *page, const request_rec *r, const char *index,
                       apr_time_t since);

/** Says once that the document @a name has no page: @a why, with the place. */
void stmh_any_page_complain(request_rec *r, const char *name, const char *why);

#endif
