#include "httpd/request/version.h"

#include <string.h>

#include "core/i18n/language.h"
#include "core/site/spelling.h"
#include "httpd/request/document.h"
#include "httpd/request/http_status.h"
#include "httpd/request/version_fresh.h"
#include "httpd/request/version_known.h"
#include "httpd/request/visibility.h"
#include "httpd/shared/page_store.h"

static const stm_newsroom_t *newsroom_of(const stmh_request_t *request)
{
    return request->mount->newsroom;
}

static void read_entry(stmh_version_t *version, const stmh_request_t *request,
                       const stmh_lookup_t *lookup)
{
    apr_status_t status = stmh_document_load_entry(&version->document, request, lookup,
                                                   version->entry, request->pool);

    if (stmh_status_is_unknown(status)) {
        version->kind = STMH_VERSION_UNKNOWN;
    }
    else if (status) {
        version->kind =
            version->kind == STMH_VERSION_SHOWN ? STMH_VERSION_HIDDEN : STMH_VERSION_GONE;
    }
}

static int is_to_be_read(const stmh_version_t *version)
{
    return !version->document &&
           (version->kind == STMH_VERSION_SHOWN || version->kind == STMH_VERSION_WITHDRAWN);
}

static void find_new_name(stmh_version_t *version, const stmh_request_t *request,
                          const stmh_lookup_t *lookup, const char *name)
{
    stm_entry_t *entry;
    stmh_ruling_t ruling;

    if (stm_catalog_find(&entry, lookup->handle->catalog, newsroom_of(request)->key, name,
                         request->pool)) {
        return;
    }
    ruling = stmh_visibility_decide(request, entry);
    if (ruling == STMH_RULING_SHOWN || ruling == STMH_RULING_WITHDRAWN) {
        stm_catalog_bound(&version->next_change, entry, request->moment);
        version->kind = STMH_VERSION_MOVED;
        version->name = name;
    }
}

/* Only what was public has a past that readers may know of. */
static void from_past(stmh_version_t *version, const stmh_request_t *request,
                      const stmh_lookup_t *lookup, const char *name)
{
    stm_past_t past;
    apr_status_t status =
        lookup->handle ? stmh_version_find_past(&past, request, lookup, &name) : APR_ENOENT;

    /* A history that is not there yet has no past. */
    version->kind = stmh_status_is_unknown(status) && !APR_STATUS_IS_EBUSY(status)
                        ? STMH_VERSION_UNKNOWN
                        : STMH_VERSION_HIDDEN;
    if (status || !past.first_public_at) {
        return;
    }
    if (past.deleted_at) {
        version->kind = STMH_VERSION_GONE;
    }
    else if (strcmp(past.name, name)) {
        find_new_name(version, request, lookup, past.name);
    }
}

/* What a page made now stands for in the page store. One of a file that the catalog does not know
 * yet may change with each of the newsroom's changes, because nobody knows what it takes from
 * where. */
static void find_origin(stmh_version_t *version, const stmh_request_t *request,
                        const stmh_lookup_t *lookup)
{
    stm_page_origin_t *origin = &version->origin;
    apr_int64_t generation = 0;
    int is_complete;

    if (!lookup->handle || !stmh_page_store_pages()) {
        return;
    }
    stm_catalog_instance(&origin->instance, lookup->handle->catalog);
    if (version->kind == STMH_VERSION_FRESH) {
        stm_catalog_generation(&generation, &is_complete, lookup->handle->catalog,
                               newsroom_of(request)->key);
        origin->version = -1 - generation;
    }
    else {
        origin->version = version->entry ? version->entry->version : 0;
    }
}

static void find_kind(stmh_version_t *version, const stmh_request_t *request,
                      const stmh_lookup_t *lookup, const stm_entry_t *entry)
{
    int is_there = version->finfo.filetype == APR_REG;

    if (is_there && entry && entry->state != STM_STATE_DELETED &&
        stm_file_stamp_equals(&version->origin.stamp, &entry->stamp)) {
        stmh_version_from_entry(version, request, lookup, entry);
    }
    else if (is_there) {
        version->kind = STMH_VERSION_FRESH;
    }
    else if (entry && entry->state == STM_STATE_FINAL) {
        stmh_version_from_kept(version, request, lookup, entry);
    }
    else {
        from_past(version, request, lookup, version->name);
    }
}

static void begin(stmh_version_t *version, const char *name, const char *path,
                  const apr_finfo_t *finfo)
{
    memset(version, 0, sizeof(*version));
    version->name = name;
    version->path = path;
    version->finfo = *finfo;
    version->next_change = STM_NEVER;
    if (finfo->filetype == APR_REG) {
        version->origin.stamp = stm_file_stamp(finfo);
    }
}

typedef struct finding_t {
    stmh_version_t *version;
    const stmh_request_t *request;
    stmh_lookup_t *lookup;
} finding_t;

/* Of a file that the catalog does not know by this name: the statement that had the same name with
 * its accents in another form, and no file any more. */
static void find_respelt(stm_entry_t **entry, const finding_t *finding)
{
    const stmh_request_t *request = finding->request;
    const stm_newsroom_t *newsroom = newsroom_of(request);
    stm_entry_t *found;

    if (!stm_spelling_is_plain(finding->version->name) &&
        !stm_catalog_find_alike(&found, finding->lookup->handle->catalog, newsroom->key,
                                finding->version->name, request->pool) &&
        !stm_newsroom_is_there(newsroom, found->name, request->pool)) {
        *entry = found;
    }
}

static void find(void *data)
{
    const finding_t *finding = data;
    stmh_version_t *version = finding->version;
    const stmh_request_t *request = finding->request;
    stmh_lookup_t *lookup = finding->lookup;
    int is_there = version->finfo.filetype == APR_REG;
    stm_entry_t *entry = NULL;
    apr_status_t status = APR_ENOENT;

    if (lookup->handle) {
        status = (is_there ? stm_catalog_find : stm_catalog_find_alike)(
            &entry, lookup->handle->catalog, newsroom_of(request)->key, version->name,
            request->pool);
    }
    /* A file that is there can be read without the catalog. */
    if (APR_STATUS_IS_EBUSY(status) || (!is_there && stmh_status_is_unknown(status))) {
        version->kind = STMH_VERSION_UNKNOWN;
        return;
    }
    version->is_entry_unknown = stmh_status_is_unknown(status);
    entry = status ? NULL : entry;
    if (is_there && !entry && lookup->handle) {
        find_respelt(&entry, finding);
    }
    else if (entry) {
        /* Without a file only the catalog knows how the name was spelt. */
        version->name = entry->name;
    }
    version->entry = entry;
    find_kind(version, request, lookup, entry);
    find_origin(version, request, lookup);
}

void stmh_version_find(stmh_version_t *version, const stmh_request_t *request,
                       stmh_lookup_t *lookup, const char *name, const char *path,
                       const apr_finfo_t *finfo)
{
    finding_t finding = {version, request, lookup};

    begin(version, name, path, finfo);
    /* Of a name that was never there little is found: to wake another thread would cost more. */
    if (finfo->filetype == APR_REG) {
        stmh_lookup_run(request, lookup, find, &finding);
    }
    else {
        find(&finding);
    }
}

/* The file was renamed or removed while the request was on its way. */
static void look_again(stmh_version_t *version, const stmh_request_t *request,
                       stmh_lookup_t *lookup)
{
    apr_finfo_t none = {.filetype = APR_NOFILE};

    stmh_version_find(version, request, lookup, version->name, version->path, &none);
    version->is_for_one = 1;
}

void stmh_version_read(stmh_version_t *version, const stmh_request_t *request,
                       stmh_lookup_t *lookup)
{
    if (version->kind == STMH_VERSION_FRESH) {
        if (APR_STATUS_IS_ENOENT(stmh_version_settle_fresh(version, request, lookup))) {
            look_again(version, request, lookup);
        }
    }
    if (is_to_be_read(version)) {
        (version->is_kept ? stmh_version_read_kept : read_entry)(version, request, lookup);
    }
}

void stmh_version_bound(stmh_answer_t *answer, const stmh_version_t *version)
{
    stmh_answer_bound(answer, version->next_change);
    answer->is_for_one |= version->is_for_one;
}
