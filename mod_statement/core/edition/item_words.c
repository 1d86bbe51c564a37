/*
 * Words before the list that ends an item: they become a paragraph, so that what stylesheets get
 * holds either words or blocks.
 */
#include "core/edition/internal.h"

#include "core/xml/empty.h"
#include "core/xml/plain.h"

static int is_words(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE
               ? stm_empty_is_inline(node) || stm_plain_is(node, "noteref")
               : (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
                     !stm_empty_is_blank((const char *)node->content);
}

/* The list behind words in @a item; NULL: there is none, or another block comes first. */
static xmlNode *list_behind_words(const xmlNode *item)
{
    int has_words = 0;

    for (xmlNode *node = item->children; node != NULL; node = node->next) {
        if (is_words(node)) {
            has_words = 1;
        }
        else if (node->type == XML_ELEMENT_NODE && !stm_plain_is(node, "br")) {
            return has_words && stm_plain_is(node, "list") ? node : NULL;
        }
    }
    return NULL;
}

static void wrap(xmlNode *item, xmlNode *list)
{
    xmlNode *paragraph = xmlNewDocNode(item->doc, NULL, BAD_CAST "p", NULL);

    xmlAddPrevSibling(list, paragraph);
    while (item->children != paragraph) {
        xmlNode *first = item->children;

        xmlUnlinkNode(first);
        xmlAddChild(paragraph, first);
    }
    stm_tree_mark(paragraph, "words", "yes");
}

void stm_edition_wrap_item_words(xmlNode *root)
{
    for (xmlNode *node = root->children; node != NULL; node = node->next) {
        xmlNode *list = stm_plain_is(node, "item") ? list_behind_words(node) : NULL;

        if (list != NULL) {
            wrap(node, list);
        }
        if (node->type == XML_ELEMENT_NODE) {
            stm_edition_wrap_item_words(node);
        }
    }
}
