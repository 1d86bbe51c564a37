/**
 * httpd/access/subrequest - asks httpd about an address as if it were requested itself.
 *
 * A sub-request that differs from others in three ways. Its access is always checked: httpd reuses
 * the main request's result where both have the same per-directory configuration. mod_rewrite sees
 * a main request, because it skips redirects and rules with NS in sub-requests; so does any other
 * module that hooks translate_name or fixups as APR_HOOK_FIRST and comes right before or after it,
 * and such a module may do for a look-up what it does for requests alone. And nothing is logged:
 * the reader of a list has not requested the document, and "client denied" lines would make him
 * look like an intruder.
 */
#ifndef HTTPD_ACCESS_SUBREQUEST_H
#define HTTPD_ACCESS_SUBREQUEST_H

#include "httpd/request/target.h"

/** One answer of httpd's, until stmh_subrequest_end. */
typedef struct stmh_subrequest_t {
    request_rec *sub;
    int status;       /* OK, or the status of the refusal */
    apr_pool_t *pool; /* its own */
} stmh_subrequest_t;

/** Asks, for @a r in the newsroom @a mount, about @a tail below its root ("2026/a.xml", "2026/").
 * It counts as refused if it answers 4xx or 5xx, redirects to another path, or maps to anything but
 * that file in the newsroom. */
void stmh_subrequest_start(stmh_subrequest_t *lookup, request_rec *r, const stmh_mount_t *mount,
                           const char *tail);
void stmh_subrequest_end(stmh_subrequest_t *lookup);

/** The sub-request of @a r for @a url, a path and perhaps a query, whose access is checked in the
 * same way. It may be run, and is to be ended with ap_destroy_sub_req. */
request_rec *stmh_subrequest_ask(request_rec *r, const char *url);

/** The target of the request that looks @a r up; NULL where @a r is no look-up of ours. */
stmh_target_t *stmh_subrequest_asker(const request_rec *r);

/** For register_hooks. */
void stmh_subrequest_register(void);

#endif
