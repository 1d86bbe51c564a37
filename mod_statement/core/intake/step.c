/* One document of a folder beside what is known of it. */
#include <apr_strings.h>
#include <string.h>

#include "core/intake/internal.h"

/* A burst reaches readers in parts of this many documents, or of what this time brings. The first
 * scan reaches them at its end: its parts are what memory holds well and a crash may cost. Each
 * part writes most pages of those indexes anew whose order has nothing to do with the files'. */
#define BATCH_DOCUMENTS       2000
#define BATCH_SPAN            apr_time_from_msec(500)
#define FIRST_BATCH_DOCUMENTS 10000
#define FIRST_BATCH_SPAN      apr_time_from_sec(10)

/* So many documents are worth an index of their own. */
#define LARGE_LOOK 500

#define KNOWN_FILES 500

void stm_known_start(stm_known_t *known, stm_scan_t *scan, const char *folder, apr_pool_t *pool)
{
    memset(known, 0, sizeof(*known));
    known->scan = scan;
    known->folder = folder;
    apr_pool_create(&known->pool, pool);
}

/* NULL at the end. */
static apr_status_t next_known(stm_file_t **file, stm_known_t *known)
{
    stm_scan_t *scan = known->scan;
    apr_status_t status = APR_SUCCESS;
    if (!known->files || (known->next == known->files->nelts && known->next == KNOWN_FILES)) {
        char after[1024] = "";
        if (known->files) {
            apr_cpystrn(after, APR_ARRAY_IDX(known->files, known->next - 1, stm_file_t).stem,
                        sizeof(after));
        }
        apr_pool_clear(known->pool);
        known->next = 0;
        status = stm_catalog_files(&known->files, scan->intake->catalog, scan->newsroom->key,
                                   known->folder, after, KNOWN_FILES, known->pool);
    }
    *file = !status && known->next < known->files->nelts
                ? &APR_ARRAY_IDX(known->files, known->next, stm_file_t)
                : NULL;
    return status;
}

apr_status_t stm_known_find(const stm_file_t **file, stm_known_t *known, const char *stem)
{
    stm_file_t *next;
    apr_status_t status;
    *file = NULL;
    while (!(status = next_known(&next, known)) && next) {
        int order = stem ? strcmp(next->stem, stem) : -1;
        if (order > 0) {
            break;
        }
        known->next++;
        if (order == 0) {
            *file = next;
            break;
        }
        stm_scan_add_missed(known->scan, next);
    }
    return status;
}

void stm_scan_add_missed(stm_scan_t *scan, const stm_file_t *known)
{
    stm_file_t *missed = apr_array_push(scan->missed);
    *missed = *known;
    missed->folder = apr_pstrdup(scan->pool, known->folder);
    missed->stem = apr_pstrdup(scan->pool, known->stem);
    missed->identity = apr_pstrdup(scan->pool, known->identity);
}

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

/* Readers wait for the end of a batch, and so does a single file that came in the midst of it. */
static apr_status_t end_batch(stm_scan_t *scan)
{
    apr_interval_time_t span = is_unseen(scan) ? FIRST_BATCH_SPAN : BATCH_SPAN;
    int documents = is_unseen(scan) ? FIRST_BATCH_DOCUMENTS : BATCH_DOCUMENTS;
    apr_status_t status = APR_SUCCESS;
    if (scan->total == LARGE_LOOK && scan->is_writing &&
        stm_catalog_is_blank(scan->intake->catalog)) {
        return STM_SCAN_IS_LARGE;
    }
    if (scan->is_between || (++scan->taken < documents && apr_time_now() - scan->taken_at < span)) {
        return APR_SUCCESS;
    }
    if (scan->watch && scan->is_complete) {
        status = stm_due_take_some(scan);
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
    return status ? status : end_batch(scan);
}
