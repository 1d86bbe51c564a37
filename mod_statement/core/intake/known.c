/* What the index knows of the files of one folder, and what of it a walk does not find. */
#include <apr_strings.h>
#include <string.h>

#include "core/intake/internal.h"

/* Rows that one query reads. */
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
