/**
 * httpd/shared/page_store - what a child opens once of the store of pages and of the counters of
 * changes; see core/page_store/store and core/state/generation.
 */
#ifndef HTTPD_SHARED_PAGE_STORE_H
#define HTTPD_SHARED_PAGE_STORE_H

#include "core/page_store/store.h"
#include "core/state/generation.h"

/** Once per child, before its threads. */
void stmh_page_store_child(apr_pool_t *child_pool);

/** NULL where there is no store, or none that can be used. */
stm_page_store_t *stmh_page_store_pages(void);

/** Says, once, that pages cannot be kept. */
void stmh_page_store_complain(apr_status_t status);

/** The writer's, several times a second: keeps the store within its bound. */
void stmh_page_store_trim(apr_pool_t *scratch_pool);

/** NULL where there are none. */
stm_generation_t *stmh_page_store_generation(void);

#endif
