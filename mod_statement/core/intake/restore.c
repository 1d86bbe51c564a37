/* Brings back what the history knows and a new index does not. */
#include <apr_strings.h>

#include "core/intake/internal.h"

#define RESTORED_AT_ONCE 500

static apr_status_t restore_one(stm_scan_t *scan, const stm_past_t *found, int *count,
                                apr_pool_t *pool)
{
    stm_intake_t *intake = scan->intake;
    const char *key = scan->newsroom->key;
    stm_statement_t *statement = NULL;
    stm_entry_t *entry;
    stm_file_t file = {.due_at = STM_NEVER};
    stm_past_t past;
    apr_status_t status;
    if (stm_catalog_has(intake->catalog, key, found->name) ||
        !stm_catalog_holder(&entry, intake->catalog, key, found->identity, pool) ||
        (found->deleted_at && !found->first_public_at)) {
        return APR_SUCCESS;
    }
    status =
        stm_history_by_identity(&past, intake->history, key, found->identity, STM_BYTES_WITH, pool);
    entry = status ? NULL : stm_scan_entry_of_past(&statement, scan, &past, pool);
    if (!entry) {
        return status;
    }
    status = stm_batch_begin(scan);
    if (!status) {
        status = stm_catalog_put(intake->catalog, key, entry, statement);
    }
    scan->is_changed = 1;
    ++*count;
    if (status || past.deleted_at) {
        return status;
    }
    stm_scan_split(&file, past.name, pool);
    file.identity = past.identity;
    status = stm_catalog_put_file(intake->catalog, key, &file);
    /* On no known device: an empty folder is not believed to be all there is. */
    return status || !*file.folder ? status
                                   : stm_catalog_put_folder(intake->catalog, key, file.folder, 0);
}

/* The next some; *after: the last one's name, NULL at the end. */
static apr_status_t restore_some(int *count, const char **after, stm_scan_t *scan, apr_pool_t *pool)
{
    apr_array_header_t *pasts;
    apr_pool_t *past_pool;
    apr_status_t status = stm_history_owners(&pasts, scan->intake->history, scan->newsroom->key,
                                             *after, RESTORED_AT_ONCE, pool);
    int i;
    apr_pool_create(&past_pool, pool);
    for (i = 0; !status && i < pasts->nelts; i++) {
        status = restore_one(scan, &APR_ARRAY_IDX(pasts, i, stm_past_t), count, past_pool);
        apr_pool_clear(past_pool);
    }
    *after = !status && i == RESTORED_AT_ONCE
                 ? apr_pstrdup(scan->pool, APR_ARRAY_IDX(pasts, i - 1, stm_past_t).name)
                 : NULL;
    return !status && scan->is_changed ? stm_batch_commit(scan) : status;
}

apr_status_t stm_scan_restore(int *count, stm_scan_t *scan)
{
    const char *after = "";
    apr_pool_t *pool;
    apr_status_t status = APR_SUCCESS;
    apr_pool_create(&pool, scan->pool);
    while (!status && after) {
        if (scan->intake->stop && scan->intake->stop(scan->intake->baton)) {
            status = APR_EINTR;
            break;
        }
        status = restore_some(count, &after, scan, pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return status;
}
