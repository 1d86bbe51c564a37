/* One page of a list. */
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/listing.h"

stm_list_cursor_t stm_catalog_cursor(const stm_entry_t *entry, stm_show_t show,
                                     apr_pool_t *result_pool)
{
    stm_list_cursor_t cursor = {show == STM_SHOW_ALL ? entry->published_at : entry->visible_from,
                                stm_catalog_tie(entry, result_pool)};
    return cursor;
}

/* A page, while the walk to it goes on. */
typedef struct page_t {
    int skip, limit;
    apr_array_header_t *ids; /* apr_int64_t */
} page_t;

static int take_page(void *baton, const stm_row_t *row)
{
    page_t *page = baton;

    if (row->lacks || page->skip-- > 0) {
        return 0;
    }
    APR_ARRAY_PUSH(page->ids, apr_int64_t) = row->id;
    return page->ids->nelts >= page->limit;
}

/* Goes no further than to the end of the page. */
static apr_status_t find_page(apr_array_header_t **ids, stm_listing_t *listing)
{
    page_t page = {listing->query->offset, listing->query->limit,
                   apr_array_make(listing->pool, 20, sizeof(apr_int64_t))};

    *ids = page.ids;
    return page.limit > 0 ? stm_listing_walk(listing, take_page, &page) : APR_SUCCESS;
}

static apr_status_t find_ranked(apr_array_header_t **ids, apr_int64_t *total,
                                stm_listing_t *listing)
{
    const stm_found_t *found;
    apr_status_t status = stm_listing_find(&found, listing);

    if (status) {
        return status;
    }
    *total = found->total;
    *ids = found->page;
    return listing->match && found->total <= STM_RANKED_MAX &&
                   listing->query->filter.order != STM_FOUND_NEWEST
               ? stm_listing_rank(ids, listing, found)
               : APR_SUCCESS;
}

static apr_status_t find_ids(apr_array_header_t **ids, apr_int64_t *total, stm_listing_t *listing)
{
    int is_counted;
    apr_status_t status;

    if (listing->query->order == STM_ORDER_NEWEST) {
        return find_page(ids, listing);
    }
    status = stm_listing_is_counted(&is_counted, listing);
    if (status || !is_counted) {
        return status ? status : find_ranked(ids, total, listing);
    }
    status = stm_database_number(total, listing->catalog->database,
                                 "SELECT count FROM facet_values WHERE newsroom = " STM_NEWSROOM_ID
                                 " AND kind = 6 AND value = ''",
                                 STM_VALUES(STM_TEXT(listing->newsroom)));
    if (status || *total <= listing->query->offset) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    return find_page(ids, listing);
}

static apr_status_t add_entry(apr_array_header_t *entries, const stm_listing_t *listing,
                              apr_int64_t id, apr_pool_t *result_pool)
{
    apr_array_header_t *rows;
    apr_status_t status = stm_catalog_rows(
        &rows, listing->catalog, "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE id = ?1",
        STM_VALUES(STM_NUMBER(id)), 1, result_pool);

    if (!status && rows->nelts && listing->match) {
        status = stm_listing_add_snippet(APR_ARRAY_IDX(rows, 0, stm_entry_t *), listing, id,
                                         result_pool);
    }
    apr_array_cat(entries, rows);
    return status;
}

static apr_status_t list(apr_array_header_t *entries, apr_int64_t *total, stm_listing_t *listing)
{
    apr_array_header_t *ids = NULL;
    apr_status_t status =
        stm_listing_is_empty(listing) ? APR_SUCCESS : find_ids(&ids, total, listing);

    for (int i = 0; !status && ids && i < ids->nelts; i++) {
        status = add_entry(entries, listing, APR_ARRAY_IDX(ids, i, apr_int64_t), entries->pool);
    }
    return status;
}

apr_status_t stm_catalog_list(apr_array_header_t **entries, int *total, stm_catalog_t *catalog,
                              const char *newsroom, const stm_query_t *query,
                              apr_pool_t *result_pool)
{
    apr_int64_t count = 0;
    stm_listing_t listing;
    /* Count and page are of one moment of the index. */
    apr_status_t status = stm_catalog_begin_reading(catalog);

    *entries = apr_array_make(result_pool, 20, sizeof(stm_entry_t *));
    if (status) {
        return status;
    }
    status = stm_listing_start(&listing, catalog, newsroom, query, result_pool);
    if (!status) {
        status = list(*entries, &count, &listing);
    }
    *total = !status && query->order == STM_ORDER_NEWEST ? (*entries)->nelts : (int)count;
    stm_catalog_end_reading(catalog);
    return status;
}
