/* By which values a public statement can be found or could be, and how many are. */
#include "core/catalog/listing.h"

typedef struct counting_t {
    stm_id_map_t ids;           /* of values */
    apr_array_header_t *counts; /* int, by number in ids */
    int step;                   /* 0: the values are noted and not counted */
} counting_t;

static int count_row(void *baton, const stm_row_t *row)
{
    counting_t *counting = baton;
    const unsigned char *at = row->values;
    stm_facet_value_t value = {0};

    while ((at = stm_facet_value_next(&value, at, row->end))) {
        const int number = stm_id_map_add(&counting->ids, value.id);

        if (number == counting->counts->nelts) {
            APR_ARRAY_PUSH(counting->counts, int) = 0;
        }
        APR_ARRAY_IDX(counting->counts, number, int) += counting->step;
    }
    return 0;
}

/* What is listed, what was, and what is deleted. */
static apr_status_t count_all(counting_t *counting, stm_listing_t *listing)
{
    apr_status_t status;

    counting->step = 1;
    status = stm_listing_walk(listing, count_row, counting);
    counting->step = 0;
    listing->is_with_ended = 1;
    if (!status) {
        status = stm_listing_walk(listing, count_row, counting);
    }
    return status ? status : stm_listing_walk_deleted(listing, count_row, counting);
}

/* Filters ask for ranges of languages, and for folders with all below them. */
static stm_facet_kind_t filter_kind(int kind)
{
    switch (kind) {
    case STM_KIND_RANGE:
        return STM_FACET_LANG;
    case STM_KIND_BELOW:
        return STM_FACET_UNSET;
    default:
        return (stm_facet_kind_t)kind;
    }
}

static void add_value(apr_array_header_t *values, const counting_t *counting, sqlite3_stmt *row)
{
    const int number = stm_id_map_find(&counting->ids, sqlite3_column_int64(row, 0));

    if (number >= 0) {
        stm_listed_value_t *value = apr_array_push(values);

        value->kind = filter_kind(sqlite3_column_int(row, 1));
        value->value = stm_database_text(row, 2, values->pool);
        value->count = APR_ARRAY_IDX(counting->counts, number, int);
    }
}

static apr_status_t read_values(apr_array_header_t *values, const counting_t *counting,
                                const stm_listing_t *listing)
{
    stm_database_t *database = listing->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, database,
        "SELECT id, kind, value FROM facet_values WHERE newsroom = " STM_NEWSROOM_ID
        " AND kind IN (1, 2, 4, 5, 6)",
        STM_VALUES(STM_TEXT(listing->newsroom)));

    while (!status && !(status = stm_database_next(database, query))) {
        add_value(values, counting, query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_listed_values(apr_array_header_t **values, stm_catalog_t *catalog,
                                       const char *newsroom, apr_time_t moment,
                                       apr_pool_t *result_pool)
{
    const stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = moment};
    counting_t counting = {.counts = apr_array_make(result_pool, 64, sizeof(int))};
    stm_listing_t listing;
    /* Counts and values are of one moment of the index. */
    apr_status_t status = stm_catalog_begin_reading(catalog);

    *values = apr_array_make(result_pool, 64, sizeof(stm_listed_value_t));
    if (status) {
        return status;
    }
    stm_id_map_init(&counting.ids, result_pool);
    status = stm_listing_start(&listing, catalog, newsroom, &query, result_pool);
    if (!status) {
        status = count_all(&counting, &listing);
    }
    if (!status) {
        status = read_values(*values, &counting, &listing);
    }
    stm_catalog_end_reading(catalog);
    return status;
}
