/* Asks the catalog what a list holds. */
#include "httpd/handlers/lists_internal.h"

#include <limits.h>
#include <string.h>

#include "core/render/moved.h"
#include "core/site/address.h"
#include "httpd/access/check.h"
#include "httpd/access/list_access.h"

int stmh_lists_hold(const stmh_exchange_t *exchange, apr_int64_t instance)
{
    stmh_lookup_t *lookup = exchange->lookup;
    apr_int64_t generation, now;
    int is_complete;

    if (!lookup->handle ||
        stm_catalog_generation(&generation, &is_complete, lookup->handle->catalog,
                               exchange->request->mount->newsroom->key) ||
        !is_complete || stm_catalog_instance(&now, lookup->handle->catalog)) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    exchange->answer->is_for_one |= now != instance;
    return OK;
}

/* Where documents differ in access, when the others changed is not told: what is kept knows what
 * it was before, and what is not is as new as the request. */
apr_status_t stmh_lists_changes(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    const char *newsroom = request->mount->newsroom->key;
    apr_status_t status = stm_catalog_next_change(&answer->next_change, lookup->handle->catalog,
                                                  newsroom, request->moment);

    return status || stmh_list_access_is_needed(request)
               ? status
               : stm_catalog_last_change(&answer->last_change, lookup->handle->catalog, newsroom,
                                         request->moment);
}

/* Of the statements that a list shows. */
static void note_entries(const stmh_contents_t *contents, const stmh_request_t *request,
                         stmh_answer_t *answer)
{
    for (int i = 0; contents->list.is_uncounted && i < contents->entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(contents->entries, i, const stm_entry_t *);

        answer->last_change = stm_list_newest(entry, answer->last_change, request->moment);
    }
}

/* Pages have numbers, except where nothing is counted: there a cursor names the last entry that the
 * reader has seen. */
static void ask_page(stmh_contents_t *contents, const stmh_request_t *request)
{
    const int is_archive = request->target->address.kind == STM_ADDRESS_ARCHIVE;
    stm_query_t *query = &contents->query;
    int page = stm_address_number(request->query, "page");

    contents->list.page = page && is_archive ? page : 1;
    query->limit = request->mount->newsroom->feed_items;
    if (contents->list.is_uncounted) {
        query->after =
            is_archive && stm_list_cursor_parse(&contents->cursor, request->query, request->pool)
                ? &contents->cursor
                : NULL;
        return;
    }
    query->offset = contents->list.page - 1 > INT_MAX / query->limit - 1
                        ? INT_MAX
                        : (contents->list.page - 1) * query->limit;
}

apr_status_t stmh_lists_ask_query(stmh_contents_t *contents, const stmh_request_t *request,
                                  const stmh_lookup_t *lookup)
{
    const stm_newsroom_t *newsroom = request->mount->newsroom;
    stm_query_t *query = &contents->query;

    contents->is_archive = request->target->address.kind == STM_ADDRESS_ARCHIVE;
    contents->extent = strcmp(contents->format->name, "html") ? STM_EXTENT_WHOLE : STM_EXTENT_HEAD;
    stm_filter_parse(&query->filter, request->query, request->pool);
    if (query->filter.q && !contents->is_archive) {
        query->filter.order = STM_FOUND_NEWEST;
    }
    query->folder = request->target->address.folder;
    query->show = newsroom->show;
    query->moment = request->moment;
    contents->list.is_uncounted = stmh_list_access_is_needed(request);
    if (stmh_lists_is_feed(contents)) {
        contents->list.page = 1;
        stm_chapter_parse(&contents->chapter, query, request->query, newsroom->feed_items);
    }
    else {
        ask_page(contents, request);
    }
    return request->access ? stmh_access_filter(request->access, query, lookup->handle->catalog)
                           : APR_SUCCESS;
}

/* All documents of a feed call a filter by the same words: those of the whole feed. */
static apr_status_t ask_facets(stmh_contents_t *contents, const stmh_request_t *request,
                               const stmh_lookup_t *lookup)
{
    stm_query_t query = contents->query;

    query.from = query.until = 0;
    if (stmh_lists_is_feed(contents) && !stm_filter_is_set(&query.filter)) {
        return APR_SUCCESS;
    }
    return contents->list.is_uncounted
               ? stmh_list_access_facets(&contents->facets, request, lookup, &query)
               : stm_catalog_facets(&contents->facets, lookup->handle->catalog,
                                    request->mount->newsroom->key, &query, request->pool);
}

static apr_status_t ask_entries(stmh_contents_t *contents, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    apr_status_t status;

    if (!contents->list.is_uncounted) {
        return stm_catalog_list(&contents->entries, &contents->list.total, lookup->handle->catalog,
                                request->mount->newsroom->key, &contents->query, request->pool);
    }
    status = stmh_list_access_list(&contents->entries, &contents->following, request, lookup,
                                   &contents->query);
    contents->list.total = contents->entries->nelts;
    if (!status && stmh_lists_is_feed(contents)) {
        status = stmh_archives_precede(&contents->previous, &contents->chapter, &contents->query,
                                       contents->entries->nelts, contents->following, exchange);
    }
    return status;
}

/* The withdrawn statements, which only a feed's first document names. */
static apr_status_t ask_gone(stmh_contents_t *contents, const stmh_request_t *request,
                             const stmh_lookup_t *lookup)
{
    if (!stmh_lists_is_feed(contents) || contents->chapter.archive.name[0]) {
        return APR_SUCCESS;
    }
    return contents->list.is_uncounted
               ? stmh_list_access_gone(&contents->gone, request, lookup, &contents->query)
               : stm_catalog_gone(&contents->gone, lookup->handle->catalog,
                                  request->mount->newsroom->key, &contents->query, request->pool);
}

/* Where documents differ in access, only what this reader may see is told. */
static apr_status_t ask_moved(stmh_contents_t *contents, const stmh_request_t *request,
                              const stmh_lookup_t *lookup)
{
    const int is_told = !contents->list.is_uncounted && contents->query.show != STM_SHOW_ALL;

    contents->list.updated = 0;
    if (!stmh_lists_is_feed(contents) || contents->chapter.archive.name[0]) {
        return APR_SUCCESS;
    }
    return stm_feed_moved(&contents->list.updated,
                          &(stm_records_t){request->mount->newsroom, lookup->handle->catalog,
                                           lookup->handle->history},
                          &contents->query, contents->gone,
                          is_told ? STM_MOVED_RECORDED : STM_MOVED_SHOWN, contents->entries->nelts,
                          request->pool);
}

static void count_pages(stmh_contents_t *contents)
{
    int limit = contents->query.limit;

    contents->list.pages =
        contents->list.is_uncounted ? 1 : (contents->list.total + limit - 1) / limit;
    if (!contents->list.pages) {
        contents->list.pages = 1;
    }
}

static int may_mention(void *baton, const stm_entry_t *entry)
{
    return stmh_access_may_mention(baton, entry->name);
}

/* Where a search finds nothing, what may have been meant. */
static apr_status_t ask_meant(stmh_contents_t *contents, const stmh_request_t *request,
                              const stmh_lookup_t *lookup)
{
    contents->list.is_by_date = contents->list.total > STM_RANKED_MAX;
    return contents->is_archive && contents->query.filter.q && !contents->list.total
               ? stm_catalog_suggest(&contents->list.meant, lookup->handle->catalog,
                                     request->mount->newsroom->key, &contents->query,
                                     stmh_list_access_is_needed(request) ? may_mention : NULL,
                                     request->access, request->pool)
               : APR_SUCCESS;
}

apr_status_t stmh_lists_ask_catalog(stmh_contents_t *contents, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    apr_status_t status;

    if (contents->is_asked) {
        return APR_SUCCESS;
    }
    if (!lookup->handle) {
        return STM_ESTATE;
    }
    status = ask_entries(contents, exchange);
    count_pages(contents);
    if (!status) {
        status = stmh_lists_know(contents, request, lookup);
    }
    if (!status) {
        status = ask_facets(contents, request, lookup);
    }
    if (!status) {
        status = ask_meant(contents, request, lookup);
    }
    if (!status) {
        status = ask_gone(contents, request, lookup);
    }
    if (!status) {
        status = ask_moved(contents, request, lookup);
    }
    if (!status) {
        status = stmh_lists_changes(exchange);
        note_entries(contents, request, exchange->answer);
    }
    contents->is_asked = !status;
    return status;
}
