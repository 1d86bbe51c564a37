#include "command/export_list.h"

#include <apr_strings.h>

#include "core/base/hash.h"
#include "core/site/spelling.h"
#include "core/site/teaser.h"

/* See httpd/handlers/lists_compose. */
#define ENOUGH_BYTES ((apr_size_t)16 * 1024)

static apr_status_t make_head(stm_document_t **edition, export_site_t *site,
                              const stm_entry_t *entry, apr_pool_t *pool)
{
    stm_stretch_t stretch = {.enough = ENOUGH_BYTES};
    apr_status_t status = export_site_edition(edition, site, entry, &stretch, pool);

    return !status && (!stretch.is_cut ||
                       stm_teaser_is_sure(xmlDocGetRootElement((*edition)->xml), pool))
               ? APR_SUCCESS
               : export_site_edition(edition, site, entry, NULL, pool);
}

void export_list_add_entries(stm_document_t *document, export_list_t *list, export_site_t *site,
                             apr_pool_t *scratch_pool)
{
    const int is_feed = list->extent == STM_EXTENT_WHOLE;
    apr_size_t bytes = 0;
    int is_full = 0;
    apr_pool_t *pool;

    apr_pool_create(&pool, scratch_pool);
    for (list->shown = 0; !is_full && list->shown < list->entries->nelts;) {
        const stm_entry_t *entry = APR_ARRAY_IDX(list->entries, list->shown, const stm_entry_t *);
        stm_document_t *edition;
        apr_status_t status = is_feed ? export_site_edition(&edition, site, entry, NULL, pool)
                                      : make_head(&edition, site, entry, pool);

        if (!status) {
            bytes += is_feed ? stm_list_bytes(edition) : 0;
            is_full = !stm_list_has_room(bytes, list->shown);
            if (!is_full) {
                stm_list_add(document, edition, list->extent);
            }
        }
        list->shown += !is_full;
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}

/* What a list shows of each entry is what its version stands for; without the server's records,
 * what its page was made of. */
static void hash_entries(stm_hash_t *hash, const apr_array_header_t *entries,
                         const export_site_t *site, apr_pool_t *pool)
{
    for (int i = 0; i < entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);
        const char *key = apr_pstrcat(pool, "statement ", entry->name, NULL);

        stm_hash_text(hash, entry->name);
        stm_hash_text(hash, site->is_recorded
                                ? apr_psprintf(pool, "%" APR_INT64_T_FMT, entry->version)
                                : export_out_stamp(site->out, key));
        stm_hash_bytes(hash, &entry->visible_from, sizeof(entry->visible_from));
    }
}

const char *export_list_stamp(const export_list_t *list, const export_site_t *site,
                              apr_pool_t *result_pool)
{
    stm_hash_t hash;

    stm_hash_start(&hash);
    hash_entries(&hash, list->entries, site, result_pool);
    for (int i = 0; list->gone && i < list->gone->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(list->gone, i, const stm_entry_t *);

        stm_hash_text(&hash, entry->identity);
        stm_hash_bytes(&hash, &entry->withdrawn_at, sizeof(entry->withdrawn_at));
    }
    stm_hash_bytes(&hash, &list->list.page, sizeof(list->list.page));
    stm_hash_bytes(&hash, &list->list.pages, sizeof(list->list.pages));
    stm_hash_bytes(&hash, &list->list.total, sizeof(list->list.total));
    stm_hash_bytes(&hash, &list->list.updated, sizeof(list->list.updated));
    stm_hash_text(&hash, list->list.archive);
    return stm_hash_hex(&hash, result_pool);
}

apr_status_t export_list_ask(export_list_t *list, export_site_t *site, apr_pool_t *result_pool)
{
    const stm_records_t *records = &site->records;
    apr_status_t status = stm_catalog_list(&list->entries, &list->list.total, records->catalog,
                                           site->newsroom.key, &list->query, result_pool);

    list->list.newsroom = &site->newsroom;
    list->list.base = site->settings->base;
    list->list.folder = list->query.folder;
    list->list.pages = (list->list.total + list->query.limit - 1) / list->query.limit;
    list->list.pages = list->list.pages ? list->list.pages : 1;
    site->next_change = site->next_listed;
    return status;
}

void export_list_date(export_list_t *list, const export_site_t *site)
{
    for (int i = 0; i < list->entries->nelts; i++) {
        list->list.updated = stm_list_newest(APR_ARRAY_IDX(list->entries, i, stm_entry_t *),
                                             list->list.updated, site->moment);
    }
}

const char *export_list_path(const export_site_t *site, const char *folder, const char *file,
                             apr_pool_t *result_pool)
{
    return apr_pstrcat(
        result_pool, stm_spelling_public(site->newsroom.root, folder, "", result_pool), file, NULL);
}

void export_list_query(export_list_t *list, const export_site_t *site, const char *folder,
                       int limit)
{
    *list = (export_list_t){.extent = STM_EXTENT_HEAD};
    list->query.folder = folder;
    list->query.show = STM_SHOW_PUBLISHED;
    list->query.moment = site->moment;
    list->query.limit = limit;
    list->list.page = 1;
}
