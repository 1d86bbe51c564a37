#include "httpd/response/links.h"

#include <apr_strings.h>
#include <string.h>

#include "core/edition/alternates.h"
#include "core/site/address.h"
#include "core/site/spelling.h"

static int is_html(const stm_format_t *format)
{
    return !format || !strcmp(format->name, "html");
}

const char *stmh_links_address(const stmh_request_t *request, const char *name,
                               const stm_format_t *format)
{
    return stm_address_of_statement(request->mount->base, request->mount->newsroom->root, name,
                                    format, request->pool);
}

int stmh_links_redirect(const stmh_request_t *request, const char *tail)
{
    const stmh_mount_t *mount = request->mount;
    const char *base = mount->config->base_url
                           ? mount->base
                           : stm_address_encode(mount->base_path, 0, request->pool);

    apr_table_setn(
        request->r->headers_out, "Location",
        apr_pstrcat(request->pool, base, tail, request->query ? "?" : NULL, request->query, NULL));
    return HTTP_MOVED_PERMANENTLY;
}

static void add(const char **links, const stmh_request_t *request, const char *address,
                const char *rest)
{
    *links = apr_pstrcat(request->pool, *links ? *links : "", *links ? ", <" : "<", address,
                         ">; rel=", rest, NULL);
}

/* A media type that only a stylesheet knows is not looked up for a hint. */
static void add_alternate(const char **links, const stmh_request_t *request, const char *address,
                          const char *media_type)
{
    add(links, request, address,
        media_type ? apr_pstrcat(request->pool, "\"alternate\"; type=\"", media_type, "\"", NULL)
                   : "\"alternate\"");
}

static void add_languages(const char **links, const stmh_request_t *request,
                          const stm_document_t *edition)
{
    const apr_array_header_t *all = stm_alternates_list(edition, request->pool);
    int i;

    for (i = 0; i < all->nelts; i++) {
        const stm_alternate_t *one = &APR_ARRAY_IDX(all, i, stm_alternate_t);
        add(links, request, one->address,
            apr_pstrcat(request->pool, "\"alternate\"; hreflang=\"", one->lang, "\"", NULL));
    }
}

void stmh_links_statement(stmh_response_t *response, const stmh_request_t *request,
                          const char *name, const stm_format_t *format,
                          const stm_document_t *edition)
{
    int i;

    add(&response->link, request, stmh_links_address(request, name, NULL), "\"canonical\"");
    add_languages(&response->link, request, edition);
    response->negotiated_link = response->link;
    for (i = 0; i < request->mount->formats->nelts; i++) {
        const stm_format_t *other = &APR_ARRAY_IDX(request->mount->formats, i, stm_format_t);
        if (strcmp(other->name, format->name) && other->statement_sheet && other->list_sheet) {
            add_alternate(&response->negotiated_link, request,
                          stmh_links_address(request, name, other), other->media_type);
        }
    }
    response->content_location = stmh_links_address(request, name, format);
}

static const char *list_address(const stmh_request_t *request, const stm_format_t *format,
                                const char *folder, const char *query)
{
    const char *name =
        is_html(format) ? "" : apr_pstrcat(request->pool, "feed.", format->extension, NULL);

    return stm_address_of_list(request->mount->base, request->mount->newsroom->root, folder, name,
                               query, request->pool);
}

void stmh_links_source(stmh_response_t *response, const stmh_request_t *request, const char *name)
{
    const char *page = stmh_links_address(request, name, NULL);

    add(&response->link, request, page, "\"canonical\"");
    response->negotiated_link = response->link;
    if (response->is_negotiated) {
        response->content_location = apr_pstrcat(request->pool, page, ".xml?source", NULL);
    }
}

/* An archive's page leads to its feeds for whoever reads no HTML, a feed to its page. */
void stmh_links_list(stmh_response_t *response, const stmh_request_t *request,
                     const stm_format_t *format, const char *folder, const char *self,
                     const stm_filter_t *by)
{
    const char *query = strchr(self, '?'), *filter = stm_filter_query(by, request->pool);
    const char *own = query ? query + 1 : "";
    const int is_combined = stm_filter_count(by) > 1;
    const int is_archive = request->target->address.kind == STM_ADDRESS_ARCHIVE;
    int i;

    for (i = 0; i < request->mount->formats->nelts; i++) {
        const stm_format_t *other = &APR_ARRAY_IDX(request->mount->formats, i, stm_format_t);
        const char *address =
            list_address(request, other, folder, is_html(other) == is_html(format) ? own : filter);
        if (!strcmp(other->name, format->name) || !other->list_sheet ||
            (is_combined && !is_html(other))) {
            continue;
        }
        add_alternate(&response->negotiated_link, request, address, other->media_type);
        if (is_html(other) || is_archive) {
            add_alternate(&response->link, request, address, other->media_type);
        }
    }
    response->content_location = self;
}
