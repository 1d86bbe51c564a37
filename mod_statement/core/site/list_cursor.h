/**
 * core/site/list_cursor - where an unnumbered page of a list begins: after an entry that the reader
 * has seen.
 *
 * It does not reveal what comes before or between, and stays valid when entries come and go there.
 */
#ifndef CORE_SITE_LIST_CURSOR_H
#define CORE_SITE_LIST_CURSOR_H

#include <apr_pools.h>
#include <apr_time.h>

/** Where an entry is in a list: its moment, by which lists go, and among equals its
 * stm_catalog_tie. */
typedef struct stm_list_cursor_t {
    apr_time_t moment;
    const char *tie;
} stm_list_cursor_t;

/** Reads it from a query string ("before=1777888800000000-urn%3Aa&tag=x"; may be NULL). Zero where
 * there is none, or none that makes sense. */
int stm_list_cursor_parse(stm_list_cursor_t *cursor, const char *query, apr_pool_t *result_pool);

/** Its one form in a query string. */
const char *stm_list_cursor_query(const stm_list_cursor_t *cursor, apr_pool_t *result_pool);

#endif
