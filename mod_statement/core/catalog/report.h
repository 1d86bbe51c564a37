/**
 * core/catalog/report - what the editors' report asks of the catalog.
 *
 * Each list is bounded by what the caller asks for, and found by an index that holds its entries
 * alone: 10,000 statements with errors cost a page of the report some milliseconds.
 */
#ifndef CORE_CATALOG_REPORT_H
#define CORE_CATALOG_REPORT_H

#include "core/catalog/index.h"

/** Which entries are asked for; a moment decides. */
typedef enum {
    STM_REPORT_UNSET = 0,
    STM_REPORT_REFUSED,   /* readers get nothing of them, because of a problem; by name */
    STM_REPORT_KEPT,      /* saved with errors: the last good version is shown; by name */
    STM_REPORT_WARNED,    /* shown, and something is said of them; by name */
    STM_REPORT_FOREIGN,   /* XML files that are no statements; by name */
    STM_REPORT_DRAFTS,    /* by name */
    STM_REPORT_EMBARGOED, /* whose moment comes; the next one first */
    STM_REPORT_ENDING,    /* that expire or will be withdrawn; the next one first */
    STM_REPORT_GONE       /* that were public and are withdrawn or deleted; the last one first */
} stm_report_list_t;

/** What is asked for. */
typedef struct stm_report_query_t {
    stm_report_list_t list;
    apr_time_t moment;
    int offset, limit;
} stm_report_query_t;

/** The entries (stm_entry_t *) of the list from query->offset on, at most query->limit; *total
 * counts all of it. Of a foreign file an entry has no more than name, folder and problems.
 * APR_SUCCESS, or an error of the index. */
apr_status_t stm_catalog_report(apr_array_header_t **entries, int *total, stm_catalog_t *catalog,
                                const char *newsroom, const stm_report_query_t *query,
                                apr_pool_t *result_pool);

/** Takes one entry; it lives until the call returns. */
typedef void stm_catalog_visit_t(void *baton, const stm_entry_t *entry, apr_pool_t *scratch_pool);

/** Calls @a visit for every entry, whatever its state: that with the latest visible_from first
 * (published_at where it is STM_NEVER), of one moment by name. APR_SUCCESS, or an error of the
 * index. */
apr_status_t stm_catalog_visit_all(stm_catalog_t *catalog, const char *newsroom,
                                   stm_catalog_visit_t *visit, void *baton,
                                   apr_pool_t *scratch_pool);

/** The final entries (stm_entry_t *) that expired, were withdrawn or, having been public before,
 * became so again by themselves after @a since and up to @a until: their files are older than that.
 */
apr_status_t stm_catalog_ended(apr_array_header_t **entries, stm_catalog_t *catalog,
                               const char *newsroom, apr_time_t since, apr_time_t until,
                               apr_pool_t *result_pool);

/** What the last complete scan found wrong with the newsroom as a whole (JSON; NULL: nothing).
 * APR_SUCCESS, APR_ENOENT where the newsroom is not known, or an error of the index. */
apr_status_t stm_catalog_faults(const char **problems, stm_catalog_t *catalog, const char *newsroom,
                                apr_pool_t *result_pool);

/** Adds the problems that @a json (of an entry or a newsroom; NULL: none) holds to @a problems;
 * what is said lives as long as @a result_pool. */
apr_status_t stm_catalog_read_problems(stm_problems_t *problems, stm_catalog_t *catalog,
                                       const char *json, apr_pool_t *result_pool);

#endif
