/* Brings back what the history knows and the index does not: a new one, or one that a crash left
 * behind it. */
#include <apr_strings.h>
#include <string.h>

#include "core/intake/internal.h"

#define RESTORED_AT_ONCE 500

/* Of one whose file is gone: whether the index has missed what the history says of it, which then
 * takes the place of @a entry. A file that is there says itself what holds. */
static int is_outdated(const stm_scan_t *scan, const stm_entry_t *entry, const stm_past_t *past)
{
    return !past->deleted_at &&
           (entry->state == STM_STATE_DELETED ||
            !stm_scan_is_text_same(entry->identity, past->identity)) &&
           !stm_scan_stat(NULL, scan, past->name);
}

/* *is_due: nothing in the index stands for it, or nothing that is to stay. */
static apr_status_t make_room(int *is_due, stm_scan_t *scan, const stm_past_t *past,
                              apr_pool_t *pool)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    const char *key = scan->newsroom->key;
    stm_entry_t *entry;
    *is_due = 0;
    if (past->deleted_at && !past->first_public_at) {
        return APR_SUCCESS;
    }
    if (!stm_catalog_known(&entry, catalog, key, past->name, pool) &&
        !is_outdated(scan, entry, past)) {
        return APR_SUCCESS;
    }
    if (!stm_catalog_holder(&entry, catalog, key, past->identity, pool) &&
        strcmp(entry->name, past->name)) {
        apr_status_t status;
        if (!is_outdated(scan, entry, past) || entry->state != STM_STATE_DELETED) {
            return APR_SUCCESS;
        }
        status = stm_batch_begin(scan);
        *is_due = !status;
        return status ? status : stm_catalog_remove(catalog, key, entry->name);
    }
    *is_due = 1;
    return APR_SUCCESS;
}

/* Missed from now on, unless it comes back. */
static apr_status_t put_file(stm_scan_t *scan, const stm_past_t *past, apr_pool_t *pool)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    const char *key = scan->newsroom->key;
    stm_file_t file = {.due_at = STM_NEVER, .identity = past->identity};
    apr_int64_t device;
    apr_status_t status;
    stm_scan_split(&file, past->name, pool);
    status = stm_catalog_put_file(catalog, key, &file);
    if (status || !*file.folder ||
        stm_catalog_device(&device, catalog, key, file.folder) != APR_ENOENT) {
        return status;
    }
    /* On no known device: an empty folder is not believed to be all there is. */
    return stm_catalog_put_folder(catalog, key, file.folder, 0);
}

static apr_status_t restore_one(stm_scan_t *scan, const stm_past_t *found, int *count,
                                apr_pool_t *pool)
{
    stm_intake_t *intake = scan->intake;
    const char *key = scan->newsroom->key;
    stm_statement_t *statement = NULL;
    stm_entry_t *entry;
    stm_past_t past;
    int is_due;
    apr_status_t status = make_room(&is_due, scan, found, pool);
    if (status || !is_due) {
        return status;
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
    return status || past.deleted_at ? status : put_file(scan, &past, pool);
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
