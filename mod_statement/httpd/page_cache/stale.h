/**
 * httpd/page_cache/stale - the page as it last was, for who would wait too long for the next one.
 *
 * A list that changes faster than it is rendered would be 503 for all its readers. They get what
 * was last rendered, where a cache might still show that, and where nothing that was public has
 * been hidden since (nginx: proxy_cache_use_stale updating). While the index does not know what is
 * on the disk, nobody can tell that.
 */
#ifndef HTTPD_PAGE_CACHE_STALE_H
#define HTTPD_PAGE_CACHE_STALE_H

#include "httpd/page_cache/internal.h"

/** Where @a attempt has waited in vain, makes the page that was in its slot before what it has
 * found, fresh for no cache. Zero where there is none, or it may not be sent. */
int stmh_stale_take(stmh_attempt_t *attempt);

#endif
