/* newsroom.xml: the last good one is in the history, and what uses it is read again with it. */
#include <string.h>

#include "core/intake/internal.h"
#include "core/site/expansion.h"

/* NULL where there is none, or it cannot be read any more. */
static stm_newsroom_file_t *parse(const stm_scan_t *scan, const char *bytes, apr_size_t size)
{
    stm_newsroom_file_t *file;
    return stm_newsroom_file_parse(&file, bytes, size, scan->newsroom,
                                   stm_problems_create(scan->pool), scan->pool)
               ? NULL
               : file;
}

const stm_newsroom_file_t *stm_scan_newsroom_file(stm_scan_t *scan)
{
    const char *bytes;
    apr_size_t size;
    if (!scan->has_newsroom_file) {
        scan->has_newsroom_file = 1;
        scan->newsroom_file = stm_history_newsroom_file(&bytes, &size, scan->intake->history,
                                                        scan->newsroom->key, scan->pool)
                                  ? NULL
                                  : parse(scan, bytes, size);
    }
    return scan->newsroom_file;
}

apr_status_t stm_scan_expand(stm_scan_t *scan, stm_document_t *document, const char *name,
                             stm_problems_t *problems)
{
    return stm_expansion_make(document, stm_scan_newsroom_file(scan), scan->newsroom, name,
                              problems);
}

/* Those that use it; where something is said of each statement without its asking, all. */
static apr_status_t call(const stm_scan_t *scan, const stm_newsroom_file_t *former,
                         const stm_newsroom_file_t *file)
{
    const char *before = stm_newsroom_file_defaults_digest(former);
    const char *now = stm_newsroom_file_defaults_digest(file);
    int is_same = before && now ? !strcmp(before, now) : before == now;
    return is_same ? stm_catalog_recheck_sharing(scan->intake->catalog, scan->newsroom->key)
                   : stm_catalog_recheck_all(scan->intake->catalog, scan->newsroom->key);
}

static apr_status_t keep(stm_scan_t *scan, stm_newsroom_file_t *file, const char *bytes,
                         apr_size_t size)
{
    const stm_newsroom_file_t *former = stm_scan_newsroom_file(scan);
    apr_status_t status = stm_batch_begin(scan);
    if (!status) {
        status = stm_history_keep_newsroom_file(scan->intake->history, scan->newsroom->key, bytes,
                                                size, scan->moment);
    }
    if (!status) {
        status = call(scan, former, file);
    }
    scan->newsroom_file = file;
    stm_lifecycle_note(
        scan, &(const stm_lifecycle_t){.kind = STM_LIFECYCLE_NEWSROOM, .name = "newsroom"});
    return status;
}

/* Its warnings are said, too; NULL where it is not in order. */
static stm_newsroom_file_t *check(stm_scan_t *scan, const char *bytes, apr_size_t size)
{
    const stm_newsroom_t *newsroom = scan->newsroom;
    const stm_rules_t rules = {.zone = newsroom->set_zone, .moment = scan->moment};
    stm_newsroom_file_t *file;
    if (stm_newsroom_file_parse(&file, bytes, size, newsroom, scan->in_newsroom_file, scan->pool) ||
        stm_schema_check_newsroom(scan->intake->schema, stm_newsroom_file_document(file), &rules,
                                  scan->in_newsroom_file, scan->pool)) {
        return NULL;
    }
    return file;
}

static void say_missing(stm_scan_t *scan)
{
    stm_problems_add(scan->in_newsroom_file, STM_SEVERITY_WARNING, "newsroom-file-missing",
                     STM_NEWSROOM_FILE, 0, 0,
                     "Put it back; to do without it, leave an empty <newsroom/> in it.",
                     "newsroom.xml is gone; its last good version goes on");
}

apr_status_t stm_newsroom_file_take(stm_scan_t *scan)
{
    const char *bytes = NULL, *kept = NULL;
    apr_size_t size = 0, kept_size = 0;
    stm_newsroom_file_t *file;
    apr_status_t status;
    scan->in_newsroom_file = stm_problems_create(scan->pool);
    scan->has_newsroom_file = 0;
    status =
        stm_newsroom_file_bytes(&bytes, &size, scan->newsroom, scan->in_newsroom_file, scan->pool);
    if (APR_STATUS_IS_ENOENT(status) && stm_scan_newsroom_file(scan)) {
        say_missing(scan);
    }
    file = status ? NULL : check(scan, bytes, size);
    if (!file) {
        return APR_SUCCESS;
    }
    status = stm_history_newsroom_file(&kept, &kept_size, scan->intake->history,
                                       scan->newsroom->key, scan->pool);
    if (!status && kept_size == size && !memcmp(kept, bytes, size)) {
        return APR_SUCCESS;
    }
    return keep(scan, file, bytes, size);
}
