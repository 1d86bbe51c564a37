#include "httpd/access/references.h"

#include <string.h>

#include "core/site/spelling.h"
#include "httpd/access/check.h"
#include "httpd/request/document.h"
#include "httpd/request/unwritten.h"
#include "httpd/request/visibility.h"

static const stm_newsroom_t *newsroom_of(const stmh_request_t *request)
{
    return request->mount->newsroom;
}

/* What other statements show on this page may have changed with any of them; when closed ones did
 * is not told. */
static void note_others(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_answer_t *answer = exchange->answer;

    if (!answer->last_change && !request->documents_differ) {
        stm_catalog_last_change(&answer->last_change, exchange->lookup->handle->catalog,
                                newsroom_of(request)->key, request->moment);
    }
}

/* Whether all who get this answer may read the same; the key of a list tells of entries alone, and
 * not of what these refer to. */
static int is_for_all(const stmh_request_t *request, const stmh_answer_t *answer)
{
    return !request->documents_differ || !answer->readers_differ;
}

/* A file that the catalog has not seen yet shows up with its next commit. */
static stm_reference_t unknown_state(const stmh_request_t *request, const char *name,
                                     apr_pool_t *pool)
{
    return stm_spelling_find(newsroom_of(request)->root, name, ".xml", pool)
               ? STM_REFERENCE_HIDDEN
               : STM_REFERENCE_MISSING;
}

static apr_status_t find_entry(stm_entry_t **entry, const stmh_request_t *request,
                               const stmh_lookup_t *lookup, const char *name, apr_pool_t *pool)
{
    return lookup->handle ? stm_catalog_find_named(entry, lookup->handle->catalog,
                                                   newsroom_of(request), name, pool)
                          : APR_ENOENT;
}

static stm_reference_t known_state(const stmh_exchange_t *exchange, const stm_entry_t *entry)
{
    const stmh_request_t *request = exchange->request;
    static const stm_reference_t states[] = {[STMH_RULING_HIDDEN] = STM_REFERENCE_HIDDEN,
                                             [STMH_RULING_PREVIEWED] = STM_REFERENCE_VISIBLE,
                                             [STMH_RULING_SHOWN] = STM_REFERENCE_VISIBLE,
                                             [STMH_RULING_WITHDRAWN] = STM_REFERENCE_WITHDRAWN};

    stm_catalog_bound(&exchange->answer->next_change, entry, request->moment);
    if (entry->state == STM_STATE_DELETED) {
        return STM_REFERENCE_WITHDRAWN;
    }
    return stmh_unwritten_hides(exchange, entry) ? STM_REFERENCE_HIDDEN
                                                 : states[stmh_visibility_decide(request, entry)];
}

/* The moment is the request's. */
static stm_reference_t reference_state(void *baton, const char *name, apr_time_t moment,
                                       apr_pool_t *scratch_pool)
{
    const stmh_exchange_t *exchange = baton;
    const stmh_request_t *request = exchange->request;
    stm_entry_t *entry;
    apr_status_t status = find_entry(&entry, request, exchange->lookup, name, scratch_pool);

    (void)moment;
    exchange->lookup->is_late |= APR_STATUS_IS_EBUSY(status);
    if (status) {
        return unknown_state(request, name, scratch_pool);
    }
    note_others(exchange);
    if (!is_for_all(request, exchange->answer)) {
        exchange->answer->is_for_one = 1;
    }
    if (!stmh_access_may_mention(request->access, entry->name)) {
        return STM_REFERENCE_HIDDEN;
    }
    return known_state(exchange, entry);
}

static apr_status_t reference_load(void *baton, stm_document_t **document, const char *name,
                                   apr_pool_t *result_pool)
{
    const stmh_exchange_t *exchange = baton;
    const stmh_request_t *request = exchange->request;
    stm_entry_t *entry;
    apr_status_t status = find_entry(&entry, request, exchange->lookup, name, result_pool);

    if (status) {
        return APR_STATUS_IS_EBUSY(status) ? status : APR_ENOENT;
    }
    note_others(exchange);
    stm_catalog_bound(&exchange->answer->next_change, entry, request->moment);
    return stmh_document_load_entry(document, request, exchange->lookup, entry, result_pool);
}

static apr_status_t find_translations(apr_array_header_t **entries, const stmh_exchange_t *exchange,
                                      const char *name, apr_pool_t *result_pool)
{
    stmh_lookup_t *lookup = exchange->lookup;

    return lookup->handle ? stm_catalog_siblings(entries, lookup->handle->catalog,
                                                 newsroom_of(exchange->request)->key, name,
                                                 stmh_exchange_mounts(exchange), result_pool)
                          : APR_ENOENT;
}

static apr_status_t reference_translations(void *baton, apr_array_header_t **translations,
                                           const char *name, apr_pool_t *result_pool)
{
    const stmh_exchange_t *exchange = baton;
    apr_array_header_t *entries;
    apr_status_t status = find_translations(&entries, exchange, name, result_pool);
    int i;

    if (status) {
        return status;
    }
    if (entries->nelts) {
        note_others(exchange);
    }
    *translations = apr_array_make(result_pool, entries->nelts, sizeof(stm_translation_t));
    for (i = 0; i < entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);
        stm_translation_t *translation = apr_array_push(*translations);

        translation->name = entry->name;
        translation->lang = entry->lang;
    }
    return APR_SUCCESS;
}

const stm_resolver_t *stmh_references_resolver(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stm_resolver_t *resolver;

    if (!exchange->lookup->handle) {
        return stm_edition_folder_resolver(newsroom_of(request), stmh_config_server()->schema,
                                           STM_REACH_NAMED, request->pool);
    }
    resolver = apr_pcalloc(request->pool, sizeof(*resolver));
    resolver->baton = (void *)exchange;
    resolver->state = reference_state;
    resolver->load = reference_load;
    resolver->translations = reference_translations;
    return resolver;
}
