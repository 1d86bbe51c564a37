/* What readers may have seen and is no more. */
#include "core/catalog/listing.h"

apr_status_t stm_catalog_gone(apr_array_header_t **entries, stm_catalog_t *catalog,
                              const char *newsroom, const stm_query_t *query,
                              apr_pool_t *result_pool)
{
    apr_status_t status = stm_catalog_ready(catalog);

    return status
               ? status
               : stm_catalog_rows(
                     entries, catalog,
                     "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE newsroom = " STM_NEWSROOM_ID
                     " AND state IN (3, 4) AND first_public_at <> 0"
                     " AND withdrawn_at < " STM_NEVER_TEXT " AND withdrawn_at <= ?2"
                     " AND folder >= ?3 AND folder < ?4"
                     " AND folder NOT IN (SELECT value FROM json_each(?5))"
                     " ORDER BY withdrawn_at DESC, identity LIMIT ?6",
                     STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(query->moment),
                                STM_TEXT(query->folder),
                                STM_TEXT(stm_listing_past_folder(query->folder, result_pool)),
                                STM_TEXT(stm_listing_json(query->without_folders, result_pool)),
                                STM_NUMBER(query->limit)),
                     1, result_pool);
}
