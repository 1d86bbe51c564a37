/*
 * The same statement in other languages: after those that its head names come the others of its
 * group.
 */
#include "core/edition/internal.h"

#include <string.h>

#include "core/edition/translation_group.h"
#include "core/xml/plain.h"

static void add_named(stm_offers_t *offers, const xmlNode *head, apr_pool_t *pool)
{
    for (const xmlNode *node = head->children; node != NULL; node = node->next) {
        const char *href =
            stm_plain_is(node, "translation") ? stm_plain_attribute(node, "href", pool) : NULL;

        if (href != NULL) {
            stm_offers_add(offers, href, stm_plain_lang(node, pool), 1);
        }
    }
}

static void add_group(stm_offers_t *offers, const stm_editing_t *editing)
{
    const stm_view_t *view = editing->view;
    apr_array_header_t *group;

    if (stm_translations_group(&group, view->resolver, editing->name, view->moment,
                               editing->pool) != APR_SUCCESS) {
        return;
    }
    for (int i = 0; i < group->nelts; i++) {
        const stm_translation_t *one = &APR_ARRAY_IDX(group, i, const stm_translation_t);

        stm_offers_add(offers, stm_edition_canonical(view, one->name, editing->pool), one->lang, 0);
    }
}

/* Those that the head names and that give way to another go. */
static void remove_named(xmlNode *head, const stm_offers_t *offers, apr_pool_t *pool)
{
    xmlNode *node, *next;
    int left = STM_TRANSLATIONS_MAX;

    for (node = head->children; node != NULL; node = next) {
        const char *href =
            stm_plain_is(node, "translation") ? stm_plain_attribute(node, "href", pool) : NULL;

        next = node->next;
        /* One address may be named many times. */
        if (href != NULL && (stm_offers_find(offers, href)->is_left_out || left-- <= 0)) {
            stm_tree_remove(node);
        }
    }
}

static void add_chosen(xmlNode *head, const stm_offers_t *offers)
{
    for (int i = 0; i < offers->list->nelts; i++) {
        const stm_offer_t *offer = APR_ARRAY_IDX(offers->list, i, const stm_offer_t *);

        if (!offer->is_named && !offer->is_left_out) {
            xmlNode *node = xmlNewChild(head, NULL, BAD_CAST "translation", NULL);

            xmlNewProp(node, BAD_CAST "href", BAD_CAST offer->address);
            xmlNodeSetLang(node, BAD_CAST offer->lang);
        }
    }
}

void stm_edition_add_translations(xmlNode *root, const stm_editing_t *editing)
{
    stm_offers_t *offers = stm_offers_make(editing->pool);
    xmlNode *head = stm_plain_child(root, "head", NULL);

    if (head == NULL) {
        return;
    }
    add_named(offers, head, editing->pool);
    add_group(offers, editing);
    stm_offers_choose(offers, stm_plain_lang(root, editing->pool));
    remove_named(head, offers, editing->pool);
    add_chosen(head, offers);
}
