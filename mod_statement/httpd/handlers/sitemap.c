#include "httpd/handlers/sitemap.h"

#include <apr_strings.h>

#include "core/render/sitemap.h"
#include "core/render/sitemap_languages.h"
#include "core/site/address.h"
#include "httpd/access/check.h"
#include "httpd/access/list_access.h"
#include "httpd/access/references.h"
#include "httpd/handlers/lists.h"
#include "httpd/page_cache/failures.h"
#include "httpd/page_cache/get_or_render.h"
#include "httpd/page_cache/page_index.h"
#include "httpd/page_cache/render.h"
#include "httpd/request/listed_values.h"
#include "httpd/request/unwritten.h"
#include "httpd/response/links.h"

/* What one sitemap is made of. */
typedef struct contents_t {
    stm_query_t query;
    int part; /* 0: the whole, or the index of all parts */
    int total;
    apr_array_header_t *entries; /* stm_entry_t * */
    apr_int64_t generation, instance;
    int is_uncounted; /* httpd is asked about each entry, and there is one part */
    int is_asked;
} contents_t;

static apr_status_t ask_query(contents_t *contents, const stmh_request_t *request,
                              const stmh_lookup_t *lookup)
{
    stm_query_t *query = &contents->query;

    contents->part = stm_address_number(request->query, "page");
    query->folder = "";
    query->show = STM_SHOW_PUBLISHED;
    query->moment = request->moment;
    contents->is_uncounted = request->documents_differ;
    return stmh_access_filter(request->access, query, lookup->handle->catalog);
}

static apr_status_t ask_entries(contents_t *contents, const stmh_request_t *request,
                                const stmh_lookup_t *lookup)
{
    return stm_catalog_list(&contents->entries, &contents->total, lookup->handle->catalog,
                            request->mount->newsroom->key, &contents->query, request->pool);
}

/* The newest, about which httpd may be asked. */
static apr_status_t ask_for_reader(contents_t *contents, const stmh_request_t *request,
                                   const stmh_lookup_t *lookup)
{
    const stm_entry_t *following;
    apr_status_t status;

    contents->query.limit = contents->part > 1 ? 0 : STMH_ACCESS_LOOKUPS;
    status =
        stmh_list_access_list(&contents->entries, &following, request, lookup, &contents->query);
    contents->total = contents->entries->nelts;
    return status;
}

/* An index needs no more than the number of all. */
static apr_status_t ask_counted(contents_t *contents, const stmh_request_t *request,
                                const stmh_lookup_t *lookup)
{
    stm_query_t *query = &contents->query;
    apr_status_t status = ask_entries(contents, request, lookup);

    if (!status && (contents->part || !stm_sitemap_parts(contents->total))) {
        stm_sitemap_range(&query->offset, &query->limit, contents->total,
                          contents->part ? contents->part : 1);
        status = query->limit ? ask_entries(contents, request, lookup) : APR_SUCCESS;
    }
    return status;
}

static apr_status_t ask_catalog(contents_t *contents, const stmh_exchange_t *exchange)
{
    stmh_lookup_t *lookup = exchange->lookup;
    apr_status_t status;

    if (contents->is_asked) {
        return APR_SUCCESS;
    }
    if (!lookup->handle) {
        return STM_ESTATE;
    }
    status = (contents->is_uncounted ? ask_for_reader : ask_counted)(contents, exchange->request,
                                                                     lookup);
    if (!status) {
        status = stmh_lists_changes(exchange);
    }
    contents->is_asked = !status;
    return status;
}

static apr_status_t add_languages(stm_document_t *sitemap, const stmh_exchange_t *exchange,
                                  const stm_entry_t *entry, const char *address)
{
    const stmh_request_t *request = exchange->request;
    stm_view_t view = {request->mount->newsroom,
                       stmh_references_resolver(exchange),
                       request->mount->base,
                       entry->name,
                       request->moment,
                       stmh_exchange_mounts(exchange),
                       NULL,
                       NULL};

    return stm_sitemap_languages(sitemap, exchange->lookup->handle->catalog, &view, entry, address);
}

static apr_status_t add_statements(stm_document_t *sitemap, const contents_t *contents,
                                   const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    const stmh_failures_t *failures = stmh_failures_of(request, exchange->lookup, NULL);
    apr_status_t status = APR_SUCCESS;
    int i;

    for (i = 0; !status && i < contents->entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(contents->entries, i, const stm_entry_t *);
        const char *address = stmh_links_address(request, entry->name, NULL);
        if (stmh_failures_has(failures, entry) || stmh_unwritten_hides(exchange, entry)) {
            continue;
        }
        stm_sitemap_add(sitemap, address, stm_list_newest(entry, 0, request->moment));
        status = add_languages(sitemap, exchange, entry, address);
    }
    return status;
}

static const char *part_address(const stmh_request_t *request, int part)
{
    const char *address = apr_pstrcat(request->pool, request->mount->base, "sitemap.xml", NULL);

    return part ? apr_psprintf(request->pool, "%s?page=%d", address, part) : address;
}

static apr_status_t compose(stm_document_t **sitemap, const contents_t *contents,
                            const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    int i, parts = contents->part ? 0 : stm_sitemap_parts(contents->total);

    *sitemap = stm_sitemap_create(request->pool);
    for (i = 1; i <= parts; i++) {
        stm_sitemap_part(*sitemap, part_address(request, i));
    }
    if (parts) {
        return APR_SUCCESS;
    }
    if (contents->part <= 1) {
        stm_sitemap_add(*sitemap, request->mount->base, 0);
    }
    return add_statements(*sitemap, contents, exchange);
}

static int make(const stmh_exchange_t *exchange, void *baton)
{
    const stmh_request_t *request = exchange->request;
    stmh_answer_t *answer = exchange->answer;
    contents_t *contents = baton;
    const stm_format_t *format = stm_format_sitemap();
    stm_document_t *sitemap;
    apr_status_t status;
    int refusal = stmh_lists_hold(exchange, contents->instance);

    if (refusal != OK) {
        return refusal;
    }
    status = ask_catalog(contents, exchange);
    if (!status && contents->part > 1 && !contents->query.limit) {
        return HTTP_NOT_FOUND;
    }
    if (!status) {
        status = compose(&sitemap, contents, exchange);
    }
    if (!status) {
        answer->response.status = HTTP_OK;
        status = stmh_render_page(exchange, sitemap, format, format->list_sheet,
                                  part_address(request, contents->part), request->label);
    }
    return status ? stmh_render_failure(request, answer, request->label, status) : OK;
}

static const apr_array_header_t *names_of(const contents_t *contents, const stmh_request_t *request)
{
    apr_array_header_t *names = apr_array_make(request->pool, 32, sizeof(const char *));
    int i;

    for (i = 0; contents->is_asked && i < contents->entries->nelts; i++) {
        APR_ARRAY_PUSH(names, const char *) =
            APR_ARRAY_IDX(contents->entries, i, const stm_entry_t *)->name;
    }
    return names;
}

static void find_slot(stmh_page_slot_t *slot, contents_t *contents, const stmh_request_t *request,
                      stmh_lookup_t *lookup)
{
    const stm_format_t *format = stm_format_sitemap();

    slot->readers = stmh_list_access_key(request, &contents->query, names_of(contents, request));
    slot->sheet = format->list_sheet;
    slot->name = request->label;
    slot->origin.version = contents->generation;
    slot->origin.stamp = stmh_failures_stamp(request, lookup);
    if (!stm_catalog_instance(&contents->instance, lookup->handle->catalog)) {
        slot->origin.instance = contents->instance;
        slot->key = stmh_page_cache_key(request, "sitemap", format, "",
                                        apr_itoa(request->pool, contents->part), slot->readers);
    }
}

typedef struct asking_t {
    contents_t *contents;
    const stmh_exchange_t *exchange;
    apr_status_t status;
} asking_t;

static void ask_first(void *data)
{
    asking_t *asking = data;

    asking->status = stmh_lists_hold(asking->exchange, asking->contents->instance) == OK
                         ? ask_catalog(asking->contents, asking->exchange)
                         : STM_ESTATE;
}

static int answer_sitemap(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    contents_t *contents = apr_pcalloc(request->pool, sizeof(*contents));
    stmh_page_slot_t slot = {0};
    asking_t asking = {contents, exchange, APR_SUCCESS};
    int refusal = stmh_lists_generation(&contents->generation, request, lookup);
    apr_status_t status;

    if (refusal != OK) {
        return refusal;
    }
    status = ask_query(contents, request, lookup);
    if (!status && contents->is_uncounted && answer->readers_differ) {
        status = stm_catalog_instance(&contents->instance, lookup->handle->catalog);
    }
    if (!status && contents->is_uncounted && answer->readers_differ) {
        stmh_lookup_run(request, lookup, ask_first, &asking);
        status = lookup->is_late ? STM_ESTATE : asking.status;
    }
    if (status) {
        return stmh_render_failure(request, answer, request->label, status);
    }
    find_slot(&slot, contents, request, lookup);
    return stmh_page_cache_answer(exchange, &slot, make, contents);
}

/* A part behind the last one, as far as this child knows without the catalog. */
static int is_no_part(const stmh_request_t *request)
{
    static const stm_filter_t none;
    const int part = stm_address_number(request->query, "page");
    const int most = part > 1 ? stmh_listed_values_most(NULL, request, "", &none) : STMH_LISTED_ANY;
    int offset, limit = 0;

    if (most == STMH_LISTED_ANY) {
        return 0;
    }
    stm_sitemap_range(&offset, &limit, most, part);
    return !limit;
}

int stmh_sitemap_answer(const stmh_exchange_t *exchange)
{
    int status = stmh_page_index_answer(exchange);

    if (status != DECLINED) {
        return status;
    }
    if (is_no_part(exchange->request)) {
        return HTTP_NOT_FOUND;
    }
    status = stmh_exchange_open(exchange);
    status = status == OK ? answer_sitemap(exchange) : status;
    if (status == HTTP_NOT_FOUND && !exchange->lookup->is_late) {
        stmh_listed_values_learn(exchange->request, exchange->lookup);
    }
    return status;
}
