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

static int asks_by_accept(const stmh_request_t *request)
{
    apr_array_header_t *formats = apr_array_copy(request->pool, request->mount->formats);
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
    return !stm_accept_choose(apr_table_get(request->r->headers_in, "Accept"), formats,
                              request->pool)
                ->name;
}

int stmh_source_is_wanted(const stmh_request_t *request)
{
    return request->mount->config->source == STMH_SWITCH_ON &&
           request->target->address.kind == STM_ADDRESS_NEGOTIATED &&
           (asks_by_query(request->r) || asks_by_accept(request));
}

static apr_status_t free_bytes(void *bytes)
{
    xmlFree(bytes);
    return APR_SUCCESS;
}

int stmh_source_answer(const stmh_exchange_t *exchange, const stmh_version_t *version)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    const stm_view_t view = {.newsroom = stmh_language_newsroom(request, lookup),
                             .resolver = stmh_references_resolver(exchange),
                             .base = request->mount->base,
                             .name = version->name,
                             .moment = request->moment,
                             .mounts = stmh_exchange_mounts(exchange)};
    stmh_response_t *response = &answer->response;
    xmlChar *bytes = NULL;
    int size = 0;

    if (stm_edition_stored(version->document, &view, request->pool)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    xmlDocDumpMemoryEnc(version->document->xml, &bytes, &size, "UTF-8");
    if (!bytes) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    apr_pool_cleanup_register(request->pool, bytes, free_bytes, apr_pool_cleanup_null);
    response->page =
        stmh_response_page((const char *)bytes, (apr_size_t)size, media_type, request->pool);
    response->status = HTTP_OK;
    response->lang = version->lang;
    /* A link that comes with the statement it leads to is a change, too. */
    response->changed_at =
        version->changed_at > answer->last_change ? version->changed_at : answer->last_change;
    response->is_recorded = 1;
    response->is_negotiated = !asks_by_query(request->r);
    response->is_preview = version->is_preview;
    stmh_links_source(response, request, version->name);
    return stmh_response_send(exchange);
}
