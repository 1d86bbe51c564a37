/* Files that a scan does not find: missing at first, deleted after a while. */
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

#include "core/intake/internal.h"

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
        status = stm_catalog_recheck_claimants(&count, catalog, scan->newsroom->key, file->identity,
                                               file);
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
    int was_known = entry->state == STM_STATE_FINAL && stm_catalog_has_begun(entry, scan->moment);
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
        stm_lifecycle_note(scan, &(const stm_lifecycle_t){.kind = STM_LIFECYCLE_DELETED,
                                                          .name = entry->name,
                                                          .was_shown = was_known});
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

/* A complete scan missed the file, or it is deleted. */
static apr_status_t note_file(stm_scan_t *scan, const stm_file_t *file)
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
        status = note_file(scan, &APR_ARRAY_IDX(scan->missed, i, stm_file_t));
    }
    scan->missed->nelts = 0;
    return status;
}
