#include "core/catalog/records.h"

apr_status_t stm_records_newsroom_file(stm_newsroom_file_t **file, const stm_records_t *records,
                                       apr_pool_t *result_pool)
{
    const stm_newsroom_t *newsroom = records->newsroom;
    const char *bytes;
    apr_size_t size;
    apr_status_t status =
        stm_history_newsroom_file(&bytes, &size, records->history, newsroom->key, result_pool);

    *file = NULL;
    if (!status && stm_newsroom_file_parse(file, bytes, size, newsroom,
                                           stm_problems_create(result_pool), result_pool)) {
        *file = NULL;
        status = STM_EINVALID;
    }
    return status;
}

apr_status_t stm_records_parse_kept(stm_document_t **document, const stm_records_t *records,
                                    const char *name, apr_pool_t *result_pool)
{
    const stm_newsroom_t *newsroom = records->newsroom;
    stm_past_t past;
    apr_status_t status = stm_history_by_name(&past, records->history, newsroom->key, name,
                                              STM_BYTES_WITH, result_pool);

    if (!status && !past.bytes) {
        status = APR_ENOENT;
    }
    return status ? status
                  : stm_document_parse(document, name, past.bytes, past.size, &newsroom->limits,
                                       stm_problems_create(result_pool), result_pool);
}

/* A file that is replaced while it is read is not the one that the catalog knows. */
apr_status_t stm_records_parse_file(stm_document_t **document, stm_stretch_t *stretch,
                                    const stm_newsroom_t *newsroom, const stm_entry_t *entry,
                                    apr_pool_t *result_pool)
{
    const char *path = stm_newsroom_path(newsroom, entry->name, result_pool);
    apr_finfo_t after;
    stm_file_stamp_t stamp;

    if (entry->is_broken ||
        stm_document_read_stretch(document, stretch, &after, path, entry->name, &newsroom->limits,
                                  stm_problems_create(result_pool), result_pool)) {
        return APR_ENOENT;
    }
    stamp = stm_file_stamp(&after);
    return stm_file_stamp_equals(&stamp, &entry->stamp) ? APR_SUCCESS : APR_ENOENT;
}
