/*
 * The same statement in other languages: after those that its head names come those that name it.
 */
#include "stm_edition_parts.h"

#include <string.h>

static int is_named(const xmlNode *head, const char *address, const stm_editing_t *editing)
{
    const xmlNode *node;

    for (node = head->children; node != NULL; node = node->next) {
        const char *href = stm_edition_is(node, "translation")
                               ? stm_edition_get(node, "href", editing->pool)
                               : NULL;

        if (href != NULL && strcmp(href, address) == 0) {
            return 1;
        }
    }
    return 0;
}

static void add_translation(xmlNode *head, const stm_translation_t *translation,
                            const stm_editing_t *editing)
{
    const char *address =
        stm_edition_canonical(editing->view->base, translation->name, editing->pool);
    xmlNode *node;

    if (translation->lang == NULL || strcmp(translation->name, editing->name) == 0 ||
        is_named(head, address, editing) ||
        stm_edition_state(translation->name, editing) != STM_REFERENCE_VISIBLE) {
        return;
    }
    node = xmlNewChild(head, NULL, BAD_CAST "translation", NULL);
    xmlNewProp(node, BAD_CAST "href", BAD_CAST address);
    xmlNodeSetLang(node, BAD_CAST translation->lang);
}

void stm_edition_translations(xmlNode *root, const stm_editing_t *editing)
{
    const stm_resolver_t *resolver = editing->view->resolver;
    xmlNode *head = stm_edition_child(root, "head");
    apr_array_header_t *translations;
    int i;

    if (head == NULL || resolver->translations == NULL ||
        resolver->translations(resolver->baton, &translations, editing->name, editing->pool) !=
            APR_SUCCESS) {
        return;
    }
    for (i = 0; i < translations->nelts; i++) {
        add_translation(head, &APR_ARRAY_IDX(translations, i, const stm_translation_t), editing);
    }
}
