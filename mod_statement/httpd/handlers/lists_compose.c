/* Makes the document from which a list is rendered. */
#include "httpd/handlers/lists_internal.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>

#include "core/site/address.h"
#include "core/site/spelling.h"
#include "core/site/teaser.h"
#include "httpd/access/references.h"
#include "httpd/page_cache/failures.h"
#include "httpd/request/document.h"
#include "httpd/request/http_status.h"
#include "httpd/request/language.h"
#include "httpd/request/unwritten.h"

APLOG_USE_MODULE(statement);

const char *stmh_lists_query(const stmh_contents_t *contents, const stm_chapter_t *chapter,
                             apr_pool_t *pool)
{
    const stm_filter_t *filter = &contents->query.filter;
    const char *query = contents->is_archive ? stm_filter_ordered_query(filter, pool)
                                             : stm_chapter_query(chapter, filter, pool);
    const char *page = contents->query.after ? stm_list_cursor_query(contents->query.after, pool)
                       : contents->list.page > 1
                           ? apr_psprintf(pool, "page=%d", contents->list.page)
                           : "";

    return apr_pstrcat(pool, query, *query && *page ? "&" : "", page, NULL);
}

/* The address of the list, or of another document of the same feed. */
static const char *address_of(const stmh_contents_t *contents, const stm_chapter_t *chapter,
                              const stmh_request_t *request)
{
    apr_pool_t *pool = request->pool;
    const char *name = contents->list.is_subscription ? "feed"
                       : stmh_lists_is_feed(contents)
                           ? apr_pstrcat(pool, "feed.", contents->format->extension, NULL)
                           : "";

    return stm_address_of_list(request->mount->base, request->mount->newsroom->root,
                               contents->list.folder, name,
                               stmh_lists_query(contents, chapter, pool), pool);
}

/* The same list from its start, or behind @a after. */
static const char *address_after(const stmh_contents_t *contents, const stm_list_cursor_t *after,
                                 const stmh_request_t *request)
{
    stmh_contents_t other = *contents;

    other.query.after = after;
    return address_of(&other, &contents->chapter, request);
}

/* Where to read on in a list without numbers. */
static void name_pages(stmh_contents_t *contents, const stmh_request_t *request)
{
    const apr_array_header_t *entries = contents->entries;

    if (request->target->address.kind != STM_ADDRESS_ARCHIVE) {
        return;
    }
    if (contents->query.after) {
        contents->list.start = address_after(contents, NULL, request);
    }
    if (contents->following && entries->nelts) {
        stm_list_cursor_t last =
            stm_catalog_cursor(APR_ARRAY_IDX(entries, entries->nelts - 1, const stm_entry_t *),
                               contents->query.show, request->pool);
        contents->list.next = address_after(contents, &last, request);
    }
}

static void name_documents(stmh_contents_t *contents, const stmh_request_t *request)
{
    static const stm_chapter_t subscription;

    contents->list.self = address_of(contents, &contents->chapter, request);
    if (contents->chapter.archive.name[0]) {
        contents->list.current = address_of(contents, &subscription, request);
    }
    if (stm_chapter_is_over(&contents->chapter, request->moment)) {
        contents->list.archive = contents->chapter.archive.name;
    }
    name_pages(contents, request);
}

/* An archive shows little of a document, and most of what it shows stands at its beginning: forty
 * of 1.9 MB take 0.08 s of a processor for a page, and 1.4 s where the whole is read. */
#define ENOUGH_BYTES ((apr_size_t)16 * 1024)

/* @a stretch may be NULL. */
static apr_status_t load_and_make(stm_document_t **edition, stm_stretch_t *stretch,
                                  const stmh_exchange_t *exchange, const stm_entry_t *entry,
                                  const stm_resolver_t *resolver, apr_pool_t *pool)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stm_view_t view = {stmh_language_newsroom(request, lookup),
                       resolver,
                       request->mount->base,
                       entry->name,
                       request->moment,
                       stmh_exchange_mounts(exchange),
                       answer->files,
                       NULL};
    apr_status_t status =
        stmh_document_load_stretch(edition, stretch, request, lookup, entry, pool);

    return status ? status : stm_edition_make(*edition, &view, answer->problems, pool);
}

static int is_enough(const stm_document_t *edition, const stm_stretch_t *stretch, apr_pool_t *pool)
{
    return !stretch->is_cut || stm_teaser_is_sure(xmlDocGetRootElement(edition->xml), pool);
}

static apr_status_t make_head(stm_document_t **edition, const stmh_exchange_t *exchange,
                              const stm_entry_t *entry, const stm_resolver_t *resolver,
                              apr_pool_t *pool)
{
    stm_stretch_t stretch = {.enough = ENOUGH_BYTES};
    apr_status_t status = load_and_make(edition, &stretch, exchange, entry, resolver, pool);

    return !status && is_enough(*edition, &stretch, pool)
               ? APR_SUCCESS
               : load_and_make(edition, NULL, exchange, entry, resolver, pool);
}

/* One that cannot be made is left out: its statement may have gone between two looks, or reproduces
 * one that is hidden. Where only the history can tell, and it is not there, the list is short. */
static apr_status_t make_edition(stm_document_t **edition, stmh_contents_t *contents,
                                 const stmh_exchange_t *exchange, const stm_entry_t *entry,
                                 const stm_resolver_t *resolver, apr_pool_t *pool)
{
    apr_status_t status = contents->extent == STM_EXTENT_HEAD
                              ? make_head(edition, exchange, entry, resolver, pool)
                              : load_and_make(edition, NULL, exchange, entry, resolver, pool);

    if (status) {
        ap_log_error(APLOG_MARK, APLOG_INFO, status, ap_server_conf,
                     "STM0601: %s leaves out %s, which cannot be prepared",
                     exchange->request->label, entry->name);
        exchange->answer->is_for_one |= !APR_STATUS_IS_ENOENT(status) && status != STM_ELIMIT;
        /* With a damaged history, the list goes on without what only that has. */
        contents->is_short |= stmh_status_is_unknown(status) && status != STM_ESTATE;
    }
    return status;
}

/* Whether the document has room for one more; the first always has. */
static int has_room(apr_size_t *bytes, const stmh_contents_t *contents,
                    const stm_document_t *edition)
{
    *bytes += stmh_lists_is_feed(contents) ? stm_list_bytes(edition) : 0;
    return stm_list_has_room(*bytes, contents->shown);
}

/* Results of a search are not kept, so a request for them gives up at the end of its patience: the
 * reader's next attempt makes them anew. Other lists are kept, and are worth finishing. */
static int is_no_longer_awaited(const stmh_contents_t *contents, const stmh_request_t *request,
                                stmh_lookup_t *lookup)
{
    if (request->r && contents->query.filter.q && stmh_request_is_out_of_patience(request)) {
        lookup->is_late = 1;
    }
    return lookup->is_late || stmh_request_is_unwanted(request);
}

static int is_left_out(const stmh_contents_t *contents, const stm_entry_t *entry)
{
    for (int i = 0; contents->failed && i < contents->failed->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(contents->failed, i, const char *), entry->name) == 0) {
            return 1;
        }
    }
    return 0;
}

static void add_entries(stm_document_t *document, stmh_contents_t *contents,
                        const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    const stm_resolver_t *resolver = stmh_references_resolver(exchange);
    const stmh_failures_t *failures = stmh_failures_of(request, lookup, contents->format);
    apr_size_t bytes = 0;
    int is_full = 0;

    while (!is_full && !contents->is_short && contents->shown < contents->entries->nelts) {
        const stm_entry_t *entry =
            APR_ARRAY_IDX(contents->entries, contents->shown, const stm_entry_t *);
        stm_document_t *edition;
        apr_pool_t *pool;

        apr_pool_create(&pool, request->pool);
        if (stmh_unwritten_hides(exchange, entry)) {
            ap_log_error(
                APLOG_MARK, APLOG_DEBUG, 0, ap_server_conf,
                "STM0613: %s leaves out %s: its changed file hides it, and cannot be taken in",
                request->label, entry->name);
        }
        else if (stmh_failures_has(failures, entry) || is_left_out(contents, entry)) {
            ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, ap_server_conf,
                         "STM0610: %s leaves out %s, which cannot be rendered", request->label,
                         entry->name);
        }
        else if (!make_edition(&edition, contents, exchange, entry, resolver, pool)) {
            is_full = !has_room(&bytes, contents, edition);
            if (!is_full && !stm_list_add(document, edition, contents->extent) &&
                !stmh_lists_is_feed(contents)) {
                stm_list_hits(document, entry->marked_title, entry->snippet);
            }
        }
        contents->shown += !is_full;
        contents->is_short |= is_no_longer_awaited(contents, request, lookup);
        apr_pool_destroy(pool);
    }
}

static apr_status_t find_previous(stm_chapter_t *previous, const stmh_contents_t *contents,
                                  const stmh_exchange_t *exchange)
{
    stmh_answer_t *answer = exchange->answer;

    if (!contents->list.is_uncounted) {
        return stmh_archives_previous(previous, &contents->chapter, &contents->query,
                                      contents->shown, contents->list.total, exchange);
    }
    if (contents->shown == contents->entries->nelts) {
        *previous = contents->previous;
        return previous->archive.name[0] ? APR_SUCCESS : APR_ENOENT;
    }
    /* What has no room is what follows. */
    answer->is_for_one |= answer->readers_differ;
    return stmh_archives_precede(
        previous, &contents->chapter, &contents->query, contents->shown,
        APR_ARRAY_IDX(contents->entries, contents->shown, const stm_entry_t *), exchange);
}

/* Where older statements are. */
static apr_status_t add_previous(stm_document_t *document, const stmh_contents_t *contents,
                                 const stmh_exchange_t *exchange)
{
    int is_whole =
        !contents->list.current && contents->shown >= contents->list.total && !contents->following;
    stm_chapter_t previous;
    apr_status_t status = find_previous(&previous, contents, exchange);

    if (!status || APR_STATUS_IS_ENOENT(status)) {
        stm_list_previous(
            document, status ? NULL : address_of(contents, &previous, exchange->request), is_whole);
        status = APR_SUCCESS;
    }
    return status;
}

/* What a feed's reader needs to know of what is not in the document. */
static apr_status_t add_rest(stm_document_t *document, const stmh_contents_t *contents,
                             const stmh_exchange_t *exchange)
{
    apr_status_t status = add_previous(document, contents, exchange);
    int i;

    for (i = 0; !status && contents->gone && i < contents->gone->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(contents->gone, i, const stm_entry_t *);
        stm_list_gone(document, entry->identity, entry->withdrawn_at);
    }
    return status;
}

apr_status_t stmh_lists_compose(stm_document_t **document, stmh_contents_t *contents,
                                const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    int i;

    contents->list.newsroom = stmh_language_newsroom(request, exchange->lookup);
    contents->list.base = request->mount->base;
    contents->list.folder = contents->query.folder;
    contents->list.is_subscription =
        request->target->address.kind == STM_ADDRESS_FEED && !stmh_lists_is_feed(contents);
    name_documents(contents, request);
    for (i = 0; i < contents->entries->nelts; i++) {
        contents->list.updated = stm_list_newest(APR_ARRAY_IDX(contents->entries, i, stm_entry_t *),
                                                 contents->list.updated, request->moment);
    }
    *document = stm_list_create(&contents->list, request->pool);
    if (contents->facets) {
        stm_list_filter(*document, &contents->list, &contents->query.filter, contents->facets);
    }
    add_entries(*document, contents, exchange);
    return stmh_lists_is_feed(contents) ? add_rest(*document, contents, exchange) : APR_SUCCESS;
}
