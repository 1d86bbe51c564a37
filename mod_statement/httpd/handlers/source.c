#include "httpd/handlers/source.h"

#include <apr_strings.h>
#include <libxml/tree.h>
#include <string.h>

#include "core/edition/make.h"
#include "core/http/accept.h"
#include "httpd/access/references.h"
#include "httpd/request/language.h"
#include "httpd/response/links.h"
#include "httpd/response/send.h"

static const char media_type[] = "application/xml";

static int asks_by_query(const request_rec *r)
{
    return r->args && (!strcmp(r->args, "source") || !strncmp(r->args, "source&", 7));
}

static int asks_by_accept(const stmh_job_t *job)
{
    apr_array_header_t *formats = apr_array_copy(job->pool, job->mount->formats);
    stm_format_t *source;
    int i;

    for (i = 0; i < formats->nelts; i++) {
        stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        if (!format->media_type) {
            format->media_type = "text/html";
        }
    }
    source = apr_array_push(formats);
    source->name = NULL;
    source->media_type = media_type;
    return !stm_accept_choose(apr_table_get(job->r->headers_in, "Accept"), formats, job->pool)
                ->name;
}

int stmh_source_is_wanted(const stmh_job_t *job)
{
    return job->mount->config->source == STM_SWITCH_ON &&
           job->target->address.kind == STM_ADDRESS_NEGOTIATED &&
           (asks_by_query(job->r) || asks_by_accept(job));
}

static apr_status_t free_bytes(void *bytes)
{
    xmlFree(bytes);
    return APR_SUCCESS;
}

int stmh_source_answer(stmh_job_t *job, const stmh_version_t *version)
{
    const stm_view_t view = {.newsroom = stmh_language_newsroom(job),
                             .resolver = stmh_references_resolver(job),
                             .base = job->mount->base,
                             .name = version->name,
                             .moment = job->moment,
                             .mounts = stmh_job_mounts(job)};
    stmh_answer_t answer = {0};
    xmlChar *bytes = NULL;
    int size = 0;

    if (stm_edition_stored(version->document, &view, job->pool)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    xmlDocDumpMemoryEnc(version->document->xml, &bytes, &size, "UTF-8");
    if (!bytes) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    apr_pool_cleanup_register(job->pool, bytes, free_bytes, apr_pool_cleanup_null);
    answer.page = stmh_response_page((const char *)bytes, (apr_size_t)size, media_type, job->pool);
    answer.status = HTTP_OK;
    answer.lang = version->lang;
    /* A link that comes with the statement it leads to is a change, too. */
    answer.changed_at =
        version->changed_at > job->last_change ? version->changed_at : job->last_change;
    answer.is_recorded = 1;
    answer.is_negotiated = !asks_by_query(job->r);
    answer.is_preview = version->is_preview;
    stmh_links_source(&answer, job, version->name);
    return stmh_response_send(job, &answer);
}
