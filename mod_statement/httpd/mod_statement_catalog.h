/**
 * mod_statement_catalog - the few handles with which a child reads catalog and history.
 *
 * At most four a child, opened when they are first needed and never in the parent. A handle is used
 * by one request at a time; a request gives it back before it renders, and before it sends
 * anything.
 */
#ifndef MOD_STATEMENT_CATALOG_H
#define MOD_STATEMENT_CATALOG_H

#include <httpd.h>

#include "stm_catalog.h"
#include "stm_history.h"

typedef struct stm_store_t {
    stm_catalog_t *catalog;
    stm_history_t *history;
    apr_uint32_t epoch; /* of stm_store_renew */
    apr_pool_t *pool;
} stm_store_t;

/** Once per child, before its threads. */
void stm_store_child(apr_pool_t *child_pool);

/** A handle until stm_store_release or the end of @a pool, which is that of what is sent. NULL with
 * APR_TIMEUP where none came free within @a msec: nothing may be said then but 503; with another
 * error where there is no catalog yet. A line in the log says so of @a label. Any thread. */
apr_status_t stm_store_acquire(stm_store_t **store, int msec, const char *label, apr_pool_t *pool);
void stm_store_release(stm_store_t *store, apr_pool_t *pool);

/** Closes what nobody uses, and opens one handle anew, which keeps nothing of the files yet.
 * Nothing happens, here and in stm_store_renew, where the files are gone. Any thread. */
void stm_store_rest(void);

/** Has all handles of this child closed, those in use when they are given back. SQLite shares what
 * it knows of a file among the handles of a process: opened while nobody might write there, it
 * stays read-only for the writer, too. Any thread. */
void stm_store_renew(void);

#endif
