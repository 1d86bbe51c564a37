/* What belongs in a list. */
#include "mod_statement_lists_parts.h"

#include <limits.h>
#include <string.h>

#include "stm_address.h"

apr_status_t stm_lists_changes(stm_job_t *job)
{
    const char *newsroom = job->place->newsroom->key;
    apr_status_t status =
        stm_catalog_next_change(&job->next_change, job->store->catalog, newsroom, job->moment);

    return status ? status
                  : stm_catalog_last_change(&job->last_change, job->store->catalog, newsroom,
                                            job->moment);
}

/* The pages that people leaf through, the newest first. */
static void ask_page(stm_contents_t *contents, const stm_job_t *job)
{
    stm_query_t *query = &contents->query;
    int page = stm_address_number(job->query, "page");

    contents->list.page = page && job->target->address.kind == STM_ADDRESS_ARCHIVE ? page : 1;
    query->limit = job->place->newsroom->feed_items;
    query->offset = contents->list.page - 1 > INT_MAX / query->limit - 1
                        ? INT_MAX
                        : (contents->list.page - 1) * query->limit;
}

apr_status_t stm_lists_ask_query(stm_contents_t *contents, stm_job_t *job)
{
    const stm_newsroom_t *newsroom = job->place->newsroom;
    stm_query_t *query = &contents->query;

    contents->extent = strcmp(contents->format->name, "html") ? STM_EXTENT_WHOLE : STM_EXTENT_HEAD;
    stm_filter_parse(&query->filter, job->query, job->pool);
    query->folder = job->target->address.folder;
    query->show = newsroom->show;
    query->moment = job->moment;
    if (stm_lists_is_feed(contents)) {
        contents->list.page = 1;
        stm_archives_parse(&contents->chapter, query, job);
    }
    else {
        ask_page(contents, job);
    }
    return job->access ? stm_access_filter(job->access, query, job->store->catalog) : APR_SUCCESS;
}

/* The words for what it is filtered by are those of the whole feed in each of its documents. */
static apr_status_t ask_facets(stm_contents_t *contents, stm_job_t *job)
{
    stm_query_t query = contents->query;

    query.from = query.until = 0;
    return stm_lists_is_feed(contents) && !stm_filter_is_set(&query.filter)
               ? APR_SUCCESS
               : stm_catalog_facets(&contents->facets, job->store->catalog,
                                    job->place->newsroom->key, &query, job->pool);
}

apr_status_t stm_lists_ask_catalog(stm_contents_t *contents, stm_job_t *job)
{
    const stm_newsroom_t *newsroom = job->place->newsroom;
    const stm_query_t *query = &contents->query;
    apr_status_t status;

    if (!job->store) {
        return STM_ESTATE;
    }
    status = stm_catalog_list(&contents->entries, &contents->list.total, job->store->catalog,
                              newsroom->key, query, job->pool);
    if (!status) {
        status = ask_facets(contents, job);
    }
    if (!status) {
        status = stm_lists_changes(job);
    }
    contents->list.pages = (contents->list.total + query->limit - 1) / query->limit;
    if (!contents->list.pages) {
        contents->list.pages = 1;
    }
    return status;
}
