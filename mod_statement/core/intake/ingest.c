#include "core/intake/ingest.h"

#include <apr_strings.h>
#include <string.h>
#include <unistd.h>

#include "core/intake/unsettled.h"
#include "core/xml/file_name.h"

/* A file changed this shortly before it was read may change again within the same stamp: it is read
 * once more in the next scan. File systems that keep whole seconds only need longer. */
#define FINE_TICK   apr_time_from_msec(20)
#define COARSE_TICK apr_time_from_sec(2)

static int is_too_fresh(const stm_file_stamp_t *stamp)
{
    apr_interval_time_t age = apr_time_now() - stamp->ctime;
    int is_coarse = apr_time_usec(stamp->ctime) == 0 && apr_time_usec(stamp->mtime) == 0;
    apr_interval_time_t tick = is_coarse ? COARSE_TICK : FINE_TICK;
    return age < tick && age > -tick;
}

/* Rules may refuse a document only until a moment that it names has come. */
static apr_time_t due_at(const stm_ingest_t *in)
{
    return in->statement->updated_at > in->scan->moment ? in->statement->updated_at : STM_NEVER;
}

/* Non-zero where newsroom.xml lacks something that it uses. */
static int expand(stm_ingest_t *in)
{
    stm_validate_t validate = in->scan->newsroom->validate;
    apr_status_t status = stm_scan_expand(in->scan, in->document, in->name,
                                          validate == STM_VALIDATE_OFF ? NULL : in->problems);
    const char *shared = in->document->shared_digest;
    if (status && validate == STM_VALIDATE_WARN) {
        stm_scan_expand(in->scan, in->document, in->name, NULL);
    }
    in->file.shared = shared;
    in->is_renewed = in->known && !stm_scan_is_text_same(in->known->shared, shared);
    return status != 0;
}

static int was_accepted(const stm_ingest_t *in)
{
    return in->known && in->entry &&
           (in->entry->state == STM_STATE_FINAL || in->entry->state == STM_STATE_DRAFT);
}

/* Of a text that is written over another one in place, one may see half of each, and both in order.
 * The system tells of the end, and whether there was a beginning since, also in a file that came by
 * its name just before. */
static int may_be_mixed(const stm_ingest_t *in, const char *label)
{
    const stm_scan_t *scan = in->scan;
    if (!scan->watch || !was_accepted(in) ||
        stm_file_stamp_equals(&in->file.stamp, &in->known->stamp)) {
        return 0;
    }
    stm_watch_state_collect(scan->watch);
    return stm_watch_state_has(scan->watch, label) ||
           (!scan->is_told &&
            stm_file_stamp_is_overwritten(
                apr_pstrcat(in->pool, scan->newsroom->root, "/", label, NULL), &in->file.stamp,
                &in->known->stamp, apr_time_now(), STM_FILE_QUIET));
}

static int is_shown(const stm_ingest_t *in)
{
    return in->statement->status != STM_STATUS_DRAFT &&
           in->statement->withdrawn_at > in->scan->moment;
}

/* What hides is never put off. */
static apr_status_t take_accepted(stm_ingest_t *in, const char *label)
{
    if (is_shown(in) && may_be_mixed(in, label)) {
        stm_unsettled_add(in->scan, label, STM_EVENT_WRITING);
        return APR_SUCCESS;
    }
    return stm_ingest_good(in);
}

static apr_status_t take_statement(stm_ingest_t *in, const char *label)
{
    const stm_newsroom_t *newsroom = in->scan->newsroom;
    const stm_rules_t rules = {.zone = newsroom->set_zone, .moment = in->scan->moment};
    int is_lacking = expand(in);
    in->statement = stm_statement_extract(in->document, newsroom->set_zone, in->pool);
    in->file.identity =
        stm_statement_identity(in->statement->id, in->name, newsroom->identity, in->pool);
    if (newsroom->validate != STM_VALIDATE_OFF &&
        (stm_schema_check(in->scan->intake->schema, in->document, &rules, in->problems, in->pool) ||
         is_lacking)) {
        in->file.due_at = due_at(in);
        if (newsroom->validate != STM_VALIDATE_WARN) {
            return stm_ingest_broken(in);
        }
    }
    return take_accepted(in, label);
}

static apr_status_t take_bytes(stm_ingest_t *in, const char *label)
{
    apr_status_t status = stm_document_parse(&in->document, label, in->bytes, in->size,
                                             &in->scan->newsroom->limits, in->problems, in->pool);
    if (status == STM_EFOREIGN) {
        return stm_ingest_foreign(in, label);
    }
    if (APR_STATUS_IS_ENOMEM(status)) {
        return status; /* the next scan may have some */
    }
    return status ? stm_ingest_broken(in) : take_statement(in, label);
}

/* As its name is spelt: "NAME.XML", too. */
static const char *path_of(const stm_ingest_t *in)
{
    char *path = apr_pstrcat(in->pool, in->scan->newsroom->root, "/", in->name, ".xml", NULL);
    if (access(path, F_OK)) {
        stm_file_name_respell(path);
    }
    return path;
}

static apr_status_t take(stm_ingest_t *in)
{
    stm_scan_t *scan = in->scan;
    const char *path = path_of(in);
    const char *label = path + strlen(scan->newsroom->root) + 1;
    stm_file_stamp_t after;
    apr_status_t status;
    if (scan->watch) {
        stm_watch_state_forget_ready(scan->watch, label); /* what it tells of is read now */
    }
    if (!stm_scan_stat(&in->file.stamp, scan, in->name)) {
        return APR_SUCCESS;
    }
    status = stm_document_bytes(&in->bytes, &in->size, path, label, &scan->newsroom->limits,
                                in->problems, in->pool);
    /* Gone, or still being written: the next scan sees what becomes of it. */
    if (APR_STATUS_IS_ENOENT(status) || !stm_scan_stat(&after, scan, in->name) ||
        !stm_file_stamp_equals(&after, &in->file.stamp)) {
        return APR_SUCCESS;
    }
    if (!status) {
        in->file.is_due = is_too_fresh(&after);
        return take_bytes(in, label);
    }
    if (status == STM_EFOREIGN) {
        in->file.is_due = is_too_fresh(&after);
        return stm_ingest_foreign(in, label);
    }
    /* Too large stays so until it changes; any other fault may pass without a change. */
    in->file.is_due = status != STM_ELIMIT;
    return stm_ingest_broken(in);
}

apr_status_t stm_ingest_file(stm_scan_t *scan, const stm_file_t *file, const stm_file_t *known)
{
    stm_ingest_t in = {.scan = scan, .known = known};
    apr_status_t status;
    apr_pool_create(&in.pool, scan->batch_pool);
    in.name = apr_pstrcat(in.pool, file->folder, file->stem, NULL);
    in.problems = stm_problems_create(scan->batch_pool);
    in.file = *file;
    in.file.identity = known ? known->identity : NULL;
    in.file.due_at = STM_NEVER;
    status = scan->is_new ? APR_ENOENT
                          : stm_catalog_known(&in.entry, scan->intake->catalog, scan->newsroom->key,
                                              in.name, in.pool);
    if (!status || status == APR_ENOENT) {
        status = take(&in);
    }
    apr_pool_destroy(in.pool);
    return status;
}
