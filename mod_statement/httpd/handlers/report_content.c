#include "httpd/handlers/report_content.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/file_stamp.h"
#include "core/catalog/report.h"
#include "httpd/request/language.h"
#include "httpd/response/links.h"

/* How many of what was published and changed last. */
#define MOST_RECENT 10

/* In the order in which the page has them. */
static const struct {
    const char *name;
    stm_report_list_t list;
} sections[] = {{"refused", STM_REPORT_REFUSED},     {"kept", STM_REPORT_KEPT},
                {"foreign", STM_REPORT_FOREIGN},     {"drafts", STM_REPORT_DRAFTS},
                {"embargoed", STM_REPORT_EMBARGOED}, {"ending", STM_REPORT_ENDING},
                {"warned", STM_REPORT_WARNED},       {"gone", STM_REPORT_GONE}};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

typedef struct gathering_t {
    stm_document_t *document;
    const stm_report_t *about;
    const stmh_request_t *request;
    const stmh_lookup_t *lookup;
    const stmh_report_extent_t *extent;
    apr_pool_t *pool; /* of the document that is added */
} gathering_t;

int stmh_report_has_section(const char *name)
{
    for (size_t i = 0; i < SECTIONS; i++) {
        if (strcmp(sections[i].name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* As it was when its problems were found; NULL: it has changed since, or cannot be read. */
static const char *text_of(const gathering_t *gathering, const stm_entry_t *entry)
{
    const stm_newsroom_t *newsroom = gathering->request->mount->newsroom;
    apr_finfo_t finfo;
    const char *path = stm_newsroom_find(&finfo, newsroom, entry->name,
                                         APR_FINFO_NORM | APR_FINFO_INODE, gathering->pool);
    const char *bytes;
    stm_file_stamp_t stamp;
    apr_size_t size;

    if (!path || finfo.filetype != APR_REG) {
        return NULL;
    }
    stamp = stm_file_stamp(&finfo);
    return stm_file_stamp_equals(&stamp, &entry->stamp) &&
                   !stm_document_bytes(&bytes, &size, path, entry->name, &newsroom->limits,
                                       stm_problems_create(gathering->pool), gathering->pool)
               ? apr_pstrmemdup(gathering->pool, bytes, size)
               : NULL;
}

static int has_place(const stm_problems_t *problems)
{
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        if (problem->column > 0) {
            return 1;
        }
    }
    return 0;
}

static apr_status_t find_past(stm_report_document_t *document, const gathering_t *gathering)
{
    const stm_entry_t *entry = document->entry;
    stm_past_t past;
    apr_status_t status = APR_ENOENT;

    if (entry->is_broken && entry->identity) {
        status = stm_history_by_identity(&past, gathering->lookup->handle->history,
                                         gathering->request->mount->newsroom->key, entry->identity,
                                         STM_BYTES_WITHOUT, gathering->pool);
        document->kept_from = status ? 0 : past.changed_at;
    }
    return APR_STATUS_IS_ENOENT(status) ? APR_SUCCESS : status;
}

static apr_status_t add(gathering_t *gathering, const stm_entry_t *entry, apr_time_t changed_at)
{
    const stmh_request_t *request = gathering->request;
    stm_problems_t *problems = stm_problems_create(gathering->pool);
    stm_report_document_t document = {.entry = entry,
                                      .problems = problems,
                                      .most_problems = gathering->extent->most_problems,
                                      .changed_at = changed_at};
    apr_status_t status = stm_catalog_read_problems(problems, gathering->lookup->handle->catalog,
                                                    entry->problems, gathering->pool);

    if (!status) {
        status = find_past(&document, gathering);
    }
    if (gathering->extent->has_lines && entry->state && has_place(problems)) {
        document.text = text_of(gathering, entry);
    }
    if (entry->state && stm_catalog_is_shown(entry, request->moment)) {
        document.address = stmh_links_address(request, entry->name, NULL);
    }
    stm_report_add(gathering->document, gathering->about, &document);
    return status;
}

static apr_status_t add_section(gathering_t *gathering, const char *name, stm_report_list_t list)
{
    const stmh_report_extent_t *extent = gathering->extent;
    const stmh_request_t *request = gathering->request;
    const int offset = extent->list ? (extent->page - 1) * extent->most : 0;
    const stm_report_query_t query = {list, request->moment, offset, extent->most};
    apr_array_header_t *entries;
    int total;
    apr_status_t status = stm_catalog_report(&entries, &total, gathering->lookup->handle->catalog,
                                             request->mount->newsroom->key, &query, request->pool);

    stm_report_section(gathering->document, name, total);
    if (extent->list) {
        stm_report_pages(gathering->document, extent->page,
                         total ? (total + extent->most - 1) / extent->most : 1);
    }
    for (int i = 0; !status && i < entries->nelts; i++) {
        status = add(gathering, APR_ARRAY_IDX(entries, i, stm_entry_t *), 0);
        apr_pool_clear(gathering->pool);
    }
    return status;
}

static apr_status_t add_recent(gathering_t *gathering, const char *name, stm_recent_t which)
{
    const stmh_request_t *request = gathering->request;
    const char *key = request->mount->newsroom->key;
    apr_array_header_t *pasts;
    apr_status_t status = stm_history_recent(&pasts, gathering->lookup->handle->history, key, which,
                                             MOST_RECENT, request->pool);

    stm_report_section(gathering->document, name, status ? 0 : pasts->nelts);
    for (int i = 0; !status && i < pasts->nelts; i++) {
        const stm_past_t *past = &APR_ARRAY_IDX(pasts, i, const stm_past_t);
        stm_entry_t *entry;

        if (!stm_catalog_find(&entry, gathering->lookup->handle->catalog, key, past->name,
                              gathering->pool) &&
            stm_catalog_is_shown(entry, request->moment)) {
            entry->problems = NULL;
            status = add(gathering, entry, which == STM_RECENT_CHANGED ? past->changed_at : 0);
        }
        apr_pool_clear(gathering->pool);
    }
    return APR_STATUS_IS_ENOENT(status) ? APR_SUCCESS : status;
}

static apr_status_t add_faults(gathering_t *gathering)
{
    const stmh_request_t *request = gathering->request;
    stm_problems_t *problems = stm_problems_create(request->pool);
    const char *json;
    apr_status_t status = stm_catalog_faults(&json, gathering->lookup->handle->catalog,
                                             request->mount->newsroom->key, request->pool);

    if (!status) {
        status = stm_catalog_read_problems(problems, gathering->lookup->handle->catalog, json,
                                           request->pool);
    }
    stm_report_faults(gathering->document, problems);
    return status;
}

static apr_status_t add_all(gathering_t *gathering)
{
    const char *list = gathering->extent->list;
    apr_status_t status = list ? APR_SUCCESS : add_faults(gathering);

    for (size_t i = 0; !status && i < SECTIONS; i++) {
        if (!list || strcmp(list, sections[i].name) == 0) {
            status = add_section(gathering, sections[i].name, sections[i].list);
        }
    }
    if (!status && !list) {
        status = add_recent(gathering, "published", STM_RECENT_PUBLISHED);
    }
    return !status && !list ? add_recent(gathering, "changed", STM_RECENT_CHANGED) : status;
}

apr_status_t stmh_report_gather(stm_document_t **document, const stm_report_t *about,
                                const stmh_request_t *request, const stmh_lookup_t *lookup,
                                const stmh_report_extent_t *extent)
{
    gathering_t gathering = {
        .about = about, .request = request, .lookup = lookup, .extent = extent};
    apr_status_t status = stm_catalog_hold(lookup->handle->catalog);

    gathering.document = *document = stm_report_create(about, request->pool);
    apr_pool_create(&gathering.pool, request->pool);
    status = status ? status : add_all(&gathering);
    apr_pool_destroy(gathering.pool);
    return status;
}
