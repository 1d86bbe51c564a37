/* The language that all statements of a newsroom share. */
#include "core/i18n/language.h"
#include "core/catalog/listing.h"

static apr_status_t add_tag(apr_array_header_t *tags, apr_int64_t value,
                            const stm_listing_t *listing)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(&query, listing->catalog->database,
                                             "SELECT value FROM facet_values WHERE id = ?1",
                                             STM_VALUES(STM_NUMBER(value)));

    if (!status) {
        APR_ARRAY_PUSH(tags, const char *) = stm_database_text(query, 0, listing->pool);
        stm_database_leave(query);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

static apr_status_t find_language(const char **lang, stm_catalog_t *catalog, const char *newsroom,
                                  const stm_query_t *query, apr_pool_t *result_pool)
{
    apr_array_header_t *tags = apr_array_make(result_pool, 4, sizeof(const char *));
    const apr_array_header_t *counts = NULL;
    stm_listing_t listing;
    apr_status_t status = stm_listing_start(&listing, catalog, newsroom, query, result_pool);

    if (!status) {
        status = stm_listing_counts(&counts, &listing);
    }
    for (int i = 0; !status && i < counts->nelts; i++) {
        const stm_value_count_t *counted = &APR_ARRAY_IDX(counts, i, stm_value_count_t);

        if (counted->kind == STM_KIND_LANG) {
            status = add_tag(tags, counted->value, &listing);
        }
    }
    *lang = status ? NULL : stm_language_shared(tags, result_pool);
    return status;
}

apr_status_t stm_catalog_language(const char **lang, stm_catalog_t *catalog, const char *newsroom,
                                  stm_show_t show, apr_time_t moment, apr_pool_t *result_pool)
{
    const stm_query_t query = {.folder = "", .show = show, .moment = moment};
    /* Counts and what corrects them are of one moment of the index. */
    apr_status_t status = stm_catalog_begin_reading(catalog);

    if (!status) {
        status = find_language(lang, catalog, newsroom, &query, result_pool);
        stm_catalog_end_reading(catalog);
    }
    return status;
}
