/* One document after another: what has changed is taken in; between two of them batches end, and
 * other files and newsrooms have their turn. */
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

#include "core/intake/internal.h"
#include "core/intake/unsettled.h"

/* A burst reaches readers in parts of this many documents, or of what this time brings. The first
 * scan reaches them at its end: its parts are what memory holds well and a crash may cost. Each
 * part writes most pages of those indexes anew whose order has nothing to do with the files'. */
#define BATCH_DOCUMENTS       2000
#define BATCH_SPAN            apr_time_from_msec(500)
#define FIRST_BATCH_DOCUMENTS 10000
#define FIRST_BATCH_SPAN      apr_time_from_sec(10)

/* So many documents are worth an index of their own. */
#define LARGE_SCAN 500

/* Ready documents that are taken in the midst of a longer work. */
#define MAX_BETWEEN 100

static int is_in_need(const stm_scan_t *scan, const stm_file_t *known,
                      const stm_file_stamp_t *stamp)
{
    return known->is_due || known->missing_at || known->due_at <= scan->moment ||
           !stm_file_stamp_equals(&known->stamp, stamp);
}

/* Nobody reads an index that is being built anew. */
static int is_unseen(const stm_scan_t *scan)
{
    return !scan->is_complete && scan->intake->catalog->is_pending;
}

/* Whatever a newsroom brings, the others wait for a batch of it and no longer. */
static void give_turns(const stm_scan_t *scan)
{
    const stm_intake_t *intake = scan->intake;
    if (intake->pause && !scan->turn_ends_at && !is_unseen(scan)) {
        intake->pause(intake->baton, scan->newsroom);
    }
}

static apr_status_t take_some(stm_scan_t *scan);

/* Readers wait for the end of a batch, and so does a single file that came in the midst of it. */
static apr_status_t end_step(stm_scan_t *scan)
{
    apr_interval_time_t span = is_unseen(scan) ? FIRST_BATCH_SPAN : BATCH_SPAN;
    int documents = is_unseen(scan) ? FIRST_BATCH_DOCUMENTS : BATCH_DOCUMENTS;
    apr_status_t status = APR_SUCCESS;
    if (scan->total == LARGE_SCAN && scan->is_writing &&
        stm_catalog_is_blank(scan->intake->catalog)) {
        return STM_SCAN_IS_LARGE;
    }
    if (scan->is_between || (++scan->taken < documents && apr_time_now() - scan->taken_at < span)) {
        return APR_SUCCESS;
    }
    if (scan->watch && scan->is_complete) {
        status = take_some(scan);
    }
    status = status ? status : stm_batch_commit(scan);
    if (!status) {
        give_turns(scan);
    }
    return status;
}

apr_status_t stm_scan_step(stm_scan_t *scan, int *is_there, const char *folder, const char *stem,
                           const stm_file_t *known)
{
    stm_file_t file = {.folder = folder, .stem = stem};
    apr_status_t status;
    *is_there = 1;
    if (known) {
        *is_there = stm_scan_stat_in(&file.stamp, scan, folder, stem);
        if (!*is_there || !is_in_need(scan, known, &file.stamp)) {
            return APR_SUCCESS;
        }
    }
    if (scan->intake->stop && scan->intake->stop(scan->intake->baton)) {
        return APR_EINTR;
    }
    if (!scan->taken) {
        scan->taken_at = apr_time_now();
    }
    scan->total++;
    status = stm_ingest_file(scan, &file, known);
    return status ? status : end_step(scan);
}

/* A file that is not there counts as missed only where its folder is there, and the one it was. */
static int is_folder_there(stm_scan_t *scan, const char *folder)
{
    const char *path = apr_pstrcat(scan->pool, scan->newsroom->root, "/", folder, NULL);
    apr_int64_t device;
    struct stat found;
    return !stat(path, &found) && S_ISDIR(found.st_mode) &&
           !stm_catalog_device(&device, scan->intake->catalog, scan->newsroom->key, folder) &&
           device == (apr_int64_t)found.st_dev;
}

/* The first document of a folder makes it one that is missed when it goes. */
static apr_status_t note_folder(stm_scan_t *scan, const char *folder)
{
    const char *path = apr_pstrcat(scan->pool, scan->newsroom->root, "/", folder, NULL);
    apr_int64_t device;
    struct stat found;
    apr_status_t status =
        stm_catalog_device(&device, scan->intake->catalog, scan->newsroom->key, folder);
    if (status != APR_ENOENT || stat(path, &found)) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    status = stm_batch_begin(scan);
    return status ? status
                  : stm_catalog_put_folder(scan->intake->catalog, scan->newsroom->key, folder,
                                           (apr_int64_t)found.st_dev);
}

apr_status_t stm_step_take(stm_scan_t *scan, const char *folder, const char *stem)
{
    stm_file_t *known = NULL;
    int is_there = stm_scan_stat_in(NULL, scan, folder, stem);
    apr_status_t status = stm_catalog_file(&known, scan->intake->catalog, scan->newsroom->key,
                                           folder, stem, scan->pool);
    if (status && status != APR_ENOENT) {
        return status;
    }
    if (!is_there && known && !is_folder_there(scan, folder) &&
        !stm_vanished_is_folder_gone(scan, folder)) {
        scan->watch->is_all_due = 1;
        return APR_SUCCESS;
    }
    status = APR_SUCCESS;
    if (is_there && !known) {
        scan->watch->is_all_due |= stm_name_conflicts_is_name_doubtful(scan, folder, stem);
        status = note_folder(scan, folder);
    }
    if (is_there && !status) {
        status = stm_scan_step(scan, &is_there, folder, stem, known);
    }
    if (!status && !is_there && known) {
        stm_scan_add_missed(scan, known);
    }
    return status;
}

apr_status_t stm_step_take_name(stm_scan_t *scan, const char *name)
{
    stm_file_t file;
    stm_scan_split(&file, apr_pstrmemdup(scan->pool, name, strlen(name) - strlen(".xml")),
                   scan->pool);
    return stm_step_take(scan, file.folder, file.stem);
}

apr_status_t stm_step_take_told(stm_scan_t *scan, const char *name)
{
    apr_status_t status;
    if (stm_unsettled_has(scan, name)) {
        /* Who saves it again and again keeps nobody waiting. */
        stm_unsettled_add(scan, name, STM_EVENT_FILE);
        return APR_SUCCESS;
    }
    scan->is_told = 1;
    status = stm_step_take_name(scan, name);
    scan->is_told = 0;
    return status;
}

/* Takes in some of what is ready, in the midst of a longer work. */
static apr_status_t take_some(stm_scan_t *scan)
{
    apr_status_t status = APR_SUCCESS;
    const char *name = NULL;
    int count = 0;
    scan->is_between = 1;
    stm_watch_state_collect(scan->watch);
    while (!status && count++ < MAX_BETWEEN && (name = stm_watch_state_next(scan->watch))) {
        status = stm_step_take_told(scan, name);
    }
    scan->is_between = 0;
    return status;
}
