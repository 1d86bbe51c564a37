/* The facet values of one statement. */
#include "core/catalog/facet_values.h"

static apr_status_t read_values(apr_array_header_t **values, stm_catalog_t *catalog,
                                const char *newsroom, const char *name, apr_pool_t *pool)
{
    sqlite3_stmt *row;
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status) {
        status = stm_database_first(
            &row, catalog->database,
            "SELECT facet_values FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2",
            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));
    }
    if (!status) {
        *values = stm_facet_values_read(row, 0, pool);
        stm_database_leave(row);
    }
    return status;
}

static apr_status_t add_value(apr_array_header_t *facets, stm_catalog_t *catalog,
                              const stm_facet_value_t *value)
{
    sqlite3_stmt *row;
    apr_status_t status = stm_database_first(&row, catalog->database,
                                             "SELECT value, text FROM facet_values WHERE id = ?1",
                                             STM_VALUES(STM_NUMBER(value->id)));

    if (!status) {
        APR_ARRAY_PUSH(facets, stm_facet_t) =
            (stm_facet_t){.kind = (stm_facet_kind_t)value->kind,
                          .value = stm_database_text(row, 0, facets->pool),
                          .text = stm_database_text(row, 1, facets->pool)};
        stm_database_leave(row);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_values_of(apr_array_header_t **facets, stm_catalog_t *catalog,
                                   const char *newsroom, const char *name, apr_pool_t *result_pool)
{
    apr_array_header_t *values;
    apr_status_t status = read_values(&values, catalog, newsroom, name, result_pool);

    *facets = apr_array_make(result_pool, 8, sizeof(stm_facet_t));
    for (int i = 0; !status && i < values->nelts; i++) {
        const stm_facet_value_t *value = &APR_ARRAY_IDX(values, i, stm_facet_value_t);

        if (value->kind < STM_FACET_KINDS) {
            status = add_value(*facets, catalog, value);
        }
    }
    return status;
}
