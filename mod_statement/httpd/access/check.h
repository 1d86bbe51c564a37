/**
 * httpd/access/check - whether this reader may see another document than the one he asked for.
 *
 * httpd decides. Where the configuration cannot treat two documents of the newsroom differently,
 * its answer for the request holds for all of them; elsewhere each NAME.xml is looked up by a
 * sub-request, once per request and at most STMH_ACCESS_LOOKUPS of them. A look-up does not inherit
 * the request's authorization, and only its result is kept.
 */
#ifndef HTTPD_ACCESS_CHECK_H
#define HTTPD_ACCESS_CHECK_H

#include "core/catalog/index.h"
#include "httpd/request/answer.h"
#include "httpd/request/request.h"

/** How many documents one request asks about; whatever comes after them is refused. */
#define STMH_ACCESS_LOOKUPS 500

typedef struct stmh_access_check_t stmh_access_check_t;

/** Fills in request->access, and what it knows beforehand: whether two documents of the newsroom
 * can differ in access for one reader (request->documents_differ: then lists ask
 * stmh_access_may_mention about each entry, and have no totals) and whether two readers can get
 * different verdicts (answer->readers_differ; also set later, by a look-up that a login has
 * opened). The request has an r. APR_TIMEUP where that could not be found out in time: only 503 may
 * be said then. Takes a handle of the catalog for a moment, so the caller must not have one. */
apr_status_t stmh_access_start(stmh_request_t *request, stmh_answer_t *answer);

/** OK, or the status with which httpd refuses NAME.xml; a login's challenge is copied. */
int stmh_access_document(stmh_access_check_t *check, const char *name);

/** Non-zero where this reader would get NAME.xml, so that other pages may show, name or link it;
 * and where @a check is NULL, because all may read all. */
int stmh_access_may_mention(stmh_access_check_t *check, const char *name);

/** Non-zero where STMH_ACCESS_LOOKUPS documents have been asked about, or none can be: all others
 * are refused. Zero where @a check is NULL. */
int stmh_access_is_exhausted(const stmh_access_check_t *check);

/** Fills query->without_folders with the folders that are closed to this reader; NULL where
 * documents do not differ. Closed documents in open folders are the caller's to leave out. */
apr_status_t stmh_access_filter(stmh_access_check_t *check, stm_query_t *query,
                                stm_catalog_t *catalog);

/** What verdicts depend on beside the reader, for the keys of stored pages; "" where documents do
 * not differ. */
const char *stmh_access_key(stmh_access_check_t *check, apr_pool_t *result_pool);

#endif
