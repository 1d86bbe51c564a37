#include "mod_statement_links.h"

#include <apr_strings.h>
#include <string.h>

#include "stm_address.h"
#include "stm_tongues.h"

static int is_html(const stm_format_t *format)
{
    return !format || !strcmp(format->name, "html");
}

const char *stm_links_address(const stm_job_t *job, const char *name, const stm_format_t *format)
{
    const char *address =
        apr_pstrcat(job->pool, job->place->base, stm_address_encode(name, 0, job->pool), NULL);

    return is_html(format) ? address
                           : apr_pstrcat(job->pool, address, ".", format->extension, NULL);
}

static void add(stm_answer_t *answer, const stm_job_t *job, const char *address, const char *rest)
{
    answer->link = apr_pstrcat(job->pool, answer->link ? answer->link : "",
                               answer->link ? ", <" : "<", address, ">; rel=", rest, NULL);
}

/* A media type that only a stylesheet knows is not looked up for a hint. */
static void add_alternate(stm_answer_t *answer, const stm_job_t *job, const char *address,
                          const char *media_type)
{
    add(answer, job, address,
        media_type ? apr_pstrcat(job->pool, "\"alternate\"; type=\"", media_type, "\"", NULL)
                   : "\"alternate\"");
}

static void add_languages(stm_answer_t *answer, const stm_job_t *job, const stm_document_t *edition)
{
    const apr_array_header_t *all = stm_tongues_list(edition, job->pool);
    int i;

    for (i = 0; i < all->nelts; i++) {
        const stm_tongue_t *one = &APR_ARRAY_IDX(all, i, stm_tongue_t);
        add(answer, job, one->address,
            apr_pstrcat(job->pool, "\"alternate\"; hreflang=\"", one->lang, "\"", NULL));
    }
}

void stm_links_statement(stm_answer_t *answer, const stm_job_t *job, const char *name,
                         const stm_format_t *format, const stm_document_t *edition)
{
    int i;

    add(answer, job, stm_links_address(job, name, NULL), "\"canonical\"");
    add_languages(answer, job, edition);
    for (i = 0; answer->is_negotiated && i < job->place->formats->nelts; i++) {
        const stm_format_t *other = &APR_ARRAY_IDX(job->place->formats, i, stm_format_t);
        if (strcmp(other->name, format->name) && other->statement_sheet && other->list_sheet) {
            add_alternate(answer, job, stm_links_address(job, name, other), other->media_type);
        }
    }
    if (answer->is_negotiated) {
        answer->content_location = stm_links_address(job, name, format);
    }
}

void stm_links_source(stm_answer_t *answer, const stm_job_t *job, const char *name)
{
    const char *page = stm_links_address(job, name, NULL);

    add(answer, job, page, "\"canonical\"");
    if (answer->is_negotiated) {
        answer->content_location = apr_pstrcat(job->pool, page, ".xml?source", NULL);
    }
}

void stm_links_list(stm_answer_t *answer, const stm_job_t *job, const stm_format_t *format,
                    const char *folder, const char *self)
{
    apr_pool_t *pool = job->pool;
    const char *query = strchr(self, '?');
    int i;

    for (i = 0; i < job->place->formats->nelts; i++) {
        const stm_format_t *other = &APR_ARRAY_IDX(job->place->formats, i, stm_format_t);
        const char *name = is_html(other) ? "" : apr_pstrcat(pool, "feed.", other->extension, NULL);
        if (strcmp(other->name, format->name) && other->list_sheet &&
            (answer->is_negotiated || is_html(other))) {
            add_alternate(answer, job,
                          apr_pstrcat(pool, job->place->base, stm_address_encode(folder, 0, pool),
                                      name, query, NULL),
                          other->media_type);
        }
    }
    if (answer->is_negotiated) {
        answer->content_location = self;
    }
}
