#include "httpd/access/list_access.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "httpd/access/check.h"
#include "httpd/request/unwritten.h"

/* Entries that are asked for at once. */
#define LEAST_AT_ONCE 20
#define MOST_AT_ONCE  100

int stmh_list_access_is_needed(const stmh_request_t *request)
{
    return request->documents_differ || stmh_unwritten_is();
}

/* What is found out of its file changes nothing of the answer, which is as good as its second. */
static int is_hidden(const stmh_request_t *request, const stmh_lookup_t *lookup,
                     const stm_entry_t *entry)
{
    stmh_lookup_t own = *lookup;
    stmh_answer_t ignored = {.next_change = STM_NEVER};
    stmh_exchange_t exchange = {request, &own, &ignored};

    return stmh_unwritten_hides(&exchange, entry) || own.is_late;
}

static int is_for_reader(const stmh_request_t *request, const stmh_lookup_t *lookup,
                         const stm_entry_t *entry)
{
    return stmh_access_may_mention(request->access, entry->name) &&
           !is_hidden(request, lookup, entry);
}

/* What is being gathered. */
typedef struct gathering_t {
    const stmh_request_t *request;
    const stmh_lookup_t *lookup;
    stm_query_t query; /* for the next batch */
    stm_list_cursor_t cursor;
    apr_array_header_t *entries;
    const stm_entry_t *following;
    int wanted, to_skip;
} gathering_t;

/* Non-zero where the list goes on. */
static int take(gathering_t *gathering, const apr_array_header_t *batch)
{
    stm_entry_t *entry = NULL;
    int i;

    for (i = 0; i < batch->nelts; i++) {
        entry = APR_ARRAY_IDX(batch, i, stm_entry_t *);
        if (!is_for_reader(gathering->request, gathering->lookup, entry) ||
            gathering->to_skip-- > 0) {
            continue;
        }
        if (gathering->entries->nelts == gathering->wanted) {
            gathering->following = entry;
            return 0;
        }
        APR_ARRAY_PUSH(gathering->entries, stm_entry_t *) = entry;
    }
    if (entry) {
        gathering->cursor =
            stm_catalog_cursor(entry, gathering->query.show, gathering->request->pool);
        gathering->query.after = &gathering->cursor;
    }
    return i == gathering->query.limit && !stmh_access_is_exhausted(gathering->request->access);
}

apr_status_t stmh_list_access_list(apr_array_header_t **entries, const stm_entry_t **following,
                                   const stmh_request_t *request, const stmh_lookup_t *lookup,
                                   const stm_query_t *query)
{
    gathering_t gathering = {.request = request,
                             .lookup = lookup,
                             .query = *query,
                             .wanted = query->limit,
                             .to_skip = query->offset};
    apr_array_header_t *batch;
    int at_once = query->limit + 1, count;
    apr_status_t status;

    *entries = gathering.entries = apr_array_make(request->pool, 20, sizeof(stm_entry_t *));
    at_once = at_once < LEAST_AT_ONCE ? LEAST_AT_ONCE : at_once;
    gathering.query.limit = at_once > MOST_AT_ONCE ? MOST_AT_ONCE : at_once;
    gathering.query.offset = 0;
    gathering.query.order = STM_ORDER_NEWEST;
    do {
        status = stm_catalog_list(&batch, &count, lookup->handle->catalog,
                                  request->mount->newsroom->key, &gathering.query, request->pool);
    } while (!status && take(&gathering, batch));
    *following = gathering.following;
    return status;
}

static int compare_facets(const void *one, const void *other)
{
    const stm_facet_t *a = one, *b = other;
    int order = strcmp(a->value, b->value);

    if (a->kind != b->kind) {
        return (int)a->kind - (int)b->kind;
    }
    return a->kind == STM_FACET_YEAR ? -order : order;
}

/* Where the newest statement with a label is closed, the newest of those that are not speaks for
 * it: that a label went would tell of the closed one. */
static apr_status_t find_open(stm_facet_t *facet, const stmh_request_t *request,
                              const stmh_lookup_t *lookup, const stm_query_t *query)
{
    const stm_newsroom_t *newsroom = request->mount->newsroom;
    stm_query_t labeled = *query;
    const stm_entry_t *ignored;
    apr_array_header_t *entries;
    apr_status_t status;

    labeled.filter.values[facet->kind] = facet->value;
    labeled.offset = 0;
    labeled.limit = 1;
    labeled.after = NULL;
    facet->newest = NULL;
    status = stmh_list_access_list(&entries, &ignored, request, lookup, &labeled);
    if (!status && entries->nelts) {
        facet->newest = APR_ARRAY_IDX(entries, 0, const stm_entry_t *)->name;
        status =
            stm_catalog_facet_text(facet, lookup->handle->catalog, newsroom->key, request->pool);
    }
    return status;
}

/* Of a label that is not known to be open another entry may speak. */
static int is_open(const stmh_request_t *request, const stmh_lookup_t *lookup, const char *name)
{
    stm_entry_t *entry;

    return stmh_access_may_mention(request->access, name) &&
           (!stmh_unwritten_is() ||
            (!stm_catalog_find(&entry, lookup->handle->catalog, request->mount->newsroom->key, name,
                               request->pool) &&
             !is_hidden(request, lookup, entry)));
}

apr_status_t stmh_list_access_facets(apr_array_header_t **facets, const stmh_request_t *request,
                                     const stmh_lookup_t *lookup, const stm_query_t *query)
{
    stm_query_t whole = *query;
    apr_array_header_t *all;
    apr_status_t status;
    int i;

    whole.order = STM_ORDER_NEWEST;
    status = stm_catalog_facets(&all, lookup->handle->catalog, request->mount->newsroom->key,
                                &whole, request->pool);
    *facets = apr_array_make(request->pool, 16, sizeof(stm_facet_t));
    for (i = 0; !status && i < all->nelts; i++) {
        stm_facet_t *facet = &APR_ARRAY_IDX(all, i, stm_facet_t);
        if (facet->newest && !is_open(request, lookup, facet->newest)) {
            status = find_open(facet, request, lookup, query);
        }
        if (!status && facet->newest) {
            APR_ARRAY_PUSH(*facets, stm_facet_t) = *facet;
        }
    }
    qsort((*facets)->elts, (size_t)(*facets)->nelts, sizeof(stm_facet_t), compare_facets);
    return status;
}

apr_status_t stmh_list_access_gone(apr_array_header_t **gone, const stmh_request_t *request,
                                   const stmh_lookup_t *lookup, const stm_query_t *query)
{
    stm_query_t all = *query;
    apr_array_header_t *entries;
    apr_status_t status;
    int i;

    all.limit = STMH_ACCESS_LOOKUPS;
    status = stm_catalog_gone(&entries, lookup->handle->catalog, request->mount->newsroom->key,
                              &all, request->pool);
    *gone = apr_array_make(request->pool, 4, sizeof(stm_entry_t *));
    for (i = 0; !status && i < entries->nelts && (*gone)->nelts < query->limit; i++) {
        stm_entry_t *entry = APR_ARRAY_IDX(entries, i, stm_entry_t *);
        if (is_for_reader(request, lookup, entry)) {
            APR_ARRAY_PUSH(*gone, stm_entry_t *) = entry;
        }
    }
    return status;
}

static void add_names(stm_hash_t *hash, const apr_array_header_t *names)
{
    int i;

    for (i = 0; names && i < names->nelts; i++) {
        stm_hash_text(hash, APR_ARRAY_IDX(names, i, const char *));
    }
    stm_hash_text(hash, NULL);
}

const char *stmh_list_access_key(const stmh_request_t *request, const stm_query_t *query,
                                 const apr_array_header_t *names)
{
    stm_hash_t hash;

    if (!request->documents_differ) {
        return "";
    }
    stm_hash_start(&hash);
    stm_hash_text(&hash, stmh_access_key(request->access, request->pool));
    add_names(&hash, query->without_folders);
    add_names(&hash, names);
    return stm_hash_hex(&hash, request->pool);
}
