/* In which archive document a statement stands. */
#include "core/catalog/listing.h"

typedef struct skipping_t {
    int skip, is_found;
    apr_time_t moment;
} skipping_t;

static int take_after(void *baton, const stm_row_t *row)
{
    skipping_t *skipping = baton;

    if (row->lacks || skipping->skip-- > 0) {
        return 0;
    }
    skipping->moment = row->moment;
    return skipping->is_found = 1;
}

/* Of the first that is listed from the offset on; APR_ENOENT. */
static apr_status_t first_moment(apr_time_t *moment, stm_listing_t *listing)
{
    skipping_t skipping = {.skip = listing->query->offset};
    apr_status_t status = stm_listing_walk(listing, take_after, &skipping);

    *moment = skipping.moment;
    return status || skipping.is_found ? status : APR_ENOENT;
}

/* What is withdrawn goes on counting: where it stood, nothing becomes another's. */
static apr_status_t has_more_than(int *has_more, const stm_listing_t *listing, int limit)
{
    skipping_t skipping = {.skip = limit};
    stm_listing_t with_ended = *listing;
    apr_status_t status;

    with_ended.is_with_ended = listing->query->show != STM_SHOW_ALL;
    status = stm_listing_walk(&with_ended, take_after, &skipping);
    *has_more = skipping.is_found;
    return status;
}

/* The longest that is over and not too full. */
static apr_status_t find_span(stm_archive_t *archive, const stm_listing_t *listing,
                              apr_time_t moment, apr_time_t end)
{
    stm_query_t query = *listing->query;
    stm_listing_t narrowed = *listing;
    apr_status_t status = APR_SUCCESS;
    int span, is_found = 0;
    narrowed.query = &query;
    for (span = STM_SPAN_YEAR; !status && !is_found; span++) {
        status = stm_archive_at(archive, (stm_span_t)span, moment) ? APR_ENOENT : APR_SUCCESS;
        query.from = archive->from;
        query.until = archive->until;
        is_found = span == STM_SPAN_SECOND;
        if (!status && !is_found && archive->until <= end) {
            int has_more;
            status = has_more_than(&has_more, &narrowed, query.limit);
            is_found = !has_more;
        }
    }
    return status;
}

static apr_status_t find(stm_archive_t *archive, stm_listing_t *listing)
{
    stm_query_t query = *listing->query;
    stm_listing_t narrowed = *listing;
    apr_time_t end = query.until ? query.until : query.moment;
    apr_time_t moment;
    apr_status_t status = first_moment(&moment, listing);
    if (!status && moment >= end) {
        /* Of no known date, or the clock was set back. */
        query.until = end;
        query.offset = 0;
        narrowed.query = &query;
        status = first_moment(&moment, &narrowed);
    }
    return status ? status : find_span(archive, &narrowed, moment, end);
}

apr_status_t stm_catalog_archive(stm_archive_t *archive, stm_catalog_t *catalog,
                                 const char *newsroom, const stm_query_t *query)
{
    stm_listing_t listing;
    apr_pool_t *pool;
    apr_status_t status = query->filter.q ? APR_ENOENT : stm_catalog_begin_reading(catalog);
    if (status) {
        return status;
    }
    apr_pool_create(&pool, catalog->database_pool);
    status = stm_listing_start(&listing, catalog, newsroom, query, pool);
    if (!status) {
        status = find(archive, &listing);
    }
    apr_pool_destroy(pool);
    stm_catalog_end_reading(catalog);
    return status;
}
