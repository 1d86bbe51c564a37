/**
 * httpd/request/document - the bytes of a statement, parsed: its file's, or the last good ones.
 */
#ifndef HTTPD_REQUEST_DOCUMENT_H
#define HTTPD_REQUEST_DOCUMENT_H

#include "core/site/newsroom_file.h"
#include "core/xml/document.h"
#include "httpd/request/lookup.h"

/** What the newsroom's statements share: the last good one of the history; where nobody knows of a
 * history, newsroom.xml itself if it is in order. NULL: there is none. Read once for a request. */
const stm_newsroom_file_t *stmh_document_newsroom_file(const stmh_request_t *request,
                                                       const stmh_lookup_t *lookup);

/** The document that the catalog's @a entry stands for: its file where that is unchanged, else its
 * last good bytes. APR_ENOENT where there is neither. */
apr_status_t stmh_document_load_entry(stm_document_t **document, const stmh_request_t *request,
                                      const stmh_lookup_t *lookup, const stm_entry_t *entry,
                                      apr_pool_t *result_pool);

/** The same of its beginning, where its file is there, see stm_document_read_stretch. */
apr_status_t stmh_document_load_stretch(stm_document_t **document, stm_stretch_t *stretch,
                                        const stmh_request_t *request, const stmh_lookup_t *lookup,
                                        const stm_entry_t *entry, apr_pool_t *result_pool);

/** The last good bytes of @a name from the history; APR_ENOENT where there are none. */
apr_status_t stmh_document_load_kept(stm_document_t **document, const stmh_request_t *request,
                                     const stmh_lookup_t *lookup, const char *name,
                                     apr_pool_t *result_pool);

/** A file at @a path that is newer than the catalog, checked by the newsroom's rules. STM_EFOREIGN:
 * it is no statement; any other failure: it is not to be published as it is. */
apr_status_t stmh_document_load_fresh(stm_document_t **document, const stmh_request_t *request,
                                      const stmh_lookup_t *lookup, const char *name,
                                      const char *path);

#endif
