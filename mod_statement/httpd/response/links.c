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

static const char *encode(const stmh_job_t *job, const char *name, const char *ending)
{
    return stm_address_encode(
        stm_spelling_public(job->mount->newsroom->root, name, ending, job->pool), 0, job->pool);
}

const char *stmh_links_address(const stmh_job_t *job, const char *name, const stm_format_t *format)
{
    const char *address = apr_pstrcat(job->pool, job->mount->base, encode(job, name, ".xml"), NULL);

    return is_html(format) ? address
                           : apr_pstrcat(job->pool, address, ".", format->extension, NULL);
}

int stmh_links_redirect(const stmh_job_t *job, const char *tail)
{
    const stmh_mount_t *mount = job->mount;
    const char *base =
        mount->config->base_url ? mount->base : stm_address_encode(mount->base_path, 0, job->pool);

    apr_table_setn(job->r->headers_out, "Location",
                   apr_pstrcat(job->pool, base, tail, job->query ? "?" : NULL, job->query, NULL));
    return HTTP_MOVED_PERMANENTLY;
}

static void add(const char **links, const stmh_job_t *job, const char *address, const char *rest)
{
    *links = apr_pstrcat(job->pool, *links ? *links : "", *links ? ", <" : "<", address,
                         ">; rel=", rest, NULL);
}

/* A media type that only a stylesheet knows is not looked up for a hint. */
static void add_alternate(const char **links, const stmh_job_t *job, const char *address,
                          const char *media_type)
{
    add(links, job, address,
        media_type ? apr_pstrcat(job->pool, "\"alternate\"; type=\"", media_type, "\"", NULL)
                   : "\"alternate\"");
}

static void add_languages(const char **links, const stmh_job_t *job, const stm_document_t *edition)
{
    const apr_array_header_t *all = stm_alternates_list(edition, job->pool);
    int i;

    for (i = 0; i < all->nelts; i++) {
        const stm_alternate_t *one = &APR_ARRAY_IDX(all, i, stm_alternate_t);
        add(links, job, one->address,
            apr_pstrcat(job->pool, "\"alternate\"; hreflang=\"", one->lang, "\"", NULL));
    }
}

void stmh_links_statement(stmh_answer_t *answer, const stmh_job_t *job, const char *name,
                          const stm_format_t *format, const stm_document_t *edition)
{
    int i;

    add(&answer->link, job, stmh_links_address(job, name, NULL), "\"canonical\"");
    add_languages(&answer->link, job, edition);
    answer->negotiated_link = answer->link;
    for (i = 0; i < job->mount->formats->nelts; i++) {
        const stm_format_t *other = &APR_ARRAY_IDX(job->mount->formats, i, stm_format_t);
        if (strcmp(other->name, format->name) && other->statement_sheet && other->list_sheet) {
            add_alternate(&answer->negotiated_link, job, stmh_links_address(job, name, other),
                          other->media_type);
        }
    }
    answer->content_location = stmh_links_address(job, name, format);
}

static const char *list_address(const stmh_job_t *job, const stm_format_t *format,
                                const char *folder, const char *query)
{
    const char *name =
        is_html(format) ? "" : apr_pstrcat(job->pool, "feed.", format->extension, NULL);

    return apr_pstrcat(job->pool, job->mount->base, encode(job, folder, ""), name, query, NULL);
}

void stmh_links_source(stmh_answer_t *answer, const stmh_job_t *job, const char *name)
{
    const char *page = stmh_links_address(job, name, NULL);

    add(&answer->link, job, page, "\"canonical\"");
    answer->negotiated_link = answer->link;
    if (answer->is_negotiated) {
        answer->content_location = apr_pstrcat(job->pool, page, ".xml?source", NULL);
    }
}

/* An archive's page leads to its feeds for whoever reads no HTML, a feed to its page. */
void stmh_links_list(stmh_answer_t *answer, const stmh_job_t *job, const stm_format_t *format,
                     const char *folder, const char *self, const stm_filter_t *by)
{
    const char *query = strchr(self, '?'), *filter = stm_filter_query(by, job->pool);
    const int is_combined = stm_filter_count(by) > 1;
    const int is_archive = job->target->address.kind == STM_ADDRESS_ARCHIVE;
    int i;

    filter = *filter ? apr_pstrcat(job->pool, "?", filter, NULL) : NULL;

    for (i = 0; i < job->mount->formats->nelts; i++) {
        const stm_format_t *other = &APR_ARRAY_IDX(job->mount->formats, i, stm_format_t);
        const char *address =
            list_address(job, other, folder, is_html(other) == is_html(format) ? query : filter);
        if (!strcmp(other->name, format->name) || !other->list_sheet ||
            (is_combined && !is_html(other))) {
            continue;
        }
        add_alternate(&answer->negotiated_link, job, address, other->media_type);
        if (is_html(other) || is_archive) {
            add_alternate(&answer->link, job, address, other->media_type);
        }
    }
    answer->content_location = self;
}
