#include "httpd/any_xml/address.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>

#include "core/xml/file_name.h"
#include "httpd/access/readers.h"
#include "httpd/access/subrequest.h"
#include "httpd/any_xml/negotiate.h"
#include "httpd/any_xml/state.h"
#include "httpd/request/target.h"

static const char ending[] = ".html";

/* "…/NAME" of "…/NAME.html"; NULL for other names. */
static const char *stem_of(const char *path, apr_pool_t *pool)
{
    const apr_size_t size = strlen(path), more = sizeof(ending) - 1;

    return size > more && strcmp(path + size - more, ending) == 0 && path[size - more - 1] != '/'
               ? apr_pstrmemdup(pool, path, size - more)
               : NULL;
}

int stmh_any_address_is_file(const request_rec *r)
{
    return r->finfo.filetype == APR_REG && !r->proxyreq &&
           (!r->handler || strcmp(r->handler, "default-handler") == 0 ||
            (r->content_type && strcmp(r->handler, r->content_type) == 0)) &&
           (!r->path_info || !*r->path_info);
}

static int is_regular(const char *path, apr_pool_t *pool)
{
    apr_finfo_t finfo;

    return apr_stat(&finfo, path, APR_FINFO_TYPE, pool) == APR_SUCCESS && finfo.filetype == APR_REG;
}

/* How httpd refuses an address. */
typedef struct refusal_t {
    int status;            /* DECLINED: it does not */
    const char *challenge; /* of WWW-Authenticate; NULL: none */
} refusal_t;

static refusal_t refusal_of(const request_rec *r, const request_rec *sub)
{
    const char *challenge = apr_table_get(sub->err_headers_out, "WWW-Authenticate");
    refusal_t refusal = {DECLINED, NULL};

    if (ap_is_HTTP_ERROR(sub->status)) {
        refusal.status = sub->status;
        refusal.challenge = challenge ? apr_pstrdup(r->pool, challenge) : NULL;
    }
    return refusal;
}

static int refuse(request_rec *r, const refusal_t *refusal)
{
    if (refusal->challenge) {
        apr_table_setn(r->err_headers_out, "WWW-Authenticate", refusal->challenge);
    }
    return refusal->status;
}

/* Whether it is XML whose pages httpd's configuration wants. */
static int is_document(const request_rec *sub, const char *file)
{
    return strcmp(sub->filename, file) == 0 && stmh_any_address_is_file(sub) &&
           stmh_any_is_xml(sub->content_type) &&
           stmh_config_transforms(stmh_config_of(sub->per_dir_config));
}

/* The rest of httpd takes the request for one of the file. */
static void become(request_rec *r, const request_rec *sub, const char *path)
{
    stmh_any_state_t *state = stmh_any_state_make(r);

    state->page_of = path;
    state->is_page = !state->is_source;
    state->is_private = sub->user != NULL || stmh_readers_may_differ(sub);
    r->filename = apr_pstrdup(r->pool, sub->filename);
    r->canonical_filename = r->filename;
    r->finfo = sub->finfo;
    r->finfo.fname = r->filename;
    r->path_info = "";
}

/* Non-zero: the page is that of @a file at @a path, which need not be there. */
static int try_file(request_rec *r, refusal_t *refusal, const char *path, const char *file)
{
    request_rec *sub = stmh_subrequest_ask(r, ap_os_escape_path(r->pool, path, 1));
    int is_it = sub->status == HTTP_OK && is_document(sub, file);

    *refusal = refusal_of(r, sub);
    if (is_it) {
        become(r, sub, path);
    }
    ap_destroy_sub_req(sub);
    return is_it;
}

/* NAME.xml first, then NAME. The answer to a file that is refused is the answer to one that is not
 * there: rules refuse names, and nobody learns which of these are taken. */
static int map_to(request_rec *r, const char *path, const char *file)
{
    static const char *const extensions[] = {".xml", ""};
    refusal_t refusals[2];
    int i;

    for (i = 0; i < 2; i++) {
        if (try_file(r, &refusals[i], apr_pstrcat(r->pool, path, extensions[i], NULL),
                     apr_pstrcat(r->pool, file, extensions[i], NULL))) {
            return OK;
        }
    }
    return refuse(r, &refusals[refusals[0].status == DECLINED]);
}

static int is_free(const request_rec *r)
{
    return r->finfo.filetype == APR_NOFILE && r->method_number == M_GET && !r->proxyreq &&
           r->filename && *r->filename == '/' && (!r->path_info || !*r->path_info) &&
           !stmh_target_of(r);
}

int stmh_any_address_map(request_rec *r)
{
    const char *stem, *uri;

    if (r->main || !stmh_config_transforms(stmh_config_of(r->per_dir_config)) || !is_free(r)) {
        return DECLINED;
    }
    stem = stem_of(r->filename, r->pool);
    uri = stem_of(r->uri, r->pool);
    return stem && uri ? map_to(r, uri, stem) : DECLINED;
}

/* Whether everybody may see that the file at @a path is there. Where a rule refuses it, or may
 * refuse it to some, its name is like one that is free. */
static int is_seen_by_all(request_rec *r, const char *path)
{
    request_rec *sub = stmh_subrequest_ask(r, ap_os_escape_path(r->pool, path, 1));
    int is_seen = sub->status == HTTP_OK && !stmh_readers_may_differ(sub);

    ap_destroy_sub_req(sub);
    return is_seen;
}

const char *stmh_any_address_page(request_rec *r, const char *path)
{
    const char *short_file, *short_path;
    apr_size_t size = strlen(path);

    if (strcmp(apr_filepath_name_get(path), apr_filepath_name_get(r->filename)) != 0) {
        return NULL;
    }
    if (stm_file_name_is_xml(path)) {
        short_path = apr_pstrcat(r->pool, apr_pstrmemdup(r->pool, path, size - 4), ending, NULL);
        short_file = apr_pstrcat(
            r->pool, apr_pstrmemdup(r->pool, r->filename, strlen(r->filename) - 4), ending, NULL);
        if (strcmp(path + size - 4, ".xml") == 0 &&
            !(is_regular(short_file, r->pool) && is_seen_by_all(r, short_path))) {
            return short_path;
        }
    }
    return apr_pstrcat(r->pool, path, ending, NULL);
}
