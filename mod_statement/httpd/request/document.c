#include "httpd/request/document.h"

#include "core/schema/validate.h"
#include "httpd/config/settings.h"

static const stm_newsroom_t *newsroom_of(const stmh_request_t *request)
{
    return request->mount->newsroom;
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
    return status;
}

/* A file that is replaced while it is read is not the one that the catalog knows. */
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
    const char *path = stm_newsroom_path(newsroom_of(request), entry->name, result_pool);
    stm_problems_t *problems = stm_problems_create(result_pool);
    apr_finfo_t after;
    stm_file_stamp_t stamp;

    if (!entry->is_broken &&
        !stm_document_read_stretch(document, stretch, &after, path, entry->name,
                                   &newsroom_of(request)->limits, problems, result_pool)) {
        stamp = stm_file_stamp(&after);
        if (stm_file_stamp_equals(&stamp, &entry->stamp)) {
            return APR_SUCCESS;
        }
    }
    if (stretch) {
        stretch->is_cut = 0;
    }
    return stmh_document_load_kept(document, request, lookup, entry->name, result_pool);
}

apr_status_t stmh_document_load_fresh(stm_document_t **document, const stmh_request_t *request,
                                      const char *name, const char *path)
{
    stm_problems_t *problems = stm_problems_create(request->pool);
    const stm_newsroom_t *newsroom = newsroom_of(request);
    stm_rules_t rules = {newsroom->set_zone, request->moment};
    apr_status_t status =
        stm_document_read(document, path, name, &newsroom->limits, problems, request->pool);

    if (!status && newsroom->validate == STM_VALIDATE_STRICT) {
        status = stm_schema_check(stmh_config_server()->schema, *document, &rules, problems,
                                  request->pool);
    }
    return status;
}
