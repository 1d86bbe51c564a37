/**
 * core/catalog/totals - how many documents of a newsroom are in which state.
 *
 * For administrators: numbers, no names. One walk over the newsroom's entries.
 */
#ifndef CORE_CATALOG_TOTALS_H
#define CORE_CATALOG_TOTALS_H

#include "core/catalog/index.h"

/** Each document is counted once, by the first of these that holds for it. */
typedef enum {
    STM_TOTAL_DRAFT = 0,
    STM_TOTAL_REFUSED,   /* never passed the check */
    STM_TOTAL_DELETED,   /* was public, its file is gone */
    STM_TOTAL_WITHDRAWN, /* its notice is shown */
    STM_TOTAL_EXPIRED,   /* not listed any more */
    STM_TOTAL_EMBARGOED, /* its moment, or that of what it reproduces, is still to come */
    STM_TOTAL_PUBLISHED,
    STM_TOTALS
} stm_total_t;

typedef struct stm_totals_t {
    apr_int64_t of[STM_TOTALS];
    apr_int64_t broken; /* files that do not pass the check, never did or not any more */
} stm_totals_t;

/** Counts the documents of @a newsroom at @a moment. Statuses as stm_catalog_find, but for
 * APR_ENOENT: then there is no index yet. */
apr_status_t stm_catalog_totals(stm_totals_t *totals, stm_catalog_t *catalog, const char *newsroom,
                                apr_time_t moment);

#endif
