#include "httpd/request/document.h"

#include "core/schema/validate.h"
#include "httpd/config/settings.h"

static const stm_newsroom_t *newsroom_of(const stmh_job_t *job)
{
    return job->mount->newsroom;
}

apr_status_t stmh_document_load_kept(stm_document_t **document, stmh_job_t *job, const char *name,
                                     apr_pool_t *result_pool)
{
    stm_problems_t *problems = stm_problems_create(result_pool);
    stm_past_t past;
    apr_status_t status;

    if (!job->handle) {
        return APR_EBUSY;
    }
    status = stm_history_by_name(&past, job->handle->history, newsroom_of(job)->key, name,
                                 STM_BYTES_WITH, result_pool);
    if (!status && !past.bytes) {
        status = APR_ENOENT;
    }
    if (!status) {
        status = stm_document_parse(document, name, past.bytes, past.size,
                                    &newsroom_of(job)->limits, problems, result_pool);
    }
    return status;
}

/* A file that is replaced while it is read is not the one that the catalog knows. */
apr_status_t stmh_document_load_entry(stm_document_t **document, stmh_job_t *job,
                                      const stm_entry_t *entry, apr_pool_t *result_pool)
{
    return stmh_document_load_stretch(document, NULL, job, entry, result_pool);
}

apr_status_t stmh_document_load_stretch(stm_document_t **document, stm_stretch_t *stretch,
                                        stmh_job_t *job, const stm_entry_t *entry,
                                        apr_pool_t *result_pool)
{
    const char *path = stm_newsroom_path(newsroom_of(job), entry->name, result_pool);
    stm_problems_t *problems = stm_problems_create(result_pool);
    apr_finfo_t after;
    stm_file_stamp_t stamp;

    if (!entry->is_broken &&
        !stm_document_read_stretch(document, stretch, &after, path, entry->name,
                                   &newsroom_of(job)->limits, problems, result_pool)) {
        stamp = stm_file_stamp(&after);
        if (stm_file_stamp_equals(&stamp, &entry->stamp)) {
            return APR_SUCCESS;
        }
    }
    if (stretch) {
        stretch->is_cut = 0;
    }
    return stmh_document_load_kept(document, job, entry->name, result_pool);
}

apr_status_t stmh_document_load_fresh(stm_document_t **document, stmh_job_t *job, const char *name,
                                      const char *path)
{
    stm_problems_t *problems = stm_problems_create(job->pool);
    const stm_newsroom_t *newsroom = newsroom_of(job);
    stm_rules_t rules = {newsroom->set_zone, job->moment};
    apr_status_t status =
        stm_document_read(document, path, name, &newsroom->limits, problems, job->pool);

    if (!status && newsroom->validate == STM_VALIDATE_STRICT) {
        status =
            stm_schema_check(stmh_config_server()->schema, *document, &rules, problems, job->pool);
    }
    return status;
}
