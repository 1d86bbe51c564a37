/**
 * httpd/any_xml/fetch - stylesheets and documents of this site, as the reader would get them.
 *
 * Each URL is fetched by a sub-request with the reader's headers, but for what tells a browser, a
 * condition, a range or a coding: so access rules hold, aliases, programs and proxied addresses
 * work, and what comes is the stored bytes. Only this virtual host is asked
 * (httpd/any_xml/origin). Each URL is fetched once for a request, and number and bytes are bounded.
 * Everything is done in the request's own thread or, where its stack is too small to render, in one
 * that it waits for meanwhile.
 */
#ifndef HTTPD_ANY_XML_FETCH_H
#define HTTPD_ANY_XML_FETCH_H

#include <apr_hash.h>
#include <apr_tables.h>
#include <httpd.h>

#include "core/any_xml/fetch.h"
#include "core/base/hash.h"

/** What one URL has given. */
typedef struct stmh_any_fetched_t {
    const char *url; /* as it was asked for */
    stm_fetch_kind_t kind;
    apr_status_t status;
    stm_fetched_t result;
    apr_time_t read_at;
    apr_time_t changed_at; /* 0: unknown */
    int is_private;        /* another reader may get something else */
} stmh_any_fetched_t;

/** What has been fetched for one request. */
typedef struct stmh_any_fetcher_t {
    request_rec *r;
    apr_pool_t *pool; /* of all bytes */
    apr_hash_t *by_url;
    apr_array_header_t *all; /* stmh_any_fetched_t *, in the order of their first use */
    apr_size_t max_bytes;    /* of one */
    apr_size_t bytes;        /* of all */
    const char *refused;     /* a URL that did not come, and why; NULL: none */
    int is_rendering;        /* between stmh_any_fetcher_begin and _end */
    int is_late;             /* a rendering that has fetched did not get its turn again */
} stmh_any_fetcher_t;

/** For the request @a r, which is no sub-request; bytes live as long as @a pool. */
stmh_any_fetcher_t *stmh_any_fetcher_create(request_rec *r, apr_size_t max_bytes, apr_pool_t *pool);

/** What is at @a url (absolute). Never NULL. */
const stmh_any_fetched_t *stmh_any_fetch(stmh_any_fetcher_t *fetcher, const char *url,
                                         stm_fetch_kind_t kind);

/** For stm_transform; @a baton is the fetcher. While it fetches, others may render. */
apr_status_t stmh_any_fetch_for_transform(stm_fetched_t *fetched, void *baton, const char *url,
                                          stm_fetch_kind_t kind, apr_pool_t *result_pool);

/** Between these two this thread renders: it has a turn among those of the child, and prefork's
 * signals wait. Zero where it did not get its turn within @a msec. */
int stmh_any_fetcher_begin(stmh_any_fetcher_t *fetcher, int msec);
void stmh_any_fetcher_end(stmh_any_fetcher_t *fetcher);

/** Adds all that was fetched. */
void stmh_any_fetcher_hash(stm_hash_t *hash, const stmh_any_fetcher_t *fetcher);

/** When what was read at @a read_at last changed; 0, unknown, in the same second: it may have
 * changed once more since, and dates in headers would not tell (RFC 9110 section 8.8.2.2). */
apr_time_t stmh_any_settled(apr_time_t changed_at, apr_time_t read_at);

/** For register_hooks. */
void stmh_any_fetch_register(void);

#endif
