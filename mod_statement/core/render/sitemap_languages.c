#include "core/render/sitemap_languages.h"

#include <string.h>

#include "core/edition/translation_group.h"
#include "core/render/sitemap.h"
#include "core/site/address.h"

/* One statement, and what its page offers. */
typedef struct languages_t {
    stm_catalog_t *catalog;
    const stm_view_t *view;
    apr_array_header_t *group;     /* stm_translation_t */
    apr_array_header_t *addresses; /* const char *: of each in the group */
    stm_offers_t *offers;
    apr_pool_t *pool;
} languages_t;

static void add_group(languages_t *languages)
{
    const stm_view_t *view = languages->view;

    for (int i = 0; i < languages->group->nelts; i++) {
        const stm_translation_t *one = &APR_ARRAY_IDX(languages->group, i, stm_translation_t);
        const char *address = stm_address_of_statement(view->base, view->newsroom->root, one->name,
                                                       NULL, languages->pool);

        APR_ARRAY_PUSH(languages->addresses, const char *) = address;
        stm_offers_add(languages->offers, address, one->lang, 0);
    }
}

static apr_status_t find_offers(languages_t *languages)
{
    const stm_view_t *view = languages->view;
    apr_array_header_t *named;
    apr_status_t status = stm_catalog_named_translations(
        &named, languages->catalog, view->newsroom->key, view->name, languages->pool);

    for (int i = 0; !status && i < named->nelts; i++) {
        const stm_named_translation_t *one = &APR_ARRAY_IDX(named, i, stm_named_translation_t);
        const char *address = stm_edition_offered(one->href, view, languages->pool);
        if (address) {
            stm_offers_add(languages->offers, address, one->lang, 1);
        }
    }
    if (!status) {
        status = stm_translations_group(&languages->group, view->resolver, view->name, view->moment,
                                        languages->pool);
    }
    if (!status) {
        add_group(languages);
    }
    return status;
}

/* An expired statement still has its page, but is in no sitemap. */
static int is_listed(const languages_t *languages, const stm_offer_t *offer)
{
    const stm_view_t *view = languages->view;

    for (int i = 0; i < languages->group->nelts; i++) {
        stm_entry_t *entry;
        if (strcmp(APR_ARRAY_IDX(languages->addresses, i, const char *), offer->address) == 0) {
            return !stm_catalog_find(&entry, languages->catalog, view->newsroom->key,
                                     APR_ARRAY_IDX(languages->group, i, stm_translation_t).name,
                                     languages->pool) &&
                   stm_catalog_is_listed(entry, view->moment);
        }
    }
    return 1;
}

apr_status_t stm_sitemap_languages(stm_document_t *sitemap, stm_catalog_t *catalog,
                                   const stm_view_t *view, const stm_entry_t *entry,
                                   const char *address)
{
    languages_t languages = {.catalog = catalog,
                             .view = view,
                             .addresses = apr_array_make(sitemap->pool, 4, sizeof(const char *)),
                             .offers = stm_offers_make(sitemap->pool),
                             .pool = sitemap->pool};
    apr_status_t status = find_offers(&languages);
    int is_alone = 1;

    stm_offers_choose(languages.offers, entry->lang);
    for (int i = 0; !status && i < languages.offers->list->nelts; i++) {
        const stm_offer_t *offer = APR_ARRAY_IDX(languages.offers->list, i, stm_offer_t *);
        if (offer->is_left_out || !is_listed(&languages, offer)) {
            continue;
        }
        if (is_alone) {
            stm_sitemap_alternate(sitemap, entry->lang, address);
        }
        is_alone = 0;
        stm_sitemap_alternate(sitemap, offer->lang, offer->address);
    }
    return status;
}
