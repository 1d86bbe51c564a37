#include "httpd/request/duplicate.h"

#include <string.h>

#include "core/intake/new_duplicate.h"
#include "httpd/config/settings.h"

typedef struct claim_t {
    const stmh_request_t *request;
    const stmh_lookup_t *lookup;
    const char *name, *identity;
    const stm_statement_t *statement;
} claim_t;

static const stm_newsroom_t *newsroom_of(const claim_t *claim)
{
    return claim->request->mount->newsroom;
}

/* A file that is gone was renamed: the claim is that statement's new name. */
static int is_public_elsewhere(const claim_t *claim, const stm_entry_t *entry)
{
    return strcmp(entry->name, claim->name) != 0 && entry->state == STM_STATE_FINAL &&
           stm_catalog_has_begun(entry, claim->request->moment) &&
           stm_newsroom_is_there(newsroom_of(claim), entry->name, claim->request->pool);
}

/* While the index is being filled, it knows none of what was public. */
static int is_second_of_two(const claim_t *claim, apr_time_t mtime)
{
    stm_catalog_t *catalog = claim->lookup->handle->catalog;
    const stm_new_file_t file = {.catalog = catalog,
                                 .newsroom = newsroom_of(claim),
                                 .schema = stmh_config_server()->schema,
                                 .name = claim->name,
                                 .id = claim->statement->id,
                                 .mtime = mtime};

    return file.id && stm_catalog_is_complete(catalog, file.newsroom->key) &&
           stm_new_duplicate_counts(&file, claim->request->moment, claim->request->pool);
}

static int has_id_of_another(const claim_t *claim, apr_time_t mtime)
{
    stm_entry_t *holder;
    apr_status_t status =
        stm_catalog_holder(&holder, claim->lookup->handle->catalog, newsroom_of(claim)->key,
                           claim->identity, claim->request->pool);

    return APR_STATUS_IS_ENOENT(status) ? is_second_of_two(claim, mtime)
                                        : !status && is_public_elsewhere(claim, holder);
}

static int was_public(const claim_t *claim)
{
    stm_past_t past;

    return !stm_history_by_identity(&past, claim->lookup->handle->history, newsroom_of(claim)->key,
                                    claim->identity, STM_BYTES_WITHOUT, claim->request->pool) &&
           past.first_public_at && !past.deleted_at;
}

static int repeats_another(const claim_t *claim)
{
    const stm_statement_t *statement = claim->statement;
    apr_array_header_t *entries;

    if (!statement->title || !statement->lang ||
        stm_catalog_alike(&entries, claim->lookup->handle->catalog, newsroom_of(claim)->key,
                          statement->published_at, statement->title, statement->lang,
                          claim->request->pool)) {
        return 0;
    }
    for (int i = 0; i < entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);

        if (entry->withdrawn_at == STM_NEVER && is_public_elsewhere(claim, entry)) {
            return !was_public(claim);
        }
    }
    return 0;
}

int stmh_duplicate_is_likely(const stmh_request_t *request, const stmh_lookup_t *lookup,
                             const char *name, const stm_statement_t *statement, apr_time_t mtime)
{
    claim_t claim = {request, lookup, name, NULL, statement};

    if (!lookup->handle) {
        return 0;
    }
    claim.identity =
        stm_statement_identity(statement->id, name, newsroom_of(&claim)->identity, request->pool);
    return has_id_of_another(&claim, mtime) || (!statement->id && repeats_another(&claim));
}
