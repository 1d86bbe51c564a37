/**
 * httpd/shared/catalog_handle - the few handles with which a child reads catalog and history.
 *
 * At most four a child, opened when they are first needed and never in the parent. A handle is used
 * by one request at a time; a request gives it back before it renders, and before it sends
 * anything.
 */
#ifndef HTTPD_SHARED_CATALOG_HANDLE_H
#define HTTPD_SHARED_CATALOG_HANDLE_H

#include <httpd.h>

#include "core/catalog/index.h"
#include "core/state/history.h"

typedef struct stmh_catalog_handle_t {
    stm_catalog_t *catalog;
    stm_history_t *history;
    apr_uint32_t epoch; /* of stmh_catalog_handle_renew */
    apr_pool_t *pool;
} stmh_catalog_handle_t;

/** Once per child, before its threads. When the child gives memory back, what nobody uses is
 * closed, and one handle opened anew, which keeps nothing of the files yet. */
void stmh_catalog_handle_child(apr_pool_t *child_pool);

/** A handle until stmh_catalog_handle_release or the end of @a pool, which is that of what is sent.
 * NULL with APR_TIMEUP where none came free within @a msec: nothing may be said then but 503; with
 * another error where there is no catalog yet. A line in the log says so of @a label. Any thread.
 */
apr_status_t stmh_catalog_handle_acquire(stmh_catalog_handle_t **handle, int msec,
                                         const char *label, apr_pool_t *pool);
void stmh_catalog_handle_release(stmh_catalog_handle_t *handle, apr_pool_t *pool);

/** Has all handles of this child closed, those in use when they are given back. SQLite shares what
 * it knows of a file among the handles of a process: opened while nobody might write there, it
 * stays read-only for the writer, too. Nothing happens where the files are gone. Any thread. */
void stmh_catalog_handle_renew(void);

#endif
