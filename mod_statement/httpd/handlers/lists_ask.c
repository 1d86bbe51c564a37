/* Asks the catalog what a list holds. */
#include "httpd/handlers/lists_internal.h"

#include <limits.h>
#include <string.h>

#include "core/site/address.h"
#include "httpd/access/check.h"
#include "httpd/access/list_access.h"

int stmh_lists_hold(stmh_job_t *job, apr_int64_t instance)
{
    apr_int64_t generation, now;
    int is_complete;

    if (!job->handle || stm_catalog_hold(job->handle->catalog) ||
        stm_catalog_generation(&generation, &is_complete, job->handle->catalog,
                               job->mount->newsroom->key) ||
        !is_complete || stm_catalog_instance(&now, job->handle->catalog)) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    job->is_for_one |= now != instance;
    return OK;
}

/* Where documents differ in access, when the others changed is not told: what is kept knows what
 * it was before, and what is not is as new as the request. */
apr_status_t stmh_lists_changes(stmh_job_t *job)
{
    const char *newsroom = job->mount->newsroom->key;
    apr_status_t status =
        stm_catalog_next_change(&job->next_change, job->handle->catalog, newsroom, job->moment);

    return status || stmh_list_access_is_needed(job)
               ? status
               : stm_catalog_last_change(&job->last_change, job->handle->catalog, newsroom,
                                         job->moment);
}

static void note_moment(stmh_job_t *job, apr_time_t moment)
{
    if (moment <= job->moment && moment > job->last_change) {
        job->last_change = moment;
    }
}

/* Of the statements that a list shows. */
static void note_entries(const stmh_contents_t *contents, stmh_job_t *job)
{
    for (int i = 0; contents->list.is_uncounted && i < contents->entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(contents->entries, i, const stm_entry_t *);

        note_moment(job, entry->visible_from);
        note_moment(job, entry->updated_at);
    }
}

/* Pages have numbers, except where nothing is counted: there a cursor names the last entry that the
 * reader has seen. */
static void ask_page(stmh_contents_t *contents, const stmh_job_t *job)
{
    const int is_archive = job->target->address.kind == STM_ADDRESS_ARCHIVE;
    stm_query_t *query = &contents->query;
    int page = stm_address_number(job->query, "page");

    contents->list.page = page && is_archive ? page : 1;
    query->limit = job->mount->newsroom->feed_items;
    if (contents->list.is_uncounted) {
        query->after = is_archive && stm_list_cursor_parse(&contents->cursor, job->query, job->pool)
                           ? &contents->cursor
                           : NULL;
        return;
    }
    query->offset = contents->list.page - 1 > INT_MAX / query->limit - 1
                        ? INT_MAX
                        : (contents->list.page - 1) * query->limit;
}

apr_status_t stmh_lists_ask_query(stmh_contents_t *contents, stmh_job_t *job)
{
    const stm_newsroom_t *newsroom = job->mount->newsroom;
    stm_query_t *query = &contents->query;

    contents->is_archive = job->target->address.kind == STM_ADDRESS_ARCHIVE;
    contents->extent = strcmp(contents->format->name, "html") ? STM_EXTENT_WHOLE : STM_EXTENT_HEAD;
    stm_filter_parse(&query->filter, job->query, job->pool);
    if (query->filter.q && !contents->is_archive) {
        query->filter.order = STM_FOUND_NEWEST;
    }
    query->folder = job->target->address.folder;
    query->show = newsroom->show;
    query->moment = job->moment;
    contents->list.is_uncounted = stmh_list_access_is_needed(job);
    if (stmh_lists_is_feed(contents)) {
        contents->list.page = 1;
        stmh_archives_parse(&contents->chapter, query, job);
    }
    else {
        ask_page(contents, job);
    }
    return job->access ? stmh_access_filter(job->access, query, job->handle->catalog) : APR_SUCCESS;
}

/* All documents of a feed call a filter by the same words: those of the whole feed. */
static apr_status_t ask_facets(stmh_contents_t *contents, stmh_job_t *job)
{
    stm_query_t query = contents->query;

    query.from = query.until = 0;
    if (stmh_lists_is_feed(contents) && !stm_filter_is_set(&query.filter)) {
        return APR_SUCCESS;
    }
    return contents->list.is_uncounted
               ? stmh_list_access_facets(&contents->facets, job, &query)
               : stm_catalog_facets(&contents->facets, job->handle->catalog,
                                    job->mount->newsroom->key, &query, job->pool);
}

static apr_status_t ask_entries(stmh_contents_t *contents, stmh_job_t *job)
{
    apr_status_t status;

    if (!contents->list.is_uncounted) {
        return stm_catalog_list(&contents->entries, &contents->list.total, job->handle->catalog,
                                job->mount->newsroom->key, &contents->query, job->pool);
    }
    status = stmh_list_access_list(&contents->entries, &contents->following, job, &contents->query);
    contents->list.total = contents->entries->nelts;
    if (!status && stmh_lists_is_feed(contents)) {
        status = stmh_archives_precede(&contents->previous, &contents->chapter, &contents->query,
                                       contents->entries->nelts, contents->following, job);
    }
    return status;
}

/* The withdrawn statements, which only a feed's first document names. */
static apr_status_t ask_gone(stmh_contents_t *contents, stmh_job_t *job)
{
    if (!stmh_lists_is_feed(contents) || contents->chapter.archive.name[0]) {
        return APR_SUCCESS;
    }
    return contents->list.is_uncounted
               ? stmh_list_access_gone(&contents->gone, job, &contents->query)
               : stm_catalog_gone(&contents->gone, job->handle->catalog, job->mount->newsroom->key,
                                  &contents->query, job->pool);
}

static apr_status_t ask_recorded(apr_time_t *moved, const stmh_contents_t *contents,
                                 stmh_job_t *job)
{
    apr_time_t recorded;
    apr_status_t status = stm_catalog_moved(&recorded, job->handle->catalog, job->handle->history,
                                            job->mount->newsroom->key, &contents->query, job->pool);

    if (!status && recorded > *moved) {
        *moved = recorded;
    }
    return status;
}

/* Its own document is as new as the last of all that came, changed and left, in whatever place;
 * where documents differ in access, only what this reader may see is told. */
static apr_status_t ask_moved(stmh_contents_t *contents, stmh_job_t *job)
{
    apr_time_t *moved = &contents->list.updated;
    apr_status_t status = APR_SUCCESS;

    *moved = 0;
    if (!stmh_lists_is_feed(contents) || contents->chapter.archive.name[0]) {
        return APR_SUCCESS;
    }
    for (int i = 0;
         contents->gone && i < contents->gone->nelts && !stm_filter_is_set(&contents->query.filter);
         i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(contents->gone, i, const stm_entry_t *);
        *moved = entry->withdrawn_at > *moved ? entry->withdrawn_at : *moved;
    }
    if (!contents->list.is_uncounted && contents->query.show != STM_SHOW_ALL) {
        status = ask_recorded(moved, contents, job);
    }
    if (!*moved && !contents->entries->nelts) {
        *moved =
            stm_history_touched(job->handle->history, job->mount->newsroom->key, STM_HISTORY_BEGUN);
    }
    return status;
}

static void count_pages(stmh_contents_t *contents)
{
    int limit = contents->query.limit;

    contents->list.pages =
        contents->list.is_uncounted ? 1 : (contents->list.total + limit - 1) / limit;
    if (!contents->list.pages) {
        contents->list.pages = 1;
    }
}

static int may_mention(void *baton, const stm_entry_t *entry)
{
    const stmh_job_t *job = baton;

    return stmh_access_may_mention(job->access, entry->name);
}

/* Where a search finds nothing, what may have been meant. */
static apr_status_t ask_meant(stmh_contents_t *contents, stmh_job_t *job)
{
    contents->list.is_by_date = contents->list.total > STM_RANKED_MAX;
    return contents->is_archive && contents->query.filter.q && !contents->list.total
               ? stm_catalog_suggest(&contents->list.meant, job->handle->catalog,
                                     job->mount->newsroom->key, &contents->query,
                                     stmh_list_access_is_needed(job) ? may_mention : NULL, job,
                                     job->pool)
               : APR_SUCCESS;
}

apr_status_t stmh_lists_ask_catalog(stmh_contents_t *contents, stmh_job_t *job)
{
    apr_status_t status;

    if (contents->is_asked) {
        return APR_SUCCESS;
    }
    if (!job->handle) {
        return STM_ESTATE;
    }
    status = ask_entries(contents, job);
    count_pages(contents);
    if (!status) {
        status = stmh_lists_know(contents, job);
    }
    if (!status) {
        status = ask_facets(contents, job);
    }
    if (!status) {
        status = ask_meant(contents, job);
    }
    if (!status) {
        status = ask_gone(contents, job);
    }
    if (!status) {
        status = ask_moved(contents, job);
    }
    if (!status) {
        status = stmh_lists_changes(job);
        note_entries(contents, job);
    }
    contents->is_asked = !status;
    return status;
}
