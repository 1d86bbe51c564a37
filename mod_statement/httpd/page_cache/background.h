/**
 * httpd/page_cache/background - renders a page that outlasts the request for it.
 *
 * Where a page is kept and the same for all readers, a worker thread renders it from a copy of the
 * request's data. The reader waits for two seconds at most and then gets 503; the rendering goes on
 * within StatementMaxWork, and its page or failure is in the store for the next reader.
 */
#ifndef HTTPD_PAGE_CACHE_BACKGROUND_H
#define HTTPD_PAGE_CACHE_BACKGROUND_H

#include "httpd/page_cache/get_or_render.h"
#include "httpd/page_cache/outcome.h"

/** Non-zero where the page of @a slot can be rendered without a request_rec: it is kept,
 * and no rule of httpd can make it differ between documents or readers. */
int stmh_background_may(const stmh_request_t *request, const stmh_page_slot_t *slot);

typedef enum {
    STMH_BACKGROUND_DONE = 0,
    STMH_BACKGROUND_LATE, /* the rendering goes on: the caller answers 503 */
    STMH_BACKGROUND_BUSY, /* nothing comes of it: the caller answers 503 */
    STMH_BACKGROUND_NONE  /* no thread could be started: the caller renders the page itself */
} stmh_background_end_t;

/** Renders the page of @a slot in another thread, which takes over @a lock and ends it; where
 * nothing has begun @a lock is the caller's again. The caller must not hold a handle of the
 * catalog. Where that is done *@a outcome says what has come of it, as long as request->pool lives.
 */
stmh_background_end_t stmh_background_render(const stmh_outcome_t **outcome,
                                             const stmh_request_t *request,
                                             const stmh_page_slot_t *slot, stm_render_lock_t *lock);

#endif
