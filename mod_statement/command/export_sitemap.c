/* The sitemap, and its parts where it has some. */
#include <apr_strings.h>

#include "command/export_list.h"
#include "core/render/sitemap.h"
#include "core/render/sitemap_languages.h"
#include "core/site/address.h"

static apr_status_t ask(export_list_t *list, export_site_t *site, int part, apr_pool_t *pool)
{
    apr_status_t status = APR_SUCCESS;

    export_site_begin(site, pool);
    export_list_query(list, site, "", 1);
    status = export_list_ask(list, site, pool);
    if (!status && (part || !stm_sitemap_parts(list->list.total))) {
        stm_sitemap_range(&list->query.offset, &list->query.limit, list->list.total,
                          part ? part : 1);
        list->entries->nelts = 0;
        status = list->query.limit ? export_list_ask(list, site, pool) : APR_SUCCESS;
    }
    return status;
}

static const char *part_address(const export_site_t *site, int part, apr_pool_t *pool)
{
    const char *address = apr_pstrcat(pool, site->settings->base, "sitemap.xml", NULL);

    return part ? apr_psprintf(pool, "%s?page=%d", address, part) : address;
}

static apr_status_t add_statements(stm_document_t *sitemap, const export_list_t *list,
                                   const export_site_t *site, apr_pool_t *pool)
{
    apr_status_t status = APR_SUCCESS;

    for (int i = 0; !status && i < list->entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(list->entries, i, const stm_entry_t *);
        const char *address = stm_address_of_statement(site->settings->base, site->newsroom.root,
                                                       entry->name, NULL, pool);
        stm_view_t view = export_site_view(site, entry->name);

        view.files = NULL;
        stm_sitemap_add(sitemap, address, stm_list_newest(entry, 0, site->moment));
        status = stm_sitemap_languages(sitemap, site->records.catalog, &view, entry, address);
    }
    return status;
}

static apr_status_t compose(stm_document_t **sitemap, const export_list_t *list,
                            const export_site_t *site, int part, apr_pool_t *pool)
{
    const int parts = part ? 0 : stm_sitemap_parts(list->list.total);

    *sitemap = stm_sitemap_create(pool);
    for (int i = 1; i <= parts; i++) {
        stm_sitemap_part(*sitemap, part_address(site, i, pool));
    }
    if (parts) {
        return APR_SUCCESS;
    }
    if (part <= 1) {
        stm_sitemap_add(*sitemap, site->settings->base, 0);
    }
    return add_statements(*sitemap, list, site, pool);
}

static apr_status_t make(export_site_t *site, const export_list_t *list, const char *path,
                         const char *key, int part, apr_pool_t *pool)
{
    const stm_format_t *format = stm_format_sitemap();
    stm_document_t *sitemap;
    stm_page_t page;
    apr_status_t status = compose(&sitemap, list, site, part, pool);

    if (status) {
        return status;
    }
    if (!export_site_render(&page, site, sitemap, format, format->list_sheet,
                            part_address(site, part, pool), path, pool)) {
        export_site_put(site, path, &page);
    }
    export_site_end(site, key, export_list_stamp(list, site, pool), pool);
    return APR_SUCCESS;
}

static apr_status_t make_or_keep(int *parts, export_site_t *site, int part, apr_pool_t *pool)
{
    const char *path = part ? apr_psprintf(pool, "sitemap/%d.xml", part) : "sitemap.xml";
    const char *key = apr_pstrcat(pool, "sitemap ", path, NULL);
    const export_group_t *former;
    export_list_t list;
    apr_status_t status = ask(&list, site, part, pool);

    if (status) {
        return status;
    }
    *parts = stm_sitemap_parts(list.list.total);
    former = export_site_former(site, key, export_list_stamp(&list, site, pool), pool);
    return former && export_out_keep(site->out, former) ? APR_SUCCESS
                                                        : make(site, &list, path, key, part, pool);
}

apr_status_t export_sitemap(export_site_t *site)
{
    apr_status_t status = APR_SUCCESS;
    int parts = 0;
    apr_pool_t *pool;

    apr_pool_create(&pool, site->pool);
    for (int part = 0; !status && part <= parts; part++) {
        status = make_or_keep(&parts, site, part, pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return status;
}
