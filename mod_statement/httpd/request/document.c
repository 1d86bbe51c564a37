#include "httpd/request/document.h"

#include "core/catalog/records.h"
#include "core/edition/make.h"
#include "core/schema/validate.h"
#include "core/site/expansion.h"
#include "httpd/config/settings.h"

static const stm_newsroom_t *newsroom_of(const stmh_request_t *request)
{
    return request->mount->newsroom;
}

/* Before the first scan the history knows of none, and without a state directory. */
static int is_known(const stmh_request_t *request, const stmh_lookup_t *lookup)
{
    return lookup->handle &&
           stm_catalog_is_complete(lookup->handle->catalog, newsroom_of(request)->key);
}

static stm_records_t records_of(const stmh_request_t *request, const stmh_lookup_t *lookup)
{
    return (stm_records_t){newsroom_of(request), lookup->handle->catalog, lookup->handle->history};
}

static const stm_newsroom_file_t *read_newsroom_file(const stmh_request_t *request,
                                                     const stmh_lookup_t *lookup,
                                                     apr_pool_t *result_pool)
{
    stm_newsroom_file_t *file = NULL;
    stm_records_t records;
    apr_status_t status = APR_ENOENT;

    if (lookup->handle) {
        records = records_of(request, lookup);
        status = stm_records_newsroom_file(&file, &records, result_pool);
    }
    if (!status || status == STM_EINVALID || is_known(request, lookup)) {
        return file;
    }
    return stm_edition_newsroom_file(newsroom_of(request), stmh_config_server()->schema,
                                     stm_problems_create(result_pool), result_pool);
}

const stm_newsroom_file_t *stmh_document_newsroom_file(const stmh_request_t *request,
                                                       const stmh_lookup_t *lookup)
{
    stmh_lookup_shared_t *shared = lookup->shared;

    if (!shared->is_known) {
        shared->file = read_newsroom_file(request, lookup, shared->pool);
        shared->is_known = 1;
    }
    return shared->file;
}

/* @a problems: NULL for what has been accepted before. */
static apr_status_t expand(stm_document_t *document, const stmh_request_t *request,
                           const stmh_lookup_t *lookup, const char *name, stm_problems_t *problems)
{
    return stm_expansion_make(document, stmh_document_newsroom_file(request, lookup),
                              newsroom_of(request), name, problems);
}

apr_status_t stmh_document_load_kept(stm_document_t **document, const stmh_request_t *request,
                                     const stmh_lookup_t *lookup, const char *name,
                                     apr_pool_t *result_pool)
{
    stm_records_t records;
    apr_status_t status;

    if (!lookup->handle) {
        return APR_EBUSY;
    }
    records = records_of(request, lookup);
    status = stm_records_parse_kept(document, &records, name, result_pool);
    return status ? status : expand(*document, request, lookup, name, NULL);
}

apr_status_t stmh_document_load_entry(stm_document_t **document, const stmh_request_t *request,
                                      const stmh_lookup_t *lookup, const stm_entry_t *entry,
                                      apr_pool_t *result_pool)
{
    return stmh_document_load_stretch(document, NULL, request, lookup, entry, result_pool);
}

apr_status_t stmh_document_load_stretch(stm_document_t **document, stm_stretch_t *stretch,
                                        const stmh_request_t *request, const stmh_lookup_t *lookup,
                                        const stm_entry_t *entry, apr_pool_t *result_pool)
{
    if (!stm_records_parse_file(document, stretch, newsroom_of(request), entry, result_pool)) {
        return expand(*document, request, lookup, entry->name, NULL);
    }
    if (stretch) {
        stretch->is_cut = 0;
    }
    return stmh_document_load_kept(document, request, lookup, entry->name, result_pool);
}

apr_status_t stmh_document_load_fresh(stm_document_t **document, const stmh_request_t *request,
                                      const stmh_lookup_t *lookup, const char *name,
                                      const char *path)
{
    stm_problems_t *problems = stm_problems_create(request->pool);
    const stm_newsroom_t *newsroom = newsroom_of(request);
    stm_rules_t rules = {newsroom->set_zone, request->moment};
    apr_status_t status =
        stm_document_read(document, path, name, &newsroom->limits, problems, request->pool);

    if (!status) {
        status = expand(*document, request, lookup, name,
                        newsroom->validate == STM_VALIDATE_STRICT ? problems : NULL);
    }
    if (!status && newsroom->validate == STM_VALIDATE_STRICT) {
        status = stm_schema_check(stmh_config_server()->schema, *document, &rules, problems,
                                  request->pool);
    }
    return status;
}
