/**
 * httpd/page_cache/delays - pages that readers have waited for in vain.
 *
 * A reader is told to come back while a long rendering goes on without him, and finds the page
 * then, or as it was (httpd/page_cache/stale). Of one that cannot be kept he would never see
 * anything: after a few such attempts, for some minutes, a request that has not waited for anybody
 * renders the page itself, however long that takes. Shared by all children, since the next attempt
 * may be another's. Two pages whose names fall together may be taken for each other.
 */
#ifndef HTTPD_PAGE_CACHE_DELAYS_H
#define HTTPD_PAGE_CACHE_DELAYS_H

#include <apr_pools.h>

/** So many are enough. */
#define STMH_DELAYS_ENOUGH 3

/** In the parent, with the configuration's pool. */
void stmh_delays_start(apr_pool_t *pconf);

/** How many times in a row somebody has waited in vain for the page in the slot of @a key, up to
 * STMH_DELAYS_ENOUGH. */
int stmh_delays_count(const char *key);

/** It has happened once more; @a is_certain: and always will. Any thread, as all here. */
void stmh_delays_note(const char *key, int is_certain);

/** The store has the page. */
void stmh_delays_forget(const char *key);

#endif
