/* What a scan does not find, what an index does not know yet, and what time alone brings about. */
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

#include "core/intake/internal.h"

#define RESTORED_AT_ONCE 500

/* A folder that is not there may be on its way to another disk, or just be replaced. */
#define FOLDER_RETURNS apr_time_from_sec(60)

static const char *name_of(const stm_file_t *file, apr_pool_t *result_pool)
{
    return apr_pstrcat(result_pool, file->folder, file->stem, NULL);
}

/* Another file with the same identity is the same statement under a new name. */
static apr_status_t note_missing(stm_scan_t *scan, const stm_file_t *file)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    stm_file_t missing = *file;
    int count = 0;
    apr_status_t status = stm_batch_begin(scan);
    missing.missing_at = scan->moment;
    if (!status) {
        status = stm_catalog_put_file(catalog, scan->newsroom->key, &missing);
    }
    if (!status && file->identity) {
        status =
            stm_catalog_call_claimants(&count, catalog, scan->newsroom->key, file->identity, file);
    }
    scan->is_again |= count > 0;
    return status;
}

static apr_status_t keep_deletion(stm_scan_t *scan, const stm_entry_t *entry, int *was_public)
{
    stm_history_t *history = scan->intake->history;
    stm_past_t past;
    apr_status_t status = stm_history_by_identity(&past, history, scan->newsroom->key,
                                                  entry->identity, STM_BYTES_WITHOUT, scan->pool);
    *was_public = 0;
    if (status) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    *was_public = past.first_public_at != 0;
    past.deleted_at = scan->moment;
    return stm_history_keep(history, scan->newsroom->key, &past);
}

static apr_status_t delete_entry(stm_scan_t *scan, stm_entry_t *entry)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    int was_public = 0;
    apr_status_t status = APR_SUCCESS;
    if (entry->state == STM_STATE_FINAL || entry->state == STM_STATE_DRAFT) {
        status = keep_deletion(scan, entry, &was_public);
    }
    if (!status && was_public) {
        entry->state = STM_STATE_DELETED;
        if (scan->moment < entry->withdrawn_at) {
            entry->withdrawn_at = scan->moment;
        }
        entry->is_broken = 0;
        entry->problems = NULL;
        return stm_catalog_put(catalog, scan->newsroom->key, entry, NULL);
    }
    /* One that was deleted before stays so: only the broken file in its place has gone. */
    return status || entry->state == STM_STATE_DELETED
               ? status
               : stm_catalog_remove(catalog, scan->newsroom->key, entry->name);
}

static apr_status_t delete_file(stm_scan_t *scan, const stm_file_t *file)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    stm_entry_t *entry;
    apr_status_t status = stm_batch_begin(scan);
    if (!status) {
        status = stm_catalog_remove_file(catalog, scan->newsroom->key, file);
    }
    if (!status) {
        status = stm_catalog_known(&entry, catalog, scan->newsroom->key, name_of(file, scan->pool),
                                   scan->pool);
    }
    if (status) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    scan->is_changed = 1;
    return delete_entry(scan, entry);
}

static int is_there(const stm_scan_t *scan, const char *folder)
{
    char *path = apr_pstrcat(scan->pool, scan->newsroom->root, "/", folder, NULL);
    struct stat found;
    /* A link that leads nowhere is there. */
    path[strlen(path) - 1] = '\0';
    return !lstat(path, &found);
}

/* The device on which a folder with documents was last seen; 0: not known. */
static apr_int64_t device_of(const stm_scan_t *scan, const char *folder)
{
    apr_int64_t device;
    return stm_catalog_device(&device, scan->intake->catalog, scan->newsroom->key, folder) ? 0
                                                                                           : device;
}

/* "a/b/" to "a/", "a/" to "". */
static const char *parent_of(const char *folder, apr_pool_t *pool)
{
    const char *end = folder + strlen(folder) - 1;
    while (end > folder && end[-1] != '/') {
        end--;
    }
    return apr_pstrmemdup(pool, folder, (apr_size_t)(end - folder));
}

static int is_as_last_seen(const stm_scan_t *scan, const char *folder, apr_int64_t device)
{
    const char *path = apr_pstrcat(scan->pool, scan->newsroom->root, "/", folder, NULL);
    struct stat found;
    return device && !stat(path, &found) && S_ISDIR(found.st_mode) &&
           (apr_int64_t)found.st_dev == device;
}

int stm_vanished_is_folder_gone(const stm_scan_t *scan, const char *folder)
{
    const char *parent = folder;
    apr_int64_t device;
    if (!*folder || is_there(scan, folder)) {
        return 0;
    }
    do {
        folder = parent;
        parent = parent_of(folder, scan->pool);
    } while (*parent && !is_there(scan, parent));
    device = device_of(scan, parent);
    return device_of(scan, folder) == device && is_as_last_seen(scan, parent, device);
}

/* Longer where the folder is gone with it. */
static apr_interval_time_t time_to_return(const stm_scan_t *scan, const char *folder)
{
    return *folder && scan->refresh < FOLDER_RETURNS && !is_there(scan, folder) ? FOLDER_RETURNS
                                                                                : scan->refresh;
}

apr_status_t stm_vanished_note(stm_scan_t *scan, const stm_file_t *file)
{
    /* A clock that was set back starts the wait anew. */
    if (!file->missing_at || file->missing_at > scan->moment) {
        return note_missing(scan, file);
    }
    if (file->missing_at == scan->moment ||
        scan->moment - file->missing_at < time_to_return(scan, file->folder)) {
        return APR_SUCCESS;
    }
    return delete_file(scan, file);
}

apr_status_t stm_vanished_note_all(stm_scan_t *scan)
{
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; !status && i < scan->missed->nelts; i++) {
        status = stm_vanished_note(scan, &APR_ARRAY_IDX(scan->missed, i, stm_file_t));
    }
    scan->missed->nelts = 0;
    return status;
}

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

static apr_status_t publish_one(stm_scan_t *scan, const stm_entry_t *entry)
{
    stm_history_t *history = scan->intake->history;
    stm_past_t past;
    apr_status_t status = stm_history_by_identity(&past, history, scan->newsroom->key,
                                                  entry->identity, STM_BYTES_WITHOUT, scan->pool);
    if (status == APR_ENOENT) {
        /* Broken when the history was lost, so that it has nothing to keep of it. */
        past.first_public_at = entry->visible_from;
        status = APR_SUCCESS;
    }
    else if (!status && !past.first_public_at) {
        past.first_public_at =
            past.changed_at > entry->visible_from ? past.changed_at : entry->visible_from;
        status = stm_history_keep(history, scan->newsroom->key, &past);
    }
    return status ? status
                  : stm_catalog_mark_public(scan->intake->catalog, scan->newsroom->key, entry->name,
                                            past.first_public_at);
}

apr_status_t stm_scan_publish(stm_scan_t *scan)
{
    apr_array_header_t *entries;
    apr_status_t status;
    int i;
    if (scan->is_changed) {
        /* What is visible is known once all that is reproduced is settled. */
        status = stm_batch_commit(scan);
        if (status) {
            return status;
        }
    }
    status = stm_catalog_newly_public(&entries, scan->intake->catalog, scan->newsroom->key,
                                      scan->moment, scan->pool);
    if (!status && entries->nelts) {
        status = stm_batch_begin(scan);
        scan->is_changed = 1;
    }
    for (i = 0; !status && i < entries->nelts; i++) {
        status = publish_one(scan, APR_ARRAY_IDX(entries, i, stm_entry_t *));
    }
    return status;
}
