#include "httpd/request/document.h"

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

const stm_newsroom_file_t *stmh_document_newsroom_file(const stmh_request_t *request,
                                                       const stmh_lookup_t *lookup,
                                                       apr_pool_t *result_pool)
{
    const stm_newsroom_t *newsroom = newsroom_of(request);
    stm_problems_t *ignored = stm_problems_create(result_pool);
    stm_newsroom_file_t *file;
    const char *bytes;
    apr_size_t size;

    if (lookup->handle && !stm_history_newsroom_file(&bytes, &size, lookup->handle->history,
                                                     newsroom->key, result_pool)) {
        return stm_newsroom_file_parse(&file, bytes, size, newsroom, ignored, result_pool) ? NULL
                                                                                           : file;
    }
    return is_known(request, lookup)
               ? NULL
               : stm_edition_newsroom_file(newsroom, stmh_config_server()->schema, ignored,
                                           result_pool);
}

/* @a problems: NULL for what has been accepted before. */
static apr_status_t expand(stm_document_t *document, const stmh_request_t *request,
                           const stmh_lookup_t *lookup, const char *name, stm_problems_t *problems,
                           apr_pool_t *result_pool)
{
    return stm_expansion_make(document, stmh_document_newsroom_file(request, lookup, result_pool),
                              newsroom_of(request), name, problems);
}

apr_status_t stmh_document_load_kept(stm_document_t **document, const stmh_request_t *request,
                                     const stmh_lookup_t *lookup, const char *name,
                                     apr_pool_t *result_pool)
{
    stm_problems_t *problems = stm_problems_create(result_pool);
    stm_past_t past;
    apr_status_t status;

    if (!lookup->handle) {
        return APR_EBUSY;
    }
    status = stm_history_by_name(&past, lookup->handle->history, newsroom_of(request)->key, name,
                                 STM_BYTES_WITH, result_pool);
    if (!status && !past.bytes) {
        status = APR_ENOENT;
    }
    if (!status) {
        status = stm_document_parse(document, name, past.bytes, past.size,
                                    &newsroom_of(request)->limits, problems, result_pool);
    }
    return status ? status : expand(*document, request, lookup, name, NULL, result_pool);
}

apr_status_t stmh_document_load_entry(stm_document_t **document, const stmh_request_t *request,
                                      const stmh_lookup_t *lookup, const stm_entry_t *entry,
                                      apr_pool_t *result_pool)
{
    return stmh_document_load_stretch(document, NULL, request, lookup, entry, result_pool);
}

/* A file that is replaced while it is read is not the one that the catalog knows. */
apr_status_t stmh_document_load_stretch(stm_document_t **document, stm_stretch_t *stretch,
                                        const stmh_request_t *request, const stmh_lookup_t *lookup,
                                        const stm_entry_t *entry, apr_pool_t *result_pool)
{
    const char *path = stm_newsroom_path(newsroom_of(request), entry->name, result_pool);
    stm_problems_t *problems = stm_problems_create(result_pool);
    apr_finfo_t after;
    stm_file_stamp_t stamp;

    if (!entry->is_broken &&
        !stm_document_read_stretch(document, stretch, &after, path, entry->name,
                                   &newsroom_of(request)->limits, problems, result_pool)) {
        stamp = stm_file_stamp(&after);
        if (stm_file_stamp_equals(&stamp, &entry->stamp)) {
            return expand(*document, request, lookup, entry->name, NULL, result_pool);
        }
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
                        newsroom->validate == STM_VALIDATE_STRICT ? problems : NULL, request->pool);
    }
    if (!status && newsroom->validate == STM_VALIDATE_STRICT) {
        status = stm_schema_check(stmh_config_server()->schema, *document, &rules, problems,
                                  request->pool);
    }
    return status;
}
