#include "httpd/handlers/page.h"

#include <apr_strings.h>
#include <http_protocol.h>
#include <string.h>

#include "httpd/access/check.h"
#include "httpd/access/references.h"
#include "httpd/access/variance.h"
#include "httpd/handlers/file.h"
#include "httpd/handlers/request_log.h"
#include "httpd/handlers/source.h"
#include "httpd/page_cache/get_or_render.h"
#include "httpd/page_cache/page_index.h"
#include "httpd/page_cache/render.h"
#include "httpd/request/language.h"
#include "httpd/request/status.h"
#include "httpd/request/version.h"
#include "httpd/response/links.h"

/* The rules that hold for the document's own address hold for all that come from it. */
static int step_access(stmh_job_t *job)
{
    const stm_address_t *address = &job->target->address;

    return address->kind == STM_ADDRESS_STATEMENT && job->access
               ? stmh_access_document(job->access, address->name)
               : OK;
}

/* A gone statement's "a.rss" may have been "a" in a format. */
static apr_status_t find_version(stmh_version_t *version, stmh_job_t *job)
{
    stm_address_t *address = &job->target->address;
    apr_status_t status =
        stmh_version_find(version, job, address->name, address->path, &address->finfo);

    if (!status && version->kind == STM_VERSION_HIDDEN && address->finfo.filetype != APR_REG &&
        stm_address_retry(address, job->mount->newsroom->root, job->mount->formats, job->pool) &&
        step_access(job) == OK) {
        status = stmh_version_find(version, job, address->name, address->path, &address->finfo);
    }
    return status;
}

static int redirect(stmh_job_t *job, const char *name)
{
    const stm_address_t *address = &job->target->address;
    const char *tail = stmh_links_address(job, name, address->format) + strlen(job->mount->base);

    if (address->kind == STM_ADDRESS_NEGOTIATED) {
        tail = apr_pstrcat(job->pool, tail, ".xml", NULL);
    }
    return stmh_links_redirect(job, tail);
}

static apr_status_t make_edition(stmh_job_t *job, const stmh_version_t *version)
{
    stm_view_t view = {stmh_language_newsroom(job),
                       stmh_references_resolver(job),
                       job->mount->base,
                       version->name,
                       job->moment,
                       stmh_job_mounts(job),
                       job->files};

    return stm_edition_make(version->document, &view, job->problems, job->pool);
}

/* What is being asked for. */
typedef struct wanted_t {
    stmh_version_t version;
    const stm_format_t *format;
} wanted_t;

/* The new name of a statement that has moved into a closed folder is as closed as it is: for this
 * reader it was deleted. */
static int may_be_told(const stmh_job_t *job, const char *name)
{
    return !job->access || stmh_access_may_mention(job->access, name);
}

static int refuse_version(stmh_job_t *job, const stmh_version_t *version)
{
    switch (version->kind) {
    case STM_VERSION_GONE:
        return HTTP_GONE;
    case STM_VERSION_MOVED:
        return may_be_told(job, version->name) ? redirect(job, version->name) : HTTP_GONE;
    case STM_VERSION_FOREIGN:
        return job->target->address.kind == STM_ADDRESS_NEGOTIATED ? stmh_file_guard(job)
                                                                   : HTTP_NOT_FOUND;
    case STM_VERSION_UNKNOWN:
        return HTTP_SERVICE_UNAVAILABLE;
    default:
        return HTTP_NOT_FOUND;
    }
}

static int is_page(const stmh_version_t *version)
{
    return version->kind == STM_VERSION_SHOWN || version->kind == STM_VERSION_WITHDRAWN;
}

static int make(stmh_answer_t *answer, stmh_job_t *job, void *baton)
{
    wanted_t *wanted = baton;
    stmh_version_t *version = &wanted->version;
    const stm_format_t *format = wanted->format;
    apr_status_t status;

    stmh_version_read(version, job);
    if (version->kind == STM_VERSION_FOREIGN) {
        job->needs_request = 1; /* not ours to remember */
        return HTTP_NOT_FOUND;
    }
    if (!is_page(version)) {
        return refuse_version(job, version);
    }
    answer->status = version->kind == STM_VERSION_WITHDRAWN ? HTTP_GONE : HTTP_OK;
    answer->lang = version->lang;
    answer->changed_at = version->changed_at;
    answer->is_preview = version->is_preview;
    status = make_edition(job, version);
    stmh_language_note_change(job);
    if (!status) {
        stmh_links_statement(answer, job, version->name, format, version->document);
        status = stmh_render_page(answer, job, version->document, format, format->statement_sheet,
                                  stmh_links_address(job, version->name, format), version->name);
    }
    stm_document_drop(version->document);
    version->document = NULL;
    return status ? stmh_render_failure(job, version->name, status) : OK;
}

static int answer_page(stmh_job_t *job, wanted_t *wanted)
{
    stmh_version_t *version = &wanted->version;
    stmh_answer_t answer = {0};
    stmh_page_slot_t slot = {.origin = version->origin, .name = version->name};
    apr_status_t status = APR_SUCCESS;
    int refusal;

    wanted->format = job->target->address.format;
    answer.is_negotiated = job->target->address.kind == STM_ADDRESS_NEGOTIATED;
    if (answer.is_negotiated) {
        status = stmh_render_choose(&wanted->format, job, 0);
    }
    if (status) {
        return stmh_render_failure(job, version->name, status);
    }
    job->subject = version->name;
    slot.key = stmh_page_cache_key(job, "statement", wanted->format, version->name, "", "");
    slot.sheet = wanted->format->statement_sheet;
    slot.format = wanted->format;
    slot.render = stmh_page_prerender;
    refusal = stmh_page_cache_answer(&answer, job, &slot, make, wanted);
    if (version->kind != STM_VERSION_FOREIGN) {
        return refusal;
    }
    /* The handle was given back before the file was read. */
    refusal = job->handle ? OK : stmh_job_take(job);
    return refusal == OK ? refuse_version(job, version) : refusal;
}

static int answer_version(stmh_job_t *job, wanted_t *wanted)
{
    stmh_version_t *version = &wanted->version;
    int is_source = stmh_source_is_wanted(job);

    if (is_source) {
        stmh_version_read(version, job);
    }
    if (!is_page(version) && version->kind != STM_VERSION_FRESH) {
        return refuse_version(job, version);
    }
    return is_source && version->kind == STM_VERSION_SHOWN ? stmh_source_answer(job, version)
                                                           : answer_page(job, wanted);
}

static apr_status_t look_up(stmh_version_t *version, stmh_job_t *job)
{
    apr_status_t status = stmh_job_open(job) == OK ? find_version(version, job) : APR_TIMEUP;

    if (!status) {
        stmh_request_log_version(job, version);
    }
    return job->is_late ? APR_TIMEUP : status;
}

int stmh_page_answer(stmh_job_t *job)
{
    wanted_t wanted = {0};
    apr_status_t status;
    int refusal = step_access(job);

    if (refusal == OK) {
        refusal = stmh_page_index_answer(job);
    }
    if (refusal != DECLINED) {
        return refusal;
    }
    status = look_up(&wanted.version, job);
    return status ? stmh_status_http(status) : answer_version(job, &wanted);
}

void stmh_page_prerender(stmh_job_t *job)
{
    wanted_t wanted = {0};
    const stmh_version_t *version = &wanted.version;

    if (stmh_job_open(job) == OK && !find_version(&wanted.version, job) && !job->is_late &&
        (is_page(version) || (job->is_background && version->kind == STM_VERSION_FRESH))) {
        answer_page(job, &wanted);
    }
}

static void render_html(stmh_job_t *job, const char *name)
{
    stm_address_t *address = &job->target->address;

    if (!stm_address_resolve(address, job->mount->newsroom->root, name, job->mount->formats, NULL,
                             job->pool) &&
        address->kind == STM_ADDRESS_STATEMENT && strcmp(address->name, name) == 0) {
        stmh_page_prerender(job);
    }
}

int stmh_page_fails(const stmh_mount_t *mount, const char *name, apr_pool_t *scratch_pool)
{
    stmh_target_t *target;
    stmh_job_t *job;
    apr_pool_t *pool;
    int has_failed;

    if (!stm_format_by_name(mount->formats, "html") || !stmh_variance_is_for_all(mount)) {
        return 0;
    }
    apr_pool_create(&pool, scratch_pool);
    target = apr_pcalloc(pool, sizeof(*target));
    target->mount = mount;
    job = stmh_job_create(target, apr_pstrcat(pool, mount->base_path, name, NULL), pool);
    render_html(job, name);
    has_failed = job->has_failed;
    stmh_job_release(job);
    apr_pool_destroy(pool);
    return has_failed;
}
