/* Pages of statements. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "command/export_state.h"
#include "core/catalog/report.h"
#include "core/site/address.h"
#include "core/site/spelling.h"

typedef struct shown_t {
    const export_site_t *site;
    apr_array_header_t *entries; /* stm_entry_t */
} shown_t;

static void take_shown(void *baton, const stm_entry_t *entry, apr_pool_t *scratch_pool)
{
    shown_t *shown = baton;
    apr_pool_t *pool = shown->entries->pool;
    stm_entry_t taken = *entry;

    (void)scratch_pool;
    if (stm_catalog_is_shown(entry, shown->site->moment)) {
        taken.name = apr_pstrdup(pool, entry->name);
        taken.lang = entry->lang ? apr_pstrdup(pool, entry->lang) : NULL;
        taken.folder = taken.identity = taken.title = taken.summary = NULL;
        taken.published_text = taken.problems = NULL;
        APR_ARRAY_PUSH(shown->entries, stm_entry_t) = taken;
    }
}

/* One statement in one run. */
typedef struct making_t {
    export_site_t *site;
    const stm_entry_t *entry;
    const char *key;
    const char *stamp; /* NULL: not known before there is an edition */
    const char *path;  /* of its files, without extension */
    apr_pool_t *pool;
} making_t;

static void complain(const making_t *making, apr_status_t status)
{
    char words[200];

    stm_problems_add(making->site->problems, STM_SEVERITY_ERROR, "not-prepared",
                     making->entry->name, 0, 0, NULL, "Its page cannot be prepared: %s",
                     apr_strerror(status, words, sizeof(words)));
}

static const char *address_of(const making_t *making, const stm_format_t *format)
{
    const export_site_t *site = making->site;

    return stm_address_of_statement(site->settings->base, site->newsroom.root, making->entry->name,
                                    format, making->pool);
}

/* In each folder the archive has this name. */
static int is_archive(const char *path)
{
    return strcmp(apr_filepath_name_get(path), "index.html") == 0;
}

/* A format that has no place in @a document has no page. */
static void make_format(making_t *making, const stm_document_t *document,
                        const stm_format_t *format)
{
    export_site_t *site = making->site;
    stm_page_t page;

    const char *path = apr_pstrcat(making->pool, making->path, ".", format->extension, NULL);

    if (is_archive(path)) {
        export_site_complain(site, path, APR_EEXIST);
        return;
    }
    if (!export_site_render(&page, site, document, format, format->statement_sheet,
                            address_of(making, format), making->entry->name, making->pool)) {
        export_site_put(site, path, &page);
    }
}

/* A transform uses its document up. */
static void make_formats(making_t *making, stm_document_t *first)
{
    const apr_array_header_t *formats = making->site->settings->formats;
    int suits[64], count = formats->nelts < 64 ? formats->nelts : 64;

    for (int i = 0; i < count; i++) {
        suits[i] = stm_format_suits(&APR_ARRAY_IDX(formats, i, stm_format_t), first);
    }
    for (int i = 0; i < count; i++) {
        stm_document_t *document = first;
        apr_status_t status = APR_SUCCESS;

        if (!suits[i]) {
            continue;
        }
        if (!document) {
            status =
                export_site_edition(&document, making->site, making->entry, NULL, making->pool);
        }
        if (status) {
            complain(making, status);
            return;
        }
        make_format(making, document, &APR_ARRAY_IDX(formats, i, stm_format_t));
        stm_document_drop(document);
        first = NULL;
    }
}

/* Without the server's records only the edition tells what a page would be made of. */
static const char *stamp_of(const making_t *making, const stm_document_t *document)
{
    return making->stamp ? making->stamp
                         : export_site_content(
                               making->site, document,
                               &APR_ARRAY_IDX(making->site->settings->formats, 0, stm_format_t),
                               address_of(making, NULL), making->pool);
}

static void make(making_t *making)
{
    export_site_t *site = making->site;
    const export_group_t *former;
    stm_document_t *document;
    apr_status_t status;

    export_site_begin(site, making->pool);
    status = export_site_edition(&document, site, making->entry, NULL, making->pool);
    if (status) {
        complain(making, status);
        return;
    }
    making->stamp = stamp_of(making, document);
    former = export_site_former(site, making->key, making->stamp, making->pool);
    if (!former || !export_out_keep(site->out, former)) {
        make_formats(making, document);
        export_site_end(site, making->key, making->stamp, making->pool);
    }
}

static void make_or_keep(export_site_t *site, const stm_entry_t *entry, apr_pool_t *pool)
{
    making_t making = {.site = site, .entry = entry, .pool = pool};
    const export_group_t *former;

    making.key = apr_pstrcat(pool, "statement ", entry->name, NULL);
    making.path = stm_spelling_public(site->newsroom.root, entry->name, ".xml", pool);
    if (site->is_recorded) {
        making.stamp = apr_psprintf(pool, "%" APR_INT64_T_FMT, entry->version);
        former = export_site_former(site, making.key, making.stamp, pool);
        if (former && export_out_keep(site->out, former)) {
            return;
        }
    }
    make(&making);
}

apr_status_t export_statements(int *count, export_site_t *site,
                               void (*progress)(int done, int total))
{
    shown_t shown = {site, apr_array_make(site->pool, 256, sizeof(stm_entry_t))};
    apr_status_t status = stm_catalog_visit_all(site->records.catalog, site->newsroom.key,
                                                take_shown, &shown, site->pool);
    apr_pool_t *pool;

    apr_pool_create(&pool, site->pool);
    for (int i = 0; !status && i < shown.entries->nelts; i++) {
        make_or_keep(site, &APR_ARRAY_IDX(shown.entries, i, stm_entry_t), pool);
        apr_pool_clear(pool);
        progress(i + 1, shown.entries->nelts);
        status = export_state_interrupted();
    }
    apr_pool_destroy(pool);
    *count = shown.entries->nelts;
    return status;
}
