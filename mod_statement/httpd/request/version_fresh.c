#include "httpd/request/version_fresh.h"

#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "core/site/statement.h"
#include "httpd/request/document.h"
#include "httpd/request/duplicate.h"
#include "httpd/request/http_status.h"
#include "httpd/request/version_known.h"
#include "httpd/shared/foreign_files.h"

APLOG_USE_MODULE(statement);

/* The coarsest clock that a file system goes by. */
#define TICK apr_time_from_msec(10)

#define STAMPED (APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME)

static const stm_newsroom_t *newsroom_of(const stmh_request_t *request)
{
    return request->mount->newsroom;
}

static apr_time_t later(apr_time_t one, apr_time_t other)
{
    return one > other ? one : other;
}

static int is_file(const char *path, const stm_file_stamp_t *stamp, apr_pool_t *pool)
{
    apr_finfo_t finfo;
    stm_file_stamp_t now;

    if (apr_stat(&finfo, path, STAMPED, pool)) {
        return 0;
    }
    now = stm_file_stamp(&finfo);
    return stm_file_stamp_equals(&now, stamp);
}

/* A touched file with the bytes that are known is no newer than those. */
static apr_time_t fresh_changed_at(const stmh_request_t *request, const stmh_lookup_t *lookup,
                                   const stm_document_t *document, const stm_entry_t *entry)
{
    stm_past_t past;

    if (lookup->handle &&
        !stm_history_by_name(&past, lookup->handle->history, newsroom_of(request)->key, entry->name,
                             STM_BYTES_WITH, request->pool) &&
        past.bytes && past.size == document->size &&
        !memcmp(past.bytes, document->bytes, past.size)) {
        return past.changed_at;
    }
    return entry->stamp.ctime;
}

/* What the catalog will know of a document once it has taken it in. */
static stm_entry_t fresh_entry(const stm_statement_t *statement, const char *name,
                               const apr_finfo_t *finfo)
{
    stm_entry_t entry;

    memset(&entry, 0, sizeof(entry));
    entry.name = name;
    entry.state = statement->status == STM_STATUS_DRAFT ? STM_STATE_DRAFT : STM_STATE_FINAL;
    entry.lang = statement->lang;
    entry.visible_from = statement->published_at;
    entry.updated_at = statement->updated_at;
    entry.expires_at = statement->expires_at;
    entry.withdrawn_at = statement->withdrawn_at;
    entry.stamp = stm_file_stamp(finfo);
    return entry;
}

/* Two changes within a tick of the file system's clock leave one stamp, so what is as new as that
 * may change unseen: it is waited for. What was replaced while it was read is for this reader. */
static apr_status_t read_settled(stmh_version_t *version, const stmh_request_t *request,
                                 const stmh_lookup_t *lookup)
{
    apr_time_t settled_at = later(version->finfo.mtime, version->finfo.ctime) + TICK;
    apr_time_t now = apr_time_now();
    apr_status_t status;

    if (settled_at > now && settled_at - now <= TICK) {
        apr_sleep(settled_at - now);
    }
    else if (settled_at > now) {
        version->is_for_one = 1;
    }
    status =
        stmh_document_load_fresh(&version->document, request, lookup, version->name, version->path);
    if (!is_file(version->path, &version->origin.stamp, request->pool)) {
        version->is_for_one = 1;
    }
    return status;
}

static void take_fresh(stmh_version_t *version, const stmh_request_t *request,
                       const stmh_lookup_t *lookup, const stm_statement_t *statement)
{
    stm_entry_t entry = fresh_entry(statement, version->document->name, &version->finfo);

    stmh_version_decide(version, request, &entry);
    version->changed_at = stmh_version_changed_at(
        &entry, fresh_changed_at(request, lookup, version->document, &entry), request->moment);
}

/* STM_EFOREIGN: what was found once holds for the same file. */
static apr_status_t read_unknown(stmh_version_t *version, const stmh_request_t *request,
                                 const stmh_lookup_t *lookup)
{
    apr_status_t status;

    if (stmh_foreign_files_knows(version->path, &version->origin.stamp, request->pool)) {
        return STM_EFOREIGN;
    }
    status = read_settled(version, request, lookup);
    if (status == STM_EFOREIGN && !version->is_for_one) {
        stmh_foreign_files_note(version->path, &version->origin.stamp, request->moment,
                                request->pool);
    }
    return status;
}

/* Of a broken file that the catalog does not have, or of which nobody can tell whether it does.
 * While that is being filled, or cannot be read, its last good version may be in the history. */
static stmh_version_kind_t kind_of_broken(const stmh_version_t *version,
                                          const stmh_request_t *request,
                                          const stmh_lookup_t *lookup)
{
    const char *name = version->name;
    stm_past_t past;
    apr_status_t status;

    if (!lookup->handle ||
        (!version->is_entry_unknown &&
         stm_catalog_is_complete(lookup->handle->catalog, newsroom_of(request)->key))) {
        return STMH_VERSION_HIDDEN;
    }
    status = stmh_version_find_past(&past, request, lookup, &name);
    return stmh_status_is_unknown(status) ||
                   (!status && past.first_public_at && !past.deleted_at && !strcmp(past.name, name))
               ? STMH_VERSION_UNKNOWN
               : STMH_VERSION_HIDDEN;
}

/* What is there may be half of one text and half of another, each of them in order: overwritten in
 * place since the catalog took it in, or while it was read here. */
static int may_be_mixed(const stmh_version_t *version, const stmh_request_t *request)
{
    apr_time_t moment = apr_time_now();
    apr_finfo_t finfo;
    stm_file_stamp_t now;

    if (!version->entry ||
        (version->entry->state != STM_STATE_FINAL && version->entry->state != STM_STATE_DRAFT) ||
        apr_stat(&finfo, version->path, STAMPED, request->pool)) {
        return 0;
    }
    now = stm_file_stamp(&finfo);
    return stm_file_stamp_is_overwritten(version->path, &now, &version->entry->stamp, moment,
                                         STM_FILE_QUIET) ||
           stm_file_stamp_is_overwritten(version->path, &version->origin.stamp,
                                         &version->entry->stamp, moment, STM_FILE_QUIET) ||
           stm_file_stamp_is_overwritten(version->path, &now, &version->origin.stamp, moment,
                                         STM_FILE_QUIET);
}

/* Until the writer has taken it in, or nobody has written to it for a while, readers get what was
 * good before. What hides is never put off. */
static void put_off(stmh_version_t *version, const stmh_request_t *request,
                    const stmh_lookup_t *lookup)
{
    stmh_version_t fresh = *version;

    version->document = NULL;
    version->is_for_one = 1;
    stmh_version_from_kept(version, request, lookup, version->entry);
    if (version->kind != STMH_VERSION_SHOWN) {
        return;
    }
    stmh_version_read_kept(version, request, lookup);
    if (version->kind == STMH_VERSION_HIDDEN) {
        *version = fresh;
        version->is_for_one = 1;
    }
}

static void refuse(stmh_version_t *version, const stmh_request_t *request,
                   const stmh_lookup_t *lookup)
{
    version->document = NULL;
    if (version->entry && version->entry->state == STM_STATE_FINAL) {
        stmh_version_from_kept(version, request, lookup, version->entry);
    }
    else {
        version->kind = kind_of_broken(version, request, lookup);
    }
}

static void take_good(stmh_version_t *version, const stmh_request_t *request,
                      const stmh_lookup_t *lookup)
{
    const stm_statement_t *statement =
        stm_statement_extract(version->document, newsroom_of(request)->zone, request->pool);

    take_fresh(version, request, lookup, statement);
    if (version->kind == STMH_VERSION_HIDDEN) {
        return;
    }
    if (stmh_duplicate_is_likely(request, lookup, version->name, statement, version->finfo.mtime)) {
        version->is_for_one = 1;
        refuse(version, request, lookup);
    }
    else if (version->kind == STMH_VERSION_SHOWN && !version->is_preview &&
             may_be_mixed(version, request)) {
        put_off(version, request, lookup);
    }
}

apr_status_t stmh_version_settle_fresh(stmh_version_t *version, const stmh_request_t *request,
                                       const stmh_lookup_t *lookup)
{
    apr_status_t status = read_unknown(version, request, lookup);

    if (status == STM_EFOREIGN) {
        version->kind = STMH_VERSION_FOREIGN;
        return APR_SUCCESS;
    }
    if (APR_STATUS_IS_ENOENT(status)) {
        return APR_ENOENT;
    }
    ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, ap_server_conf,
                 "STM0611: parsed %s, which the catalog does not know yet", version->path);
    if (status) {
        refuse(version, request, lookup);
    }
    else {
        take_good(version, request, lookup);
    }
    return APR_SUCCESS;
}
