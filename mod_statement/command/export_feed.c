/* The documents of a feed. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "command/export_list.h"
#include "command/export_state.h"
#include "core/render/chapter.h"
#include "core/render/moved.h"
#include "core/site/address.h"

/* One document. */
typedef struct feed_t {
    export_site_t *site;
    const stm_format_t *format;
    export_list_t list;
    stm_chapter_t chapter, previous;
    int has_previous;
    const char *key, *stamp;
    apr_pool_t *pool;
} feed_t;

static const char *query_of(const feed_t *feed, const stm_chapter_t *chapter)
{
    return stm_chapter_query(chapter, &feed->list.query.filter, feed->pool);
}

static const char *address_of(const feed_t *feed, const stm_chapter_t *chapter)
{
    const char *file = apr_pstrcat(feed->pool, "feed.", feed->format->extension, NULL);

    return stm_address_of_list(feed->site->settings->base, feed->site->newsroom.root,
                               feed->list.query.folder, file, query_of(feed, chapter), feed->pool);
}

/* "feed.rss"; "archive/2026-03.rss", "archive/2026-03-skip-40.rss": files have no query strings. */
static const char *path_of(const feed_t *feed)
{
    const stm_chapter_t *chapter = &feed->chapter;
    const char *name = "feed", *extension = feed->format->extension;
    const char *archive = chapter->archive.name;

    if (*archive) {
        name = chapter->skip
                   ? apr_psprintf(feed->pool, "archive/%s-skip-%d", archive, chapter->skip)
                   : apr_pstrcat(feed->pool, "archive/", archive, NULL);
    }
    return export_list_path(feed->site, feed->list.query.folder,
                            apr_pstrcat(feed->pool, name, ".", extension, NULL), feed->pool);
}

static apr_status_t ask(feed_t *feed)
{
    export_site_t *site = feed->site;
    export_list_t *list = &feed->list;
    const stm_records_t *records = &site->records;
    apr_status_t status = export_list_ask(list, site, feed->pool);

    if (status || stm_chapter_is_archive(&feed->chapter)) {
        return status;
    }
    status = stm_catalog_gone(&list->gone, records->catalog, site->newsroom.key, &list->query,
                              feed->pool);
    return status ? status
                  : stm_feed_moved(&list->list.updated, records, &list->query, list->gone,
                                   STM_MOVED_RECORDED, list->entries->nelts, feed->pool);
}

static void name(feed_t *feed)
{
    static const stm_chapter_t subscription;
    stm_list_t *list = &feed->list.list;

    export_list_date(&feed->list, feed->site);
    list->self = address_of(feed, &feed->chapter);
    if (stm_chapter_is_archive(&feed->chapter)) {
        list->current = address_of(feed, &subscription);
    }
    if (stm_chapter_is_over(&feed->chapter, feed->site->moment)) {
        list->archive = feed->chapter.archive.name;
    }
    feed->stamp = export_list_stamp(&feed->list, feed->site, feed->pool);
}

/* What comes before it depends on how many statements have room in it. */
static apr_status_t find_previous(feed_t *feed)
{
    export_site_t *site = feed->site;
    stm_validity_t validity = {site->moment, site->next_change, 0};
    apr_status_t status = stm_chapter_previous(
        &feed->previous, &validity, &feed->chapter, site->records.catalog, &site->newsroom,
        &feed->list.query, feed->list.shown, feed->list.list.total);

    site->next_change = validity.next_change;
    feed->has_previous = !status;
    return APR_STATUS_IS_ENOENT(status) ? APR_SUCCESS : status;
}

static const char *whole_stamp(const feed_t *feed)
{
    return apr_psprintf(feed->pool, "%d %s %s", feed->list.shown, feed->stamp,
                        feed->has_previous ? query_of(feed, &feed->previous) : "");
}

/* How many were shown is in the stamp; whether all else is the same is decided by the rest of it.
 */
static int keep(feed_t *feed)
{
    const export_group_t *former = export_site_former(feed->site, feed->key, NULL, feed->pool);

    if (!former) {
        return 0;
    }
    feed->list.shown = atoi(former->stamp);
    return !find_previous(feed) && strcmp(former->stamp, whole_stamp(feed)) == 0 &&
           export_out_keep(feed->site->out, former);
}

static apr_status_t make(feed_t *feed)
{
    export_site_t *site = feed->site;
    export_list_t *list = &feed->list;
    const char *path = path_of(feed);
    stm_document_t *document = stm_list_create(&list->list, feed->pool);
    stm_page_t page;
    apr_status_t status;

    export_list_add_entries(document, list, site, feed->pool);
    status = find_previous(feed);
    if (status) {
        return status;
    }
    stm_list_previous(document, feed->has_previous ? address_of(feed, &feed->previous) : NULL,
                      !list->list.current && list->shown >= list->list.total);
    for (int i = 0; list->gone && i < list->gone->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(list->gone, i, const stm_entry_t *);

        stm_list_gone(document, entry->identity, entry->withdrawn_at);
    }
    if (!export_site_render(&page, site, document, feed->format, feed->format->list_sheet,
                            list->list.self, path, feed->pool)) {
        export_site_put(site, path, &page);
    }
    stm_document_drop(document);
    export_site_end(site, feed->key, whole_stamp(feed), feed->pool);
    return APR_SUCCESS;
}

static apr_status_t make_or_keep(feed_t *feed, const char *query)
{
    export_site_t *site = feed->site;
    apr_status_t status;

    export_site_begin(site, feed->pool);
    stm_chapter_parse(&feed->chapter, &feed->list.query, query, site->newsroom.feed_items);
    status = ask(feed);
    if (status) {
        return status;
    }
    name(feed);
    feed->key = apr_pstrcat(feed->pool, "feed ", path_of(feed), NULL);
    return keep(feed) ? APR_SUCCESS : make(feed);
}

apr_status_t export_feed(export_site_t *site, const char *folder, const stm_format_t *format,
                         apr_pool_t *scratch_pool)
{
    const char *query = "";
    apr_status_t status = APR_SUCCESS;
    apr_pool_t *pool, *next;

    apr_pool_create(&pool, scratch_pool);
    while (!status && query) {
        feed_t feed = {.site = site, .format = format, .pool = pool};

        export_list_query(&feed.list, site, folder, site->newsroom.feed_items);
        feed.list.extent = STM_EXTENT_WHOLE;
        status = make_or_keep(&feed, query);
        status = status ? status : export_state_interrupted();
        apr_pool_create(&next, scratch_pool);
        query = !status && feed.has_previous ? apr_pstrdup(next, query_of(&feed, &feed.previous))
                                             : NULL;
        apr_pool_destroy(pool);
        pool = next;
    }
    apr_pool_destroy(pool);
    return status;
}
