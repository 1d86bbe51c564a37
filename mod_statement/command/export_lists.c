/* Which lists there are, and the archive's pages. */
#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#include "command/export_list.h"
#include "command/export_state.h"
#include "core/catalog/report.h"
#include "core/site/address.h"

static const stm_format_t *html_of(const export_site_t *site)
{
    return stm_format_by_name(site->settings->formats, "html");
}

static void render(export_list_t *list, export_site_t *site, const char *key, const char *path,
                   apr_pool_t *pool)
{
    const stm_format_t *html = html_of(site);
    stm_document_t *document = stm_list_create(&list->list, pool);
    stm_page_t page;

    if (list->facets) {
        stm_list_filter(document, &list->list, &list->query.filter, list->facets);
    }
    export_list_add_entries(document, list, site, pool);
    if (!export_site_render(&page, site, document, html, html->list_sheet, list->list.self, path,
                            pool)) {
        export_site_put(site, path, &page);
    }
    stm_document_drop(document);
    export_site_end(site, key, export_list_stamp(list, site, pool), pool);
}

static void render_or_keep(export_list_t *list, export_site_t *site, const char *path,
                           apr_pool_t *pool)
{
    const char *key = apr_pstrcat(pool, "list ", path, NULL);
    const export_group_t *former =
        export_site_former(site, key, export_list_stamp(list, site, pool), pool);

    if (!former || !export_out_keep(site->out, former)) {
        render(list, site, key, path, pool);
    }
}

/* The archive of a folder, while its pages are made. Each is asked for from the last statement of
 * the one before it on: counting to where it begins would take as long as all that comes before. */
typedef struct archive_t {
    export_site_t *site;
    const char *folder;
    int number, pages, total;
    stm_list_cursor_t after;
    apr_pool_t *pool;
} archive_t;

static apr_status_t ask_page(export_list_t *list, archive_t *archive, apr_pool_t *pool)
{
    const int is_first = archive->number == 1;
    apr_status_t status;

    export_list_query(list, archive->site, archive->folder, archive->site->newsroom.feed_items);
    if (!is_first) {
        list->query.order = STM_ORDER_NEWEST;
        list->query.after = &archive->after;
    }
    status = export_list_ask(list, archive->site, pool);
    if (status) {
        return status;
    }
    archive->pages = is_first ? list->list.pages : archive->pages;
    archive->total = is_first ? list->list.total : archive->total;
    list->list.pages = archive->pages;
    list->list.total = archive->total;
    if (list->entries->nelts) {
        archive->after = stm_catalog_cursor(
            APR_ARRAY_IDX(list->entries, list->entries->nelts - 1, const stm_entry_t *),
            list->query.show, archive->pool);
    }
    return APR_SUCCESS;
}

/* It is not the server's: without search and filters, and with other pages at addresses of files.
 */
static apr_status_t make_page(archive_t *archive, apr_pool_t *pool)
{
    export_site_t *site = archive->site;
    const int number = archive->number;
    const char *folder = archive->folder;
    const char *file = number > 1 ? apr_psprintf(pool, "page/%d.html", number) : "";
    export_list_t list;
    apr_status_t status;

    export_site_begin(site, pool);
    status = ask_page(&list, archive, pool);
    if (status) {
        return status;
    }
    list.list.page = number;
    list.list.is_static = 1;
    export_list_date(&list, site);
    list.list.self =
        stm_address_of_list(site->settings->base, site->newsroom.root, folder, file, "", pool);
    render_or_keep(&list, site, export_list_path(site, folder, *file ? file : "index.html", pool),
                   pool);
    return APR_SUCCESS;
}

static apr_status_t make_archive(export_site_t *site, const char *folder, apr_pool_t *scratch_pool)
{
    archive_t archive = {.site = site, .folder = folder, .pages = 1, .pool = scratch_pool};
    apr_status_t status = APR_SUCCESS;
    apr_pool_t *pool;

    apr_pool_create(&pool, scratch_pool);
    for (archive.number = 1; !status && archive.number <= archive.pages; archive.number++) {
        status = make_page(&archive, pool);
        status = status ? status : export_state_interrupted();
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return status;
}

/* The page of a feed for people, as the server answers a browser. */
static apr_status_t make_subscription(export_site_t *site, const char *folder, apr_pool_t *pool)
{
    export_list_t list;
    apr_status_t status;

    export_site_begin(site, pool);
    export_list_query(&list, site, folder, site->newsroom.feed_items);
    list.list.is_subscription = 1;
    status = export_list_ask(&list, site, pool);
    if (!status) {
        status = stm_catalog_facets(&list.facets, site->records.catalog, site->newsroom.key,
                                    &list.query, pool);
    }
    if (!status) {
        export_list_date(&list, site);
        list.list.self = stm_address_of_list(site->settings->base, site->newsroom.root, folder,
                                             "feed", "", pool);
        render_or_keep(&list, site, export_list_path(site, folder, "feed.html", pool), pool);
    }
    return status;
}

static apr_status_t make_lists(export_site_t *site, const char *folder, apr_pool_t *pool)
{
    apr_status_t status = APR_SUCCESS;

    if (html_of(site)) {
        status = make_archive(site, folder, pool);
        status = status ? status : make_subscription(site, folder, pool);
    }
    for (int i = 0; !status && i < site->settings->formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(site->settings->formats, i, stm_format_t);

        if (format->list_sheet && format != html_of(site)) {
            status = export_feed(site, folder, format, pool);
        }
    }
    return status;
}

typedef struct folders_t {
    const export_site_t *site;
    apr_hash_t *names; /* to themselves */
    apr_array_header_t *list;
} folders_t;

/* With the folders around it. */
static void add_folder(folders_t *folders, const char *folder)
{
    apr_pool_t *pool = folders->list->pool;

    for (const char *slash = folder; (slash = strchr(slash, '/')) != NULL; slash++) {
        const char *name = apr_pstrmemdup(pool, folder, (apr_size_t)(slash + 1 - folder));

        if (!apr_hash_get(folders->names, name, APR_HASH_KEY_STRING)) {
            apr_hash_set(folders->names, name, APR_HASH_KEY_STRING, name);
            APR_ARRAY_PUSH(folders->list, const char *) = name;
        }
    }
}

/* A folder that has had something in a list keeps its own. */
static void take_folder(void *baton, const stm_entry_t *entry, apr_pool_t *scratch_pool)
{
    folders_t *folders = baton;

    (void)scratch_pool;
    if (stm_catalog_is_shown(entry, folders->site->moment) ||
        stm_catalog_is_withdrawn(entry, folders->site->moment) ||
        entry->state == STM_STATE_DELETED) {
        add_folder(folders, entry->folder);
    }
}

apr_status_t export_lists(export_site_t *site)
{
    folders_t folders = {site, apr_hash_make(site->pool),
                         apr_array_make(site->pool, 8, sizeof(const char *))};
    apr_status_t status;
    apr_pool_t *pool;

    APR_ARRAY_PUSH(folders.list, const char *) = "";
    status = stm_catalog_visit_all(site->records.catalog, site->newsroom.key, take_folder, &folders,
                                   site->pool);
    apr_pool_create(&pool, site->pool);
    for (int i = 0; !status && i < folders.list->nelts; i++) {
        status = make_lists(site, APR_ARRAY_IDX(folders.list, i, const char *), pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return status;
}
