/* Which lists there are: whoever makes up a value gets no page of this newsroom about it. */
#include "core/site/address.h"
#include "httpd/access/check.h"
#include "httpd/access/list_access.h"
#include "httpd/handlers/lists_internal.h"
#include "httpd/request/document.h"
#include "httpd/request/listed_values.h"

static int is_archive(const stmh_request_t *request)
{
    return request->target->address.kind == STM_ADDRESS_ARCHIVE;
}

/* APR_ENOENT where this reader may know of no statement that has had it. */
static apr_status_t find_one(const stmh_contents_t *contents, const stmh_request_t *request,
                             const stmh_lookup_t *lookup, stm_facet_kind_t kind)
{
    int is_plain = !stmh_list_access_is_needed(request), i;
    apr_array_header_t *names;
    apr_status_t status = stm_catalog_ever_listed(
        &names, lookup->handle->catalog, request->mount->newsroom->key, &contents->query, kind,
        is_plain ? 1 : STMH_ACCESS_LOOKUPS, request->pool);

    for (i = 0; !status && i < names->nelts; i++) {
        if (is_plain ||
            stmh_access_may_mention(request->access, APR_ARRAY_IDX(names, i, const char *))) {
            return APR_SUCCESS;
        }
    }
    return status ? status : APR_ENOENT;
}

/* newsroom.xml tells of topics and issuers that no statement has had yet. */
static apr_status_t find_named(const stmh_contents_t *contents, const stmh_request_t *request,
                               const stmh_lookup_t *lookup, stm_facet_kind_t kind)
{
    const stm_newsroom_file_t *file = stmh_document_newsroom_file(request, lookup);

    return stm_newsroom_file_names(file, kind, contents->query.filter.values[kind], request->pool)
               ? APR_SUCCESS
               : APR_ENOENT;
}

/* The values that nothing is found by; where something is, it has them all. */
static apr_status_t know_values(const stmh_contents_t *contents, const stmh_request_t *request,
                                const stmh_lookup_t *lookup)
{
    apr_status_t status = APR_SUCCESS;
    int kind;

    for (kind = STM_FACET_TAG; !status && kind < STM_FACET_KINDS; kind++) {
        if (contents->query.filter.values[kind]) {
            status = find_one(contents, request, lookup, (stm_facet_kind_t)kind);
            if (APR_STATUS_IS_ENOENT(status)) {
                status = find_named(contents, request, lookup, (stm_facet_kind_t)kind);
            }
        }
    }
    return status;
}

/* APR_ENOENT where this reader may know of nothing that the query finds. */
static apr_status_t find_listed(const stm_query_t *query, const stmh_request_t *request,
                                const stmh_lookup_t *lookup)
{
    const stm_entry_t *following;
    apr_array_header_t *entries;
    int ignored;
    apr_status_t status =
        stmh_list_access_is_needed(request)
            ? stmh_list_access_list(&entries, &following, request, lookup, query)
            : stm_catalog_list(&entries, &ignored, lookup->handle->catalog,
                               request->mount->newsroom->key, query, request->pool);

    return status || entries->nelts ? status : APR_ENOENT;
}

/* Of an archive, whether it lists anything without its filter. */
static apr_status_t know_listed(const stmh_contents_t *contents, const stmh_request_t *request,
                                const stmh_lookup_t *lookup)
{
    stm_query_t query = contents->query;

    if (!stm_filter_is_set(&query.filter)) {
        return APR_ENOENT;
    }
    stm_filter_parse(&query.filter, NULL, request->pool);
    query.offset = 0;
    query.limit = 1;
    query.after = NULL;
    return find_listed(&query, request, lookup);
}

apr_status_t stmh_lists_know_folder(const stmh_request_t *request, const stmh_lookup_t *lookup,
                                    const char *folder)
{
    stm_query_t query = {.folder = folder,
                         .show = request->mount->newsroom->show,
                         .moment = request->moment,
                         .limit = 1};
    apr_status_t status = request->access
                              ? stmh_access_filter(request->access, &query, lookup->handle->catalog)
                              : APR_SUCCESS;

    return status ? status : find_listed(&query, request, lookup);
}

/* Who subscribed to a folder's feed goes on with it when all in it has gone. */
static apr_status_t know_folder(const stmh_contents_t *contents, const stmh_request_t *request,
                                const stmh_lookup_t *lookup)
{
    if (!*contents->query.folder) {
        return APR_SUCCESS;
    }
    return is_archive(request) ? know_listed(contents, request, lookup)
                               : find_one(contents, request, lookup, STM_FACET_UNSET);
}

/* A document behind the end of its span. */
static int is_behind(const stmh_contents_t *contents)
{
    const int skip = contents->chapter.skip, total = contents->list.total;

    return skip && (contents->list.is_uncounted ? total == 0 : skip >= total);
}

apr_status_t stmh_lists_know(const stmh_contents_t *contents, const stmh_request_t *request,
                             const stmh_lookup_t *lookup)
{
    apr_status_t status;

    if (contents->list.page > contents->list.pages || is_behind(contents)) {
        return APR_ENOENT;
    }
    if (contents->list.total) {
        return APR_SUCCESS;
    }
    if (contents->query.after) {
        return APR_ENOENT;
    }
    status = know_folder(contents, request, lookup);
    return status || !is_archive(request) ? status : know_values(contents, request, lookup);
}

static const stm_filter_t no_filter;

int stmh_lists_lack_folder(const stmh_request_t *request, const char *folder)
{
    return *folder && !stmh_listed_values_most(NULL, request, folder, &no_filter);
}

/* Who subscribed to a folder's feed goes on with it when all in it has gone. */
static int is_no_feed(const stmh_request_t *request)
{
    int is_known_folder;

    stmh_listed_values_most(&is_known_folder, request, request->target->address.folder, &no_filter);
    return request->target->address.format && !is_known_folder;
}

static int is_no_archive(const stmh_request_t *request)
{
    const apr_int64_t page = stm_address_number(request->query, "page");
    stm_filter_t filter;
    int most, is_known_value;

    stm_filter_parse(&filter, request->query, request->pool);
    most =
        stmh_listed_values_most(&is_known_value, request, request->target->address.folder, &filter);
    return !is_known_value || (most != STMH_LISTED_ANY && page > 1 &&
                               (page - 1) * request->mount->newsroom->feed_items >= most);
}

int stmh_lists_are_none(const stmh_request_t *request)
{
    if (!is_archive(request)) {
        return is_no_feed(request);
    }
    return stm_format_by_name(request->mount->formats, "html") &&
           (stmh_lists_lack_folder(request, request->target->address.folder) ||
            is_no_archive(request));
}
