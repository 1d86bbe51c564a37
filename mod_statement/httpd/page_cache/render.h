/**
 * httpd/page_cache/render - a document or a list, in a format, to a page.
 */
#ifndef HTTPD_PAGE_CACHE_RENDER_H
#define HTTPD_PAGE_CACHE_RENDER_H

#include "httpd/response/send.h"
#include "httpd/shared/stylesheets.h"

/** The format for a request that leaves it to Accept: of a statement, or of a feed (@a is_list).
 * *format is one of mount->formats with its media type known. */
apr_status_t stmh_render_choose(const stm_format_t **format, const stmh_request_t *request,
                                stmh_lookup_t *lookup, int is_list);

/** Renders @a document (used up) with the stylesheet @a sheet_path as the page @a self. Fills
 * the page of the response and raises its changed_at to the stylesheet's. */
apr_status_t stmh_render_page(const stmh_exchange_t *exchange, const stm_document_t *document,
                              const stm_format_t *format, const char *sheet_path, const char *self,
                              const char *name);

/** Answers an edition's or a transformation's failure: its problems go to the log. */
int stmh_render_failure(const stmh_request_t *request, stmh_answer_t *answer, const char *name,
                        apr_status_t status);

#endif
