#include "httpd/access/references.h"

#include <string.h>

#include "core/site/spelling.h"
#include "httpd/access/check.h"
#include "httpd/request/document.h"
#include "httpd/request/unwritten.h"
#include "httpd/request/visibility.h"

static const stm_newsroom_t *newsroom_of(const stmh_job_t *job)
{
    return job->mount->newsroom;
}

/* What other statements show on this page may have changed with any of them; when closed ones did
 * is not told. */
static void note_others(stmh_job_t *job)
{
    if (!job->last_change && !job->documents_differ) {
        stm_catalog_last_change(&job->last_change, job->handle->catalog, newsroom_of(job)->key,
                                job->moment);
    }
}

/* Whether all who get this answer may read the same; job->readers tells of entries alone, and not
 * of what these refer to. */
static int is_for_all(const stmh_job_t *job)
{
    return !job->documents_differ || !job->readers_differ;
}

/* A file that the catalog has not seen yet shows up with its next commit. */
static stm_reference_t unknown_state(const stmh_job_t *job, const char *name, apr_pool_t *pool)
{
    return stm_spelling_find(newsroom_of(job)->root, name, ".xml", pool) ? STM_REFERENCE_HIDDEN
                                                                         : STM_REFERENCE_MISSING;
}

/* Of a path that has its folders in one form and its file in another the disk knows. */
static apr_status_t find_entry(stm_entry_t **entry, const stmh_job_t *job, const char *name,
                               apr_pool_t *pool)
{
    const stm_newsroom_t *newsroom = newsroom_of(job);
    apr_status_t status =
        stm_catalog_find_alike(entry, job->handle->catalog, newsroom->key, name, pool);

    if (APR_STATUS_IS_ENOENT(status) && !stm_spelling_is_plain(name)) {
        name = stm_spelling_find(newsroom->root, name, ".xml", pool);
        status = name ? stm_catalog_find(entry, job->handle->catalog, newsroom->key, name, pool)
                      : status;
    }
    return status;
}

static stm_reference_t known_state(stmh_job_t *job, const stm_entry_t *entry)
{
    static const stm_reference_t states[] = {[STM_RULING_HIDDEN] = STM_REFERENCE_HIDDEN,
                                             [STM_RULING_PREVIEWED] = STM_REFERENCE_VISIBLE,
                                             [STM_RULING_SHOWN] = STM_REFERENCE_VISIBLE,
                                             [STM_RULING_WITHDRAWN] = STM_REFERENCE_WITHDRAWN};

    stmh_visibility_bound(job, entry);
    if (entry->state == STM_STATE_DELETED) {
        return STM_REFERENCE_WITHDRAWN;
    }
    return stmh_unwritten_hides(job, entry) ? STM_REFERENCE_HIDDEN
                                            : states[stmh_visibility_decide(job, entry)];
}

/* The moment is the job's. */
static stm_reference_t reference_state(void *baton, const char *name, apr_time_t moment,
                                       apr_pool_t *scratch_pool)
{
    stmh_job_t *job = baton;
    stm_entry_t *entry;
    apr_status_t status = job->handle ? find_entry(&entry, job, name, scratch_pool) : APR_ENOENT;

    (void)moment;
    job->is_late |= APR_STATUS_IS_EBUSY(status);
    if (status) {
        return unknown_state(job, name, scratch_pool);
    }
    note_others(job);
    if (!is_for_all(job)) {
        job->is_for_one = 1;
    }
    if (job->access && !stmh_access_may_mention(job->access, entry->name)) {
        return STM_REFERENCE_HIDDEN;
    }
    return known_state(job, entry);
}

static apr_status_t reference_load(void *baton, stm_document_t **document, const char *name,
                                   apr_pool_t *result_pool)
{
    stmh_job_t *job = baton;
    stm_entry_t *entry;
    apr_status_t status = job->handle ? find_entry(&entry, job, name, result_pool) : APR_ENOENT;

    if (status) {
        return APR_STATUS_IS_EBUSY(status) ? status : APR_ENOENT;
    }
    note_others(job);
    stmh_visibility_bound(job, entry);
    return stmh_document_load_entry(document, job, entry, result_pool);
}

static apr_status_t find_translations(apr_array_header_t **entries, stmh_job_t *job,
                                      const char *name, apr_pool_t *result_pool)
{
    return job->handle ? stm_catalog_siblings(entries, job->handle->catalog, newsroom_of(job)->key,
                                              name, stmh_job_mounts(job), result_pool)
                       : APR_ENOENT;
}

static apr_status_t reference_translations(void *baton, apr_array_header_t **translations,
                                           const char *name, apr_pool_t *result_pool)
{
    stmh_job_t *job = baton;
    apr_array_header_t *entries;
    apr_status_t status = find_translations(&entries, job, name, result_pool);
    int i;

    if (status) {
        return status;
    }
    if (entries->nelts) {
        note_others(job);
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

const stm_resolver_t *stmh_references_resolver(stmh_job_t *job)
{
    stm_resolver_t *resolver;

    if (!job->handle) {
        return stm_edition_folder_resolver(newsroom_of(job), stmh_config_server()->schema,
                                           STM_REACH_NAMED, job->pool);
    }
    resolver = apr_pcalloc(job->pool, sizeof(*resolver));
    resolver->baton = job;
    resolver->state = reference_state;
    resolver->load = reference_load;
    resolver->translations = reference_translations;
    return resolver;
}
