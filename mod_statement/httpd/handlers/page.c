#include "httpd/handlers/page.h"

#include <apr_strings.h>
#include <http_protocol.h>
#include <string.h>

#include "httpd/access/check.h"
#include "httpd/access/references.h"
#include "httpd/access/variance.h"
#include "httpd/handlers/file.h"
#include "httpd/handlers/request_log.h"
#include "httpd/handlers/source.h"
#include "httpd/page_cache/get_or_render.h"
#include "httpd/page_cache/outcome.h"
#include "httpd/page_cache/page_index.h"
#include "httpd/page_cache/refusals.h"
#include "httpd/page_cache/render.h"
#include "httpd/request/known_names.h"
#include "httpd/request/language.h"
#include "httpd/request/preview.h"
#include "httpd/request/version.h"
#include "httpd/response/cache_keys.h"
#include "httpd/response/links.h"

/* The rules that hold for the document's own address hold for all that come from it. */
static int step_access(const stmh_request_t *request)
{
    const stm_address_t *address = &request->target->address;

    return address->kind == STM_ADDRESS_STATEMENT && request->access
               ? stmh_access_document(request->access, address->name)
               : OK;
}

/* A gone statement's "a.rss" may have been "a" in a format. */
static void find_version(stmh_version_t *version, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stm_address_t *address = &request->target->address;

    stmh_version_find(version, request, lookup, address->name, address->path, &address->finfo);
    stmh_version_bound(answer, version);
    if (version->kind == STMH_VERSION_HIDDEN && address->finfo.filetype != APR_REG &&
        stm_address_retry(address, request->mount->newsroom->root, request->mount->formats,
                          request->pool) &&
        step_access(request) == OK) {
        stmh_version_find(version, request, lookup, address->name, address->path, &address->finfo);
        stmh_version_bound(answer, version);
    }
}

static void read_version(stmh_version_t *version, const stmh_exchange_t *exchange)
{
    stmh_version_read(version, exchange->request, exchange->lookup);
    stmh_version_bound(exchange->answer, version);
}

static int redirect(const stmh_request_t *request, const char *name)
{
    const stm_address_t *address = &request->target->address;
    const char *tail =
        stmh_links_address(request, name, address->format) + strlen(request->mount->base);

    if (address->kind == STM_ADDRESS_NEGOTIATED) {
        tail = apr_pstrcat(request->pool, tail, ".xml", NULL);
    }
    return stmh_links_redirect(request, tail);
}

/* A preview is what readers will get at its moment. */
static apr_time_t moment_of(const stmh_request_t *request, const stmh_version_t *version)
{
    return version->is_preview && version->public_from > request->moment &&
                   version->public_from < STM_NEVER
               ? version->public_from
               : request->moment;
}

static apr_status_t make_edition(const stmh_exchange_t *exchange, const stmh_version_t *version)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stm_view_t view = {stmh_language_newsroom(request, lookup),
                       stmh_references_resolver(exchange),
                       request->mount->base,
                       version->name,
                       moment_of(request, version),
                       stmh_exchange_mounts(exchange),
                       answer->files,
                       stmh_preview_query(request)};

    return stm_edition_make(version->document, &view, answer->problems, request->pool);
}

/* The preview's address has served its time. */
static int see_page(const stmh_request_t *request, const char *name)
{
    apr_table_setn(request->r->err_headers_out, "Cache-Control", "no-store, private");
    apr_table_setn(request->r->err_headers_out, "Referrer-Policy", "no-referrer");
    apr_table_setn(request->r->headers_out, "Location",
                   stmh_links_address(request, name, request->target->address.format));
    return HTTP_SEE_OTHER;
}

/* What is being asked for. */
typedef struct wanted_t {
    stmh_version_t version;
    const stm_format_t *format;
} wanted_t;

/* NAME.html of XML that is no statement is for httpd/any_xml, which takes what is given back. */
static int guard_foreign(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_target_t *target = request->target;

    if (target->address.kind != STM_ADDRESS_NEGOTIATED && request->r &&
        stmh_config_transforms(stmh_config_of(request->r->per_dir_config)) &&
        target->address.finfo.filetype == APR_REG &&
        ap_strcmp_match(request->r->uri, "*.html") == 0) {
        target->address.kind = STM_ADDRESS_NEGOTIATED;
        target->is_foreign_page = 1;
    }
    return target->address.kind == STM_ADDRESS_NEGOTIATED ? stmh_file_guard(exchange)
                                                          : HTTP_NOT_FOUND;
}

static int refuse_version(const stmh_exchange_t *exchange, const stmh_version_t *version)
{
    const stmh_request_t *request = exchange->request;

    switch (version->kind) {
    case STMH_VERSION_GONE:
        return HTTP_GONE;
    case STMH_VERSION_MOVED:
        /* The new name of what has moved into a closed folder is as closed as it is: for this
         * reader it was deleted. */
        return stmh_access_may_mention(request->access, version->name)
                   ? redirect(request, version->name)
                   : HTTP_GONE;
    case STMH_VERSION_FOREIGN:
        return guard_foreign(exchange);
    case STMH_VERSION_UNKNOWN:
        return HTTP_SERVICE_UNAVAILABLE;
    default:
        return HTTP_NOT_FOUND;
    }
}

static int is_page(const stmh_version_t *version)
{
    return version->kind == STMH_VERSION_SHOWN || version->kind == STMH_VERSION_WITHDRAWN;
}

static int make(const stmh_exchange_t *exchange, void *baton)
{
    const stmh_request_t *request = exchange->request;
    stmh_answer_t *answer = exchange->answer;
    stmh_response_t *response = &answer->response;
    wanted_t *wanted = baton;
    stmh_version_t *version = &wanted->version;
    const stm_format_t *format = wanted->format;
    apr_status_t status;

    read_version(version, exchange);
    if (version->kind == STMH_VERSION_FOREIGN) {
        answer->needs_request = 1; /* not ours to remember */
        return HTTP_NOT_FOUND;
    }
    if (!is_page(version)) {
        return refuse_version(exchange, version);
    }
    if (request->previewed && !version->is_preview) {
        return see_page(request, version->name);
    }
    response->status = version->kind == STMH_VERSION_WITHDRAWN ? HTTP_GONE : HTTP_OK;
    response->lang = version->lang;
    response->changed_at = version->changed_at;
    response->is_preview = version->is_preview;
    response->preview = version->is_preview ? version->reason : NULL;
    response->public_from = version->public_from;
    status = make_edition(exchange, version);
    stmh_answer_bound(answer, stmh_language_next_change(request, exchange->lookup));
    answer->is_lacking = !status && !stm_format_suits(format, version->document);
    if (!status && !answer->is_lacking) {
        stmh_links_statement(response, request, version->name, format, version->document);
        response->cache_keys = stmh_cache_keys_of(request, version->document);
        status =
            stmh_render_page(exchange, version->document, format, format->statement_sheet,
                             stmh_links_address(request, version->name, format), version->name);
    }
    stm_document_drop(version->document);
    version->document = NULL;
    if (answer->is_lacking) {
        return response->status == HTTP_GONE ? HTTP_GONE : HTTP_NOT_FOUND;
    }
    return status ? stmh_render_failure(request, answer, version->name, status) : OK;
}

static int answer_page(const stmh_exchange_t *exchange, wanted_t *wanted)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stmh_version_t *version = &wanted->version;
    stmh_page_slot_t slot = {.origin = version->origin, .name = version->name};
    apr_status_t status = APR_SUCCESS;
    int refusal;

    wanted->format = request->target->address.format;
    answer->response.is_negotiated = request->target->address.kind == STM_ADDRESS_NEGOTIATED;
    if (answer->response.is_negotiated) {
        status = stmh_render_choose(&wanted->format, request, lookup, 0);
    }
    if (status) {
        return stmh_render_failure(request, answer, version->name, status);
    }
    slot.statement = version->name;
    slot.key = stmh_page_cache_key(request, "statement", wanted->format, version->name, "", "");
    slot.sheet = wanted->format->statement_sheet;
    slot.format = wanted->format;
    slot.render = stmh_page_prerender;
    refusal = stmh_page_cache_answer(exchange, &slot, make, wanted);
    if (version->kind != STMH_VERSION_FOREIGN) {
        return refusal;
    }
    /* The handle was given back before the file was read. */
    refusal = lookup->handle ? OK : stmh_lookup_acquire(request, lookup);
    return refusal == OK ? refuse_version(exchange, version) : refusal;
}

static int answer_version(const stmh_exchange_t *exchange, wanted_t *wanted)
{
    stmh_version_t *version = &wanted->version;
    int is_source = stmh_source_is_wanted(exchange->request) && !exchange->request->previewed;

    if (is_source) {
        read_version(version, exchange);
    }
    if (!is_page(version) && version->kind != STMH_VERSION_FRESH) {
        return refuse_version(exchange, version);
    }
    return is_source && version->kind == STMH_VERSION_SHOWN ? stmh_source_answer(exchange, version)
                                                            : answer_page(exchange, wanted);
}

static int look_up(stmh_version_t *version, const stmh_exchange_t *exchange)
{
    int refusal = stmh_exchange_open(exchange);

    if (refusal == OK) {
        find_version(version, exchange);
        stmh_request_log_version(exchange->request, version);
    }
    return stmh_lookup_status(exchange->lookup, refusal);
}

/* What catalog or history have said, and no name that somebody has made up. */
static int is_lasting_refusal(const stmh_version_t *version, stmh_version_kind_t found)
{
    return version->kind == found && version->origin.version >= 0 &&
           (is_page(version) || found == STMH_VERSION_GONE ||
            (found == STMH_VERSION_HIDDEN && version->entry));
}

/* A name that nothing has, as far as this child knows. */
static int is_nothing(const stmh_request_t *request)
{
    const stm_address_t *address = &request->target->address;
    const stmh_version_t version = {.kind = STMH_VERSION_HIDDEN};

    if (address->finfo.filetype != APR_NOFILE || !stmh_known_names_lack(request, address->name)) {
        return 0;
    }
    stmh_request_log_version(request, &version);
    return 1;
}

static int answer_found(const stmh_exchange_t *exchange, const stmh_page_name_t *name)
{
    const char *asked = exchange->request->target->address.name;
    wanted_t wanted = {0};
    const stmh_version_t *version = &wanted.version;
    int refusal = look_up(&wanted.version, exchange);
    const stmh_version_kind_t found = version->kind;

    if (refusal == OK) {
        refusal = answer_version(exchange, &wanted);
    }
    if (is_lasting_refusal(version, found)) {
        stmh_refusals_note(name, exchange, refusal,
                           exchange->request->target->address.name != asked);
    }
    else if (found == STMH_VERSION_HIDDEN && version->finfo.filetype == APR_NOFILE &&
             refusal == HTTP_NOT_FOUND) {
        stmh_known_names_learn(exchange->request, exchange->lookup);
    }
    return refusal;
}

int stmh_page_answer(const stmh_exchange_t *exchange)
{
    stmh_page_name_t name;
    int refusal = step_access(exchange->request);

    if (refusal == OK) {
        refusal = exchange->request->previewed ? DECLINED : stmh_page_index_answer(exchange);
    }
    if (refusal == DECLINED) {
        refusal =
            is_nothing(exchange->request) ? HTTP_NOT_FOUND : stmh_refusals_find(&name, exchange);
    }
    return refusal == DECLINED ? answer_found(exchange, &name) : refusal;
}

void stmh_page_prerender(const stmh_exchange_t *exchange)
{
    wanted_t wanted = {0};
    const stmh_version_t *version = &wanted.version;

    if (look_up(&wanted.version, exchange) != OK) {
        return;
    }
    if (is_page(version) ||
        (exchange->request->is_background && version->kind == STMH_VERSION_FRESH)) {
        answer_page(exchange, &wanted);
    }
    else if (version->kind == STMH_VERSION_HIDDEN || version->kind == STMH_VERSION_GONE) {
        stmh_outcome_refuse(exchange->request, refuse_version(exchange, version));
    }
}

static void render_html(const stmh_exchange_t *exchange, const char *name)
{
    const stmh_request_t *request = exchange->request;
    stm_address_t *address = &request->target->address;

    if (!stm_address_resolve(address, request->mount->newsroom->root, name, request->mount->formats,
                             NULL, request->pool) &&
        address->kind == STM_ADDRESS_STATEMENT && strcmp(address->name, name) == 0) {
        stmh_page_prerender(exchange);
    }
}

int stmh_page_fails(const stmh_mount_t *mount, const char *name, apr_pool_t *scratch_pool)
{
    stmh_target_t *target;
    stmh_exchange_t *exchange;
    apr_pool_t *pool;
    int has_failed;

    if (!stm_format_by_name(mount->formats, "html") || !stmh_variance_is_for_all(mount)) {
        return 0;
    }
    apr_pool_create(&pool, scratch_pool);
    target = apr_pcalloc(pool, sizeof(*target));
    target->mount = mount;
    exchange = stmh_exchange_create(
        stmh_request_create(target, apr_pstrcat(pool, mount->base_path, name, NULL), pool));
    render_html(exchange, name);
    has_failed = exchange->answer->has_failed;
    stmh_lookup_release(exchange->lookup);
    apr_pool_destroy(pool);
    return has_failed;
}
