/* Which statements have had a value, gone ones too. */
#include <string.h>

#include "core/catalog/listing.h"

/* Names, while they are looked for. */
typedef struct naming_t {
    apr_array_header_t *ids; /* apr_int64_t */
    int limit;
} naming_t;

static int take_id(void *baton, const stm_row_t *row)
{
    naming_t *naming = baton;

    if (!row->lacks) {
        APR_ARRAY_PUSH(naming->ids, apr_int64_t) = row->id;
    }
    return naming->ids->nelts >= naming->limit;
}

#define DELETED                                                                                    \
    "SELECT id, withdrawn_at, facet_values FROM entries WHERE newsroom = " STM_NEWSROOM_ID         \
    " AND state IN (3, 4) AND state = 4 AND first_public_at <> 0"                                  \
    " AND withdrawn_at < " STM_NEVER_TEXT " ORDER BY withdrawn_at DESC"

apr_status_t stm_listing_walk_deleted(const stm_listing_t *listing, stm_row_take_t *take,
                                      void *baton)
{
    return stm_listing_rows(listing, DELETED, STM_VALUES(STM_TEXT(listing->newsroom)), take, baton);
}

/* The first ones of both, each at most so many. */
static apr_status_t find_ids(apr_array_header_t *ids, stm_listing_t *listing, int limit)
{
    naming_t naming = {ids, limit};
    apr_status_t status;

    listing->is_with_ended = 1;
    status = stm_listing_walk(listing, take_id, &naming);
    if (status || ids->nelts >= limit) {
        return status;
    }
    naming.limit = ids->nelts + limit;
    return stm_listing_walk_deleted(listing, take_id, &naming);
}

static apr_status_t add_name(apr_array_header_t *names, stm_catalog_t *catalog, apr_int64_t id)
{
    apr_array_header_t *found;
    apr_status_t status =
        stm_catalog_rows(&found, catalog, "SELECT name FROM entries WHERE id = ?1",
                         STM_VALUES(STM_NUMBER(id)), 0, names->pool);

    apr_array_cat(names, found);
    return status;
}

/* Of the filter the value of one kind alone, or of no kind the folder. */
static stm_query_t narrow(const stm_query_t *query, stm_facet_kind_t kind)
{
    stm_query_t narrowed = {.folder = kind ? "" : query->folder,
                            .show = query->show,
                            .moment = query->moment,
                            .without_folders = query->without_folders};

    narrowed.filter.values[kind] = query->filter.values[kind];
    return narrowed;
}

apr_status_t stm_catalog_ever_listed(apr_array_header_t **names, stm_catalog_t *catalog,
                                     const char *newsroom, const stm_query_t *query,
                                     stm_facet_kind_t kind, int limit, apr_pool_t *result_pool)
{
    const stm_query_t narrowed = narrow(query, kind);
    apr_array_header_t *ids = apr_array_make(result_pool, 8, sizeof(apr_int64_t));
    stm_listing_t listing;
    apr_status_t status = stm_catalog_ready(catalog);

    *names = apr_array_make(result_pool, 1, sizeof(const char *));
    if (status || limit <= 0 || (kind && !query->filter.values[kind])) {
        return status;
    }
    status = stm_listing_start(&listing, catalog, newsroom, &narrowed, result_pool);
    if (!status) {
        status = find_ids(ids, &listing, limit);
    }
    for (int i = 0; !status && i < ids->nelts; i++) {
        status = add_name(*names, catalog, APR_ARRAY_IDX(ids, i, apr_int64_t));
    }
    return status;
}
