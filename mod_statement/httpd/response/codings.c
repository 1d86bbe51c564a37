#include "httpd/response/codings.h"

#include <apr_strings.h>
#include <http_config.h>
#include <string.h>
#include <strings.h>

#include "httpd/response/filters.h"

#define ALL_CODINGS ((1u << STM_CODING_GZIP) | (1u << STM_CODING_BROTLI))

static int are_coded; /* kept compressed forms are sent; set before the child's threads start */

/* An administrator who wants compressed answers to have the plain form's tag, or none, gets that
 * from the module that has been told so; ours have one of their own. */
static int has_other_tags(const ap_directive_t *tree)
{
    for (; tree; tree = tree->next) {
        if ((!strcasecmp(tree->directive, "DeflateAlterETag") ||
             !strcasecmp(tree->directive, "BrotliAlterETag")) &&
            strcasecmp(tree->args, "AddSuffix")) {
            return 1;
        }
        if (has_other_tags(tree->first_child)) {
            return 1;
        }
    }
    return 0;
}

void stmh_codings_child(void)
{
    are_coded = !has_other_tags(ap_conftree);
}

/* As for mod_deflate: who sets this knows a client that takes less than it says. */
static int is_coded_for(const request_rec *r)
{
    return are_coded && !apr_table_get(r->subprocess_env, "no-gzip") &&
           !stmh_filters_look(r).may_change;
}

static unsigned int offered(const stm_page_body_t *bodies)
{
    unsigned int codings = 0;
    int i;

    for (i = STM_CODING_GZIP; i < STM_CODINGS; i++) {
        codings |= bodies[i].bytes ? 1u << i : 0;
    }
    return codings;
}

static stm_coding_t choose(const request_rec *r, const stm_page_body_t *bodies)
{
    const char *accept = apr_table_get(r->headers_in, "Accept-Encoding");
    unsigned int codings = accept ? offered(bodies) : 0;
    stm_coding_t coding = accept ? stm_coding_choose(accept, codings) : STM_CODING_PLAIN;

    if (coding == STM_CODING_PLAIN || !is_coded_for(r)) {
        return STM_CODING_PLAIN;
    }
    if (coding == STM_CODING_BROTLI && apr_table_get(r->subprocess_env, "no-brotli")) {
        coding = stm_coding_choose(accept, codings & ~(1u << STM_CODING_BROTLI));
    }
    return coding;
}

static const char *tag_of(const char *etag, const char *coding, apr_pool_t *pool)
{
    return coding ? apr_pstrcat(pool, apr_pstrmemdup(pool, etag, strlen(etag) - 1), "-", coding,
                                "\"", NULL)
                  : etag;
}

void stmh_codings_fill(stmh_response_t *response, const request_rec *r,
                       const stm_page_body_t *bodies, const char *etag, apr_pool_t *pool)
{
    stm_coding_t coding = r ? choose(r, bodies) : STM_CODING_PLAIN;

    response->coding = stm_coding_name(coding);
    response->page.bytes = bodies[coding].bytes;
    response->page.size = bodies[coding].size;
    response->page.etag = tag_of(etag, response->coding, pool);
    response->has_codings = 1;
}

/* Whether a filter that compresses would have anything left to do. */
static int is_marked_by_others(const request_rec *r, const stmh_response_t *response,
                               const stmh_filters_t *filters)
{
    const char *accept;

    if (!filters->may_code) {
        return 0;
    }
    if (!response->has_codings || !is_coded_for(r)) {
        return 1;
    }
    accept = apr_table_get(r->headers_in, "Accept-Encoding");
    return !response->coding && stm_coding_choose(accept, ALL_CODINGS) != STM_CODING_PLAIN;
}

int stmh_codings_is_exact(const request_rec *r, const stmh_response_t *response,
                          const stmh_filters_t *filters)
{
    return are_coded && !is_marked_by_others(r, response, filters);
}
