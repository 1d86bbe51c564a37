/* Takes what events tell of, and what is due without one. */
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

#include "core/intake/internal.h"
#include "core/intake/unsettled.h"

static apr_status_t take_all_ready(stm_scan_t *scan)
{
    apr_status_t status = APR_SUCCESS;
    const char *name;
    /* A whole folder may hold more than a turn has time for. */
    while (!status && !scan->turn_ends_at && (name = stm_watch_state_next_folder(scan->watch))) {
        scan->watch->is_all_due |= stm_name_conflicts_is_folder_doubtful(scan, name);
        status = stm_walk_folder(scan, name);
    }
    while (!status && !stm_scan_is_over(scan) && (name = stm_watch_state_next(scan->watch))) {
        status = stm_step_take_told(scan, name);
    }
    return status;
}

/* What there is no time for waits with those that are written to once more. */
static apr_status_t take_writing(stm_scan_t *scan)
{
    apr_array_header_t *names = stm_watch_state_take_writing(scan->watch, scan->pool);
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        if (status || stm_scan_is_over(scan)) {
            stm_unsettled_add(scan, name, STM_EVENT_WRITING);
        }
        else {
            status = stm_step_take_name(scan, name);
        }
    }
    return status;
}

static apr_status_t take_due_files(stm_scan_t *scan)
{
    apr_array_header_t *files;
    apr_status_t status = stm_catalog_due_files(&files, scan->intake->catalog, scan->newsroom->key,
                                                scan->moment, scan->pool);
    int i;
    for (i = 0; !status && i < files->nelts && !stm_scan_is_over(scan); i++) {
        const stm_file_t *file = &APR_ARRAY_IDX(files, i, stm_file_t);
        status = stm_step_take(scan, file->folder, file->stem);
    }
    return status;
}

static apr_status_t take_linked(stm_scan_t *scan)
{
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; !status && i < scan->watch->links->nelts; i++) {
        const stm_link_t *link = &APR_ARRAY_IDX(scan->watch->links, i, stm_link_t);
        if (link->name[strlen(link->name) - 1] != '/') {
            status =
                stm_step_take_name(scan, apr_pstrcat(scan->pool, link->folder, link->name, NULL));
        }
    }
    return status;
}

/* What another file gave up may be had at once, see stm_vanished_note_all. */
static apr_status_t take_released(stm_scan_t *scan)
{
    apr_status_t status = stm_vanished_note_all(scan);
    int pass;
    for (pass = 0; !status && scan->is_again && pass < STM_SCAN_PASSES; pass++) {
        scan->is_again = 0;
        status = take_due_files(scan);
        if (!status) {
            status = stm_vanished_note_all(scan);
        }
    }
    return status;
}

static apr_status_t take_due(stm_scan_t *scan)
{
    apr_status_t status = take_writing(scan);
    scan->watch->checked_at = scan->moment;
    status = status ? status : take_due_files(scan);
    return status ? status : take_linked(scan);
}

static apr_status_t run(stm_scan_t *scan, int is_check)
{
    apr_status_t kept, status = stm_scan_register(scan);
    if (!status && (!scan->is_complete || stm_watch_state_is_moved(scan->watch))) {
        scan->watch->is_all_due = 1;
        return stm_batch_commit(scan);
    }
    if (!status && is_check) {
        status = take_due(scan);
    }
    if (!status) {
        status = take_all_ready(scan);
    }
    if (!status) {
        status = take_released(scan);
    }
    if (!status) {
        status = stm_scan_publish(scan);
    }
    if (status && status != APR_EINTR) {
        return status;
    }
    kept = stm_batch_commit(scan);
    status = kept ? kept : status;
    return status ? status : stm_link_check_run(scan);
}

apr_status_t stm_due_take_all(stm_scan_t *scan)
{
    return run(scan, 0);
}

apr_status_t stm_due_check(stm_scan_t *scan)
{
    return run(scan, 1);
}
