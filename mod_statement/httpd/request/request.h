/**
 * httpd/request/request - what is asked for, by whom, and when.
 *
 * Filled in before the first step and constant from then on; a step that works in another pool, or
 * in another thread, gets a copy. What is found out for it is in httpd/request/lookup, what will be
 * sent in httpd/request/answer.
 */
#ifndef HTTPD_REQUEST_REQUEST_H
#define HTTPD_REQUEST_REQUEST_H

#include "httpd/request/target.h"

struct stmh_access_check_t; /* see httpd/access/check.h */
struct stmh_outcome_t;      /* see httpd/page_cache/outcome.h */

typedef struct stmh_request_t {
    request_rec *r;    /* NULL: it is prerendered, or rendered in the background */
    apr_pool_t *pool;  /* for what lasts until the answer is sent */
    const char *label; /* what the log calls it: the path that was asked for */
    const char *query; /* the query string; NULL: none */
    stmh_target_t *target;
    const stmh_mount_t *mount;
    apr_time_t moment;
    const char *previewed; /* the one hidden statement that a token opens; NULL: none */
    apr_time_t patience;   /* when a wait is in vain; 0: nobody asks */
    struct stmh_access_check_t *access; /* NULL: nobody asks, and all may read all */
    int documents_differ;   /* access may depend on the document, see stmh_access_start */
    int is_background;      /* a reader has asked for it, whose request may have ended; the lock of
                               the page is held */
    const int *is_unwanted; /* atomic: it is to be given up; NULL: never */
    struct stmh_outcome_t *outcome; /* where a background rendering puts its result; or NULL */
} stmh_request_t;

/** For nobody yet: asks for @a target, which the log calls @a label, in @a pool. */
stmh_request_t *stmh_request_create(stmh_target_t *target, const char *label, apr_pool_t *pool);

/** For the reader who has sent @a r, and waits for less than two seconds. */
stmh_request_t *stmh_request_start(request_rec *r, stmh_target_t *target);

/** Non-zero where no reader has asked for the page. */
static inline int stmh_request_is_prerender(const stmh_request_t *request)
{
    return !request->r && !request->is_background;
}

static inline int stmh_request_is_unwanted(const stmh_request_t *request)
{
    return request->is_unwanted && __atomic_load_n(request->is_unwanted, __ATOMIC_SEQ_CST);
}

/** How many milliseconds it may still wait for others, one wait after the other; 200 at least. */
int stmh_request_patience(const stmh_request_t *request);

/** Non-zero where only that minimum is left. */
int stmh_request_is_out_of_patience(const stmh_request_t *request);

#endif
