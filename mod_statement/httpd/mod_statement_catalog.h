/**
 * mod_statement_catalog - the few handles with which a child reads catalog and history.
 *
 * At most four a child, opened when they are first needed and never in the parent. A handle is used
 * by one request at a time; a request gives it back before it renders.
 */
#ifndef MOD_STATEMENT_CATALOG_H
#define MOD_STATEMENT_CATALOG_H

#include <httpd.h>

#include "stm_catalog.h"
#include "stm_history.h"

typedef struct stm_store_t {
    stm_catalog_t *catalog;
    stm_history_t *history;
    apr_pool_t *pool;
} stm_store_t;

/** Once per child, before its threads. */
void stm_store_child(apr_pool_t *child_pool);

/** A handle for this request until stm_store_release or its end; NULL where there is no catalog
 * yet. Any thread. */
stm_store_t *stm_store_acquire(request_rec *r);
void stm_store_release(request_rec *r, stm_store_t *store);

#endif
