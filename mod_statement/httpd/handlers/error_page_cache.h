/**
 * httpd/handlers/error_page_cache - a child's cache of rendered error pages.
 *
 * Such a page depends on the status and the newsroom's settings, stylesheet and words, never on the
 * address: it is rendered once for all addresses. Bounded in number and size.
 */
#ifndef HTTPD_HANDLERS_ERROR_PAGE_CACHE_H
#define HTTPD_HANDLERS_ERROR_PAGE_CACHE_H

#include "core/render/page.h"

/** Once per child, before its threads. */
void stmh_error_page_cache_child(void);

/** The page kept under @a key, which names all that it depends on. Zero where there is none. Any
 * thread. */
int stmh_error_page_cache_find(stm_page_t *page, const char *key, apr_pool_t *result_pool);

/** Keeps a copy of @a page in place of the least recently used one. Any thread. */
void stmh_error_page_cache_put(const char *key, const stm_page_t *page);

#endif
