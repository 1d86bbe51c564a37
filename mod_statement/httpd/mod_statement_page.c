#include "mod_statement_page.h"

#include <apr_strings.h>
#include <http_protocol.h>
#include <string.h>

#include "mod_statement_file.h"
#include "mod_statement_handler.h"
#include "mod_statement_links.h"
#include "mod_statement_render.h"
#include "mod_statement_source.h"
#include "mod_statement_version.h"

/* The rules that hold for the document's own address hold for all that come from it. */
static int step_access(stm_job_t *job)
{
    const stm_address_t *address = &job->target->address;

    return address->kind == STM_ADDRESS_STATEMENT ? stm_access_document(job->access, address->name)
                                                  : OK;
}

/* A gone statement's "a.rss" may have been "a" in a format. */
static apr_status_t find_version(stm_version_t *version, stm_job_t *job)
{
    stm_address_t *address = &job->target->address;
    apr_status_t status =
        stm_version_find(version, job, address->name, address->path, &address->finfo);

    if (!status && version->kind == STM_VERSION_HIDDEN && address->finfo.filetype != APR_REG &&
        stm_address_retry(address, job->place->newsroom->root, job->place->formats, job->pool) &&
        step_access(job) == OK) {
        status = stm_version_find(version, job, address->name, address->path, &address->finfo);
    }
    return status;
}

static int redirect(stm_job_t *job, const char *name)
{
    const stm_address_t *address = &job->target->address;
    const char *location = stm_links_address(job, name, address->format);

    if (address->kind == STM_ADDRESS_NEGOTIATED) {
        location = apr_pstrcat(job->pool, location, ".xml", NULL);
    }
    if (job->query) {
        location = apr_pstrcat(job->pool, location, "?", job->query, NULL);
    }
    apr_table_setn(job->r->headers_out, "Location", location);
    return HTTP_MOVED_PERMANENTLY;
}

static apr_status_t make_edition(stm_job_t *job, const stm_version_t *version)
{
    stm_view_t view = {job->place->newsroom, stm_version_resolver(job), job->place->base,
                       version->name, job->moment};

    return stm_edition_make(version->document, &view, job->problems, job->pool);
}

static int render(stm_job_t *job, const stm_version_t *version)
{
    const stm_address_t *address = &job->target->address;
    const stm_format_t *format = address->format;
    stm_answer_t answer = {0};
    apr_status_t status = APR_SUCCESS;

    answer.status = version->kind == STM_VERSION_WITHDRAWN ? HTTP_GONE : HTTP_OK;
    answer.lang = version->lang;
    answer.changed_at = version->changed_at;
    answer.is_preview = version->is_preview;
    answer.is_negotiated = address->kind == STM_ADDRESS_NEGOTIATED;
    if (answer.is_negotiated) {
        status = stm_render_choose(&format, job, 0);
    }
    if (!status) {
        status = make_edition(job, version);
    }
    if (!status) {
        stm_links_statement(&answer, job, version->name, format, version->document);
        status = stm_render_page(&answer, job, version->document, format, format->statement_sheet,
                                 stm_links_address(job, version->name, format), version->name);
    }
    return status ? stm_render_failure(job, version->name, status)
                  : stm_response_send(job, &answer);
}

static int answer_version(stm_job_t *job, const stm_version_t *version)
{
    switch (version->kind) {
    case STM_VERSION_SHOWN:
        if (stm_source_is_wanted(job)) {
            return stm_source_answer(job, version);
        }
        return render(job, version);
    case STM_VERSION_WITHDRAWN:
        return render(job, version);
    case STM_VERSION_GONE:
        return HTTP_GONE;
    case STM_VERSION_MOVED:
        return redirect(job, version->name);
    case STM_VERSION_FOREIGN:
        return job->target->address.kind == STM_ADDRESS_NEGOTIATED ? stm_file_guard(job)
                                                                   : HTTP_NOT_FOUND;
    default:
        return HTTP_NOT_FOUND;
    }
}

int stm_page_answer(stm_job_t *job)
{
    stm_version_t version;
    apr_status_t status;
    int refusal = step_access(job);

    if (refusal != OK) {
        return refusal;
    }
    status = find_version(&version, job);
    return status ? stm_handler_http(status) : answer_version(job, &version);
}
