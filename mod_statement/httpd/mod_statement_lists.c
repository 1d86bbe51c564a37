#include "mod_statement_lists.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <limits.h>
#include <string.h>

#include "mod_statement_archives.h"
#include "mod_statement_handler.h"
#include "mod_statement_links.h"
#include "mod_statement_ready.h"
#include "mod_statement_render.h"
#include "mod_statement_slots.h"
#include "mod_statement_version.h"
#include "stm_list.h"

APLOG_USE_MODULE(statement);

/* Readers refuse feeds of more than two megabytes; one statement alone may have that, too. */
#define MOST_BYTES 1800000

/* What one list is made of. */
typedef struct contents_t {
    stm_list_t list;
    stm_query_t query;
    apr_array_header_t *entries; /* stm_entry_t * */
    apr_array_header_t *facets;  /* stm_facet_t; NULL: not asked for */
    const stm_format_t *format;
    stm_extent_t extent;
    stm_chapter_t chapter;  /* of a feed */
    int shown;              /* how many of the entries the document has room for */
    apr_int64_t generation; /* of the newsroom, when it was asked for */
    int is_negotiated;
} contents_t;

int stm_lists_generation(apr_int64_t *generation, stm_job_t *job)
{
    int is_complete = 0;
    apr_status_t status =
        job->store ? stm_catalog_generation(generation, &is_complete, job->store->catalog,
                                            job->place->newsroom->key)
                   : APR_ENOENT;

    if (!status && is_complete) {
        return OK;
    }
    if (!job->r) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    ap_log_rerror(APLOG_MARK, APLOG_INFO, status, job->r, "STM0602: %s has no complete catalog yet",
                  job->place->newsroom->root);
    apr_table_setn(job->r->err_headers_out, "Retry-After", "1");
    apr_table_setn(job->r->err_headers_out, "Cache-Control", "no-store");
    return HTTP_SERVICE_UNAVAILABLE;
}

apr_status_t stm_lists_changes(stm_job_t *job)
{
    const char *newsroom = job->place->newsroom->key;
    apr_status_t status =
        stm_catalog_next_change(&job->next_change, job->store->catalog, newsroom, job->moment);

    return status ? status
                  : stm_catalog_last_change(&job->last_change, job->store->catalog, newsroom,
                                            job->moment);
}

static apr_status_t choose_format(contents_t *contents, stm_job_t *job)
{
    contents->format = job->target->address.format;
    contents->is_negotiated = !contents->format;
    return contents->format ? APR_SUCCESS : stm_render_choose(&contents->format, job, 1);
}

static int is_feed(const contents_t *contents)
{
    return contents->extent == STM_EXTENT_WHOLE;
}

/* The pages that people leaf through, the newest first. */
static void ask_page(contents_t *contents, const stm_job_t *job)
{
    stm_query_t *query = &contents->query;
    int page = stm_address_number(job->query, "page");

    contents->list.page = page && job->target->address.kind == STM_ADDRESS_ARCHIVE ? page : 1;
    query->limit = job->place->newsroom->feed_items;
    query->offset = contents->list.page - 1 > INT_MAX / query->limit - 1
                        ? INT_MAX
                        : (contents->list.page - 1) * query->limit;
}

/* What the list is asked for, and which folders this reader does not see. */
static apr_status_t ask_query(contents_t *contents, stm_job_t *job)
{
    const stm_newsroom_t *newsroom = job->place->newsroom;
    stm_query_t *query = &contents->query;

    contents->extent = strcmp(contents->format->name, "html") ? STM_EXTENT_WHOLE : STM_EXTENT_HEAD;
    stm_filter_parse(&query->filter, job->query, job->pool);
    query->folder = job->target->address.folder;
    query->show = newsroom->show;
    query->moment = job->moment;
    if (is_feed(contents)) {
        contents->list.page = 1;
        stm_archives_parse(&contents->chapter, query, job);
    }
    else {
        ask_page(contents, job);
    }
    return job->access ? stm_access_filter(job->access, query, job->store->catalog) : APR_SUCCESS;
}

/* The words for what it is filtered by are those of the whole feed in each of its documents. */
static apr_status_t ask_facets(contents_t *contents, stm_job_t *job)
{
    stm_query_t query = contents->query;

    query.from = query.until = 0;
    return is_feed(contents) && !stm_filter_is_set(&query.filter)
               ? APR_SUCCESS
               : stm_catalog_facets(&contents->facets, job->store->catalog,
                                    job->place->newsroom->key, &query, job->pool);
}

static apr_status_t ask_catalog(contents_t *contents, stm_job_t *job)
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

/* A folder that is not there has a list only while the catalog still knows statements in it. */
static int is_unknown_folder(const contents_t *contents, const stm_job_t *job)
{
    const char *folder = job->target->address.folder;
    apr_finfo_t finfo;

    return *folder && !contents->list.total &&
           apr_stat(&finfo, apr_pstrcat(job->pool, job->place->newsroom->root, "/", folder, NULL),
                    APR_FINFO_TYPE, job->pool);
}

apr_time_t stm_lists_newest(const stm_entry_t *entry, apr_time_t newest, apr_time_t moment)
{
    const apr_time_t moments[] = {entry->visible_from, entry->updated_at};
    size_t i;

    for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        if (moments[i] <= moment && moments[i] > newest) {
            newest = moments[i];
        }
    }
    return newest;
}

/* What of the query string counts, in its one form. */
static const char *query_of(const contents_t *contents, const stm_chapter_t *chapter,
                            apr_pool_t *pool)
{
    const char *query = stm_archives_query(chapter, &contents->query.filter, pool);
    const char *page =
        contents->list.page > 1 ? apr_psprintf(pool, "page=%d", contents->list.page) : "";

    return apr_pstrcat(pool, query, *query && *page ? "&" : "", page, NULL);
}

/* The address of the list, or of another document of the same feed. */
static const char *address_of(const contents_t *contents, const stm_chapter_t *chapter,
                              stm_job_t *job)
{
    apr_pool_t *pool = job->pool;
    const char *folder = stm_address_encode(contents->list.folder, 0, pool);
    const char *query = query_of(contents, chapter, pool);
    const char *name = contents->list.is_subscription ? "feed"
                       : is_feed(contents)
                           ? apr_pstrcat(pool, "feed.", contents->format->extension, NULL)
                           : "";

    return apr_pstrcat(pool, job->place->base, folder, name, *query ? "?" : "", query, NULL);
}

static void name_documents(contents_t *contents, stm_job_t *job)
{
    static const stm_chapter_t subscription;

    contents->list.self = address_of(contents, &contents->chapter, job);
    if (contents->chapter.archive.name[0]) {
        contents->list.current = address_of(contents, &subscription, job);
    }
    if (stm_archives_is_over(&contents->chapter, job)) {
        contents->list.archive = contents->chapter.archive.name;
    }
}

/* One that cannot be made is left out: its statement may have gone between two looks, or reproduces
 * one that is hidden. */
static apr_status_t make_edition(stm_document_t **edition, stm_job_t *job, const stm_entry_t *entry,
                                 const stm_resolver_t *resolver, apr_pool_t *pool)
{
    stm_view_t view = {job->place->newsroom, resolver,    job->place->base,
                       entry->name,          job->moment, job->files};
    apr_status_t status = stm_version_load(edition, job, entry, pool);

    if (!status) {
        status = stm_edition_make(*edition, &view, job->problems, pool);
    }
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_INFO, status, ap_server_conf, "STM0601: left out of %s: %s",
                     job->label, entry->name);
        job->is_for_one |= !APR_STATUS_IS_ENOENT(status);
    }
    return status;
}

/* Whether the document has room for one more; the first always has. */
static int has_room(apr_size_t *bytes, const contents_t *contents, const stm_document_t *edition)
{
    *bytes += is_feed(contents) ? stm_list_bytes(edition) : 0;
    return *bytes <= MOST_BYTES || !contents->shown;
}

static void add_entries(stm_document_t *document, contents_t *contents, stm_job_t *job)
{
    const stm_resolver_t *resolver = stm_version_resolver(job);
    apr_size_t bytes = 0;
    int is_full = 0;

    while (!is_full && contents->shown < contents->entries->nelts) {
        const stm_entry_t *entry =
            APR_ARRAY_IDX(contents->entries, contents->shown, const stm_entry_t *);
        stm_document_t *edition;
        apr_pool_t *pool;

        apr_pool_create(&pool, job->pool);
        if (!make_edition(&edition, job, entry, resolver, pool)) {
            is_full = !has_room(&bytes, contents, edition);
            if (!is_full && !stm_list_add(document, edition, contents->extent) && entry->snippet &&
                !is_feed(contents)) {
                stm_list_snippet(document, entry->snippet);
            }
        }
        contents->shown += !is_full;
        apr_pool_destroy(pool);
    }
}

/* What a feed's reader needs to know of what is not in the document. */
static apr_status_t add_rest(stm_document_t *document, const contents_t *contents, stm_job_t *job)
{
    const stm_query_t *query = &contents->query;
    int is_whole = !contents->list.current && contents->shown >= contents->list.total;
    apr_array_header_t *gone;
    stm_chapter_t previous;
    apr_status_t status = stm_archives_previous(&previous, &contents->chapter, query,
                                                contents->shown, contents->list.total, job);
    int i;

    if (!status || APR_STATUS_IS_ENOENT(status)) {
        stm_list_previous(document, status ? NULL : address_of(contents, &previous, job), is_whole);
        status = APR_SUCCESS;
    }
    if (!status && !contents->list.current) {
        status = stm_catalog_gone(&gone, job->store->catalog, job->place->newsroom->key, query,
                                  job->pool);
        for (i = 0; !status && i < gone->nelts; i++) {
            const stm_entry_t *entry = APR_ARRAY_IDX(gone, i, const stm_entry_t *);
            stm_list_gone(document, entry->identity, entry->withdrawn_at);
        }
    }
    return status;
}

static apr_status_t compose(stm_document_t **document, contents_t *contents, stm_job_t *job)
{
    int i;

    contents->list.newsroom = job->place->newsroom;
    contents->list.base = job->place->base;
    contents->list.folder = contents->query.folder;
    contents->list.is_subscription =
        job->target->address.kind == STM_ADDRESS_FEED && !is_feed(contents);
    name_documents(contents, job);
    for (i = 0; i < contents->entries->nelts; i++) {
        contents->list.updated =
            stm_lists_newest(APR_ARRAY_IDX(contents->entries, i, stm_entry_t *),
                             contents->list.updated, job->moment);
    }
    *document = stm_list_create(&contents->list, job->pool);
    if (contents->facets) {
        stm_list_filter(*document, &contents->list, &contents->query.filter, contents->facets);
    }
    add_entries(*document, contents, job);
    return is_feed(contents) ? add_rest(*document, contents, job) : APR_SUCCESS;
}

static int render(stm_answer_t *answer, contents_t *contents, stm_job_t *job)
{
    stm_document_t *document;
    apr_status_t status = compose(&document, contents, job);

    if (!status) {
        answer->status = HTTP_OK;
        answer->lang = job->place->newsroom->lang;
        stm_links_list(answer, job, contents->format, contents->list.folder, contents->list.self,
                       stm_filter_query(&contents->query.filter, job->pool));
        status = stm_render_page(answer, job, document, contents->format,
                                 contents->format->list_sheet, contents->list.self, job->label);
    }
    return status ? stm_render_failure(job, job->label, status) : OK;
}

/* Not a page or document of the list, or of nothing. */
static int is_unknown(const contents_t *contents, const stm_job_t *job)
{
    return contents->list.page > contents->list.pages ||
           (contents->chapter.skip && contents->chapter.skip >= contents->list.total) ||
           is_unknown_folder(contents, job);
}

static int make(stm_answer_t *answer, stm_job_t *job, void *baton)
{
    contents_t *contents = baton;
    apr_status_t status = ask_catalog(contents, job);

    if (status) {
        return stm_render_failure(job, job->label, status);
    }
    if (is_unknown(contents, job)) {
        return HTTP_NOT_FOUND;
    }
    /* There is no end of what nothing is found by. */
    if (!contents->list.total &&
        (stm_filter_is_set(&contents->query.filter) || contents->chapter.archive.name[0])) {
        job->is_for_one = 1;
    }
    return render(answer, contents, job);
}

/* What is searched for is another each time; no one else would ask for it again. */
static void find_slot(stm_slot_t *slot, const contents_t *contents, stm_job_t *job)
{
    job->scope = contents->query.folder;
    job->readers = stm_slots_readers(&contents->query, job->pool);
    slot->sheet = contents->format->list_sheet;
    slot->name = job->label;
    slot->origin.version = contents->generation;
    if (!contents->query.filter.q &&
        !stm_catalog_instance(&slot->origin.instance, job->store->catalog)) {
        slot->key =
            stm_slots_key(job, job->target->address.kind == STM_ADDRESS_FEED ? "feed" : "archive",
                          contents->format, job->scope,
                          query_of(contents, &contents->chapter, job->pool), job->readers);
    }
}

static int answer_list(stm_job_t *job)
{
    contents_t *contents = apr_pcalloc(job->pool, sizeof(*contents));
    stm_answer_t answer = {0};
    stm_slot_t slot = {0};
    apr_status_t status;
    int refusal = stm_lists_generation(&contents->generation, job);

    if (refusal != OK) {
        return refusal;
    }
    status = choose_format(contents, job);
    if (!status) {
        status = ask_query(contents, job);
    }
    if (status) {
        return stm_render_failure(job, job->label, status);
    }
    answer.is_negotiated = contents->is_negotiated;
    find_slot(&slot, contents, job);
    return stm_slots_answer(&answer, job, &slot, make, contents);
}

int stm_lists_answer(stm_job_t *job)
{
    int status = stm_ready_answer(job);

    if (status != DECLINED) {
        return status;
    }
    stm_job_open(job);
    return answer_list(job);
}

void stm_lists_ahead(stm_job_t *job)
{
    stm_job_open(job);
    answer_list(job);
}
