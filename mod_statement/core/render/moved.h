/**
 * core/render/moved - when a feed last changed, whatever its entries say of themselves.
 */
#ifndef CORE_RENDER_MOVED_H
#define CORE_RENDER_MOVED_H

#include "core/catalog/records.h"

typedef enum {
    STM_MOVED_UNSET = 0, /* as SHOWN */
    STM_MOVED_SHOWN,     /* by what the feed itself tells */
    STM_MOVED_RECORDED   /* also by what has come, changed and left in other places */
} stm_moved_t;

/** The feed of @a query is as new as the last of all that left it, as @a gone (stm_entry_t *, may
 * be NULL) tells, and where @a which says so, of all that came, changed and left. One that never
 * held anything (@a shown 0) is as old as the newsroom. 0: nothing is known. APR_SUCCESS, or an
 * error of the state. */
apr_status_t stm_feed_moved(apr_time_t *moved, const stm_records_t *records,
                            const stm_query_t *query, const apr_array_header_t *gone,
                            stm_moved_t which, int shown, apr_pool_t *scratch_pool);

#endif
