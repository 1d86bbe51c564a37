#include "httpd/any_xml/source_query.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_request.h>
#include <string.h>

#include "core/xml/file_name.h"
#include "httpd/any_xml/state.h"

static const char word[] = "source";

/* Where the word stands among the parts of a query; NULL: nowhere. */
static const char *find(const char *query)
{
    const apr_size_t size = sizeof(word) - 1;

    while (query) {
        if (strncmp(query, word, size) == 0 && (query[size] == '&' || query[size] == '\0')) {
            return query;
        }
        query = strchr(query, '&');
        query = query ? query + 1 : NULL;
    }
    return NULL;
}

int stmh_any_source_is_in(const char *query)
{
    return query && find(query) != NULL;
}

/* NULL: nothing is left of it. */
static char *without(const char *query, apr_pool_t *pool)
{
    const char *at = find(query), *rest;
    char *left;

    if (at == NULL) {
        return apr_pstrdup(pool, query);
    }
    rest = at + sizeof(word) - 1;
    if (*rest == '&') {
        left = apr_pstrcat(pool, apr_pstrmemdup(pool, query, (apr_size_t)(at - query)), rest + 1,
                           NULL);
    }
    else {
        left = apr_pstrmemdup(pool, query, at > query ? (apr_size_t)(at - 1 - query) : 0);
    }
    return *left ? left : NULL;
}

/* Where httpd maps it to is asked for the configuration alone: that it refuses it is no news. */
static request_rec *look_up(request_rec *r)
{
    static const struct ap_logconf quiet = {NULL, APLOG_EMERG};
    const struct ap_logconf *log = r->log;
    request_rec *sub;

    r->log = &quiet;
    sub = ap_sub_req_lookup_uri(ap_os_escape_path(r->pool, r->uri, 1), r, NULL);
    r->log = log;
    return sub;
}

/* In a newsroom NAME.xml?source is the engine's. */
static int is_engines(const request_rec *sub)
{
    return stmh_config_of(sub->per_dir_config)->engine == STMH_SWITCH_ON && !sub->proxyreq &&
           (sub->finfo.filetype != APR_REG || stm_file_name_is_xml(sub->filename));
}

static int is_ours(request_rec *r)
{
    request_rec *sub = look_up(r);
    int is = stmh_config_transforms(stmh_config_of(sub->per_dir_config)) && !is_engines(sub);

    ap_destroy_sub_req(sub);
    return is;
}

/* "GET /path?query HTTP/1.1", "/path?query": what stands between the question mark and the end of
 * the address is replaced. */
static char *with_query(const char *text, const char *query, apr_pool_t *pool)
{
    const char *mark = text ? strchr(text, '?') : NULL;
    const char *end = mark ? mark + strcspn(mark, " ") : NULL;

    return mark ? apr_pstrcat(pool, apr_pstrmemdup(pool, text, (apr_size_t)(mark - text)),
                              query ? "?" : "", query ? query : "", end, NULL)
                : apr_pstrdup(pool, text);
}

int stmh_any_source_take(request_rec *r)
{
    stmh_any_state_t *state;

    if (!r->args || r->main || r->prev || r->method_number != M_GET || r->proxyreq || !r->uri ||
        *r->uri != '/' || !find(r->args) || !is_ours(r)) {
        return DECLINED;
    }
    state = stmh_any_state_make(r);
    state->is_source = 1;
    state->the_request = r->the_request;
    /* mod_cache behind this hook (CacheQuickHandler Off) would keep it as the address without. */
    apr_table_setn(r->subprocess_env, "no-cache", "1");
    r->args = without(r->args, r->pool);
    r->parsed_uri.query = r->args;
    r->unparsed_uri = with_query(r->unparsed_uri, r->args, r->pool);
    r->the_request = with_query(r->the_request, r->args, r->pool);
    return DECLINED;
}

int stmh_any_source_log(request_rec *r)
{
    const stmh_any_state_t *state = NULL;
    request_rec *each;

    if (stmh_config_transforms(stmh_config_of(r->per_dir_config))) {
        state = stmh_any_state_of(r);
    }
    for (each = r; state && state->the_request && each; each = each->prev) {
        each->the_request = apr_pstrdup(r->pool, state->the_request);
    }
    return DECLINED;
}
