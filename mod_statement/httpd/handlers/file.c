#include "httpd/handlers/file.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/intake/file_references.h"
#include "core/xml/file_name.h"
#include "core/xml/root.h"
#include "httpd/access/check.h"
#include "httpd/newsroom/base_urls.h"
#include "httpd/request/version.h"
#include "httpd/response/codings.h"
#include "httpd/response/conditions.h"
#include "httpd/response/freshness.h"
#include "httpd/response/send.h"
#include "httpd/shared/css.h"

/* How long a file waits for a handle of the catalog. */
#define PATIENCE_MSEC 1500

/* Whether the bytes are or may be a statement's, so that a draft's copy does not show the draft. */
static int is_statement(const char *path, const stm_limits_t *limits, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    return stm_file_name_is_xml(path)
               ? stm_document_read(&document, path, path, limits, problems, pool) != STM_EFOREIGN
               : stm_root_of_other(path, pool) == STM_ROOT_STATEMENT;
}

/* What goes with its statements must not outlive them in a cache. */
static void bound_freshness(const stmh_exchange_t *exchange, const char *file)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    const char *newsroom = request->mount->newsroom->key;

    if (lookup->handle && stm_catalog_shows_file(lookup->handle->catalog, newsroom, file) &&
        !stm_catalog_next_change(&answer->next_change, lookup->handle->catalog, newsroom,
                                 request->moment)) {
        stmh_freshness_set(request, answer);
        stmh_conditions_spare(request->r);
    }
}

/* What becomes of a file: DECLINED, HTTP_NOT_FOUND, or 503 where that cannot be told now. */
static int decide(const stmh_mount_t *mount, stm_catalog_t *catalog, const stm_mounts_t *mounts,
                  const char *file, const apr_finfo_t *finfo, apr_pool_t *pool)
{
    const stm_file_references_query_t query = {.catalog = catalog,
                                               .newsroom = mount->newsroom,
                                               .schema = stmh_config_server()->schema,
                                               .mounts = mounts,
                                               .moment = apr_time_now()};

    if (mount->newsroom->show == STM_SHOW_ALL) {
        return DECLINED;
    }
    switch (stm_file_references_find(&query, file, finfo, pool)) {
    case STM_FILE_REFERENCES_HIDDEN:
        return HTTP_NOT_FOUND;
    case STM_FILE_REFERENCES_UNSET:
        return stm_file_references_is_site(file) ? DECLINED : HTTP_SERVICE_UNAVAILABLE;
    default:
        return DECLINED;
    }
}

/* Whether the statement that a token opens is still to come: once it is public, or has been taken
 * back, the token opens nothing. What the catalog does not know yet is read. */
static int is_to_come(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    const char *name = request->previewed;
    apr_finfo_t finfo;
    const char *path = stm_newsroom_find(&finfo, request->mount->newsroom, name,
                                         APR_FINFO_MIN | APR_FINFO_IDENT, request->pool);
    stmh_version_t version;

    if (!path) {
        return 0;
    }
    stmh_version_find(&version, request, exchange->lookup, name, path, &finfo);
    if (version.kind == STMH_VERSION_FRESH) {
        stmh_version_read(&version, request, exchange->lookup);
    }
    return version.kind == STMH_VERSION_SHOWN && version.is_preview && !exchange->lookup->is_late;
}

/* Whether the statement that a token opens shows the file. */
static int is_previewed(const stmh_exchange_t *exchange, const char *file)
{
    const stmh_request_t *request = exchange->request;
    const stmh_lookup_t *lookup = exchange->lookup;

    return request->previewed && lookup->handle &&
           stmh_access_may_mention(request->access, request->previewed) &&
           stm_catalog_names_file(lookup->handle->catalog, request->mount->newsroom->key,
                                  request->previewed, file) &&
           is_to_come(exchange);
}

int stmh_file_guard(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    const stm_address_t *address = &request->target->address;
    int is_document = address->kind == STM_ADDRESS_NEGOTIATED, refusal;
    const char *file =
        is_document ? apr_pstrcat(request->pool, address->name, ".xml", NULL) : address->name;

    /* Who looked for a document's version has read it. */
    if (!is_document &&
        is_statement(address->path, &request->mount->newsroom->limits, request->pool)) {
        return HTTP_NOT_FOUND;
    }
    if (is_previewed(exchange, file)) {
        stmh_freshness_hide(request->r);
        return DECLINED;
    }
    refusal = decide(request->mount, lookup->handle ? lookup->handle->catalog : NULL,
                     stmh_exchange_mounts(exchange), file, &address->finfo, request->pool);
    if (refusal != DECLINED) {
        return refusal;
    }
    bound_freshness(exchange, file);
    return DECLINED;
}

/* What another page includes, or another module has redirected to. */
static int is_sent_as_stored(const request_rec *r)
{
    return stmh_config_of(r->per_dir_config)->engine == STMH_SWITCH_ON && r->filename &&
           r->method_number == M_GET && r->finfo.filetype == APR_REG;
}

/* In the newsroom's own folders only: above them a name says nothing. */
static int is_below_companion(const request_rec *r, const char *tail)
{
    char *copy = apr_pstrdup(r->pool, tail), *step, *last;

    for (step = apr_strtok(copy, "/", &last); step; step = apr_strtok(NULL, "/", &last)) {
        if (stm_newsroom_is_companion(step)) {
            return 1;
        }
    }
    return 0;
}

/* Whether it is not for this reader: HTTP_NOT_FOUND, or 503 where that cannot be told now. */
static int hide_file(request_rec *r)
{
    stmh_catalog_handle_t *handle;
    const stmh_mount_t *mount;
    const char *tail;
    int refusal;

    if (stmh_newsroom_locate(&mount, r, stmh_config_of(r->per_dir_config), r->filename)) {
        return DECLINED;
    }
    tail = stmh_newsroom_tail(mount->newsroom->root, r->filename);
    if (!tail) {
        return DECLINED;
    }
    if (is_below_companion(r, tail)) {
        return HTTP_NOT_FOUND;
    }
    if (APR_STATUS_IS_TIMEUP(
            stmh_catalog_handle_acquire(&handle, PATIENCE_MSEC, r->uri, r->pool))) {
        apr_table_setn(r->err_headers_out, "Retry-After", "1");
        return HTTP_SERVICE_UNAVAILABLE;
    }
    refusal = decide(mount, handle ? handle->catalog : NULL,
                     stmh_base_urls_make(mount, r, NULL, r->pool), tail, &r->finfo, r->pool);
    stmh_catalog_handle_release(handle, r->pool);
    if (refusal == HTTP_SERVICE_UNAVAILABLE) {
        apr_table_setn(r->err_headers_out, "Retry-After", "1");
    }
    return refusal;
}

int stmh_file_guard_stored(request_rec *r)
{
    if (!is_sent_as_stored(r)) {
        return DECLINED;
    }
    return stm_newsroom_is_companion(apr_filepath_name_get(r->filename)) ||
                   is_statement(r->filename, &stm_limits_default, r->pool)
               ? HTTP_NOT_FOUND
               : hide_file(r);
}

int stmh_file_style(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_response_t *response = &exchange->answer->response;
    stmh_css_file_t style;

    stmh_css_acquire(&style, request->mount->config->refresh, request->pool);
    if (request->query && !stmh_css_is_named(&style, request->query)) {
        /* Another child may have seen a newer one, and its page named that. */
        stmh_css_acquire(&style, 0, request->pool);
    }
    if (!*style.fingerprint) {
        return HTTP_NOT_FOUND;
    }
    stmh_codings_fill(response, request->r, style.bodies, style.etag, request->pool);
    response->page.media_type = "text/css; charset=utf-8";
    response->status = HTTP_OK;
    response->changed_at = style.changed_at;
    response->is_recorded = 1;
    response->is_immutable = stmh_css_is_named(&style, request->query);
    return stmh_response_send(exchange);
}
