/**
 * core/site/list_cursor - the start of a page in a list without page numbers.
 *
 * The cursor names the last entry of the page before. It reveals nothing about entries that the
 * reader may not see, and stays valid when entries are added or removed. Any thread.
 */
#ifndef CORE_SITE_LIST_CURSOR_H
#define CORE_SITE_LIST_CURSOR_H

#include <apr_pools.h>
#include <apr_time.h>

/** An entry's place in a list: lists are sorted by moment, then by stm_catalog_tie. */
typedef struct stm_list_cursor_t {
    apr_time_t moment;
    const char *tie;
} stm_list_cursor_t;

/** Parses it from a query string ("before=1777888800000000-urn%3Aa&tag=x"; may be NULL). Zero where
 * there is no valid one. */
int stm_list_cursor_parse(stm_list_cursor_t *cursor, const char *query, apr_pool_t *result_pool);

/** Writes it as a query string. */
const char *stm_list_cursor_query(const stm_list_cursor_t *cursor, apr_pool_t *result_pool);

#endif
