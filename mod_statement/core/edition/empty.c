/* What says nothing: see core/xml/empty.h. */
#include "core/xml/empty.h"
#include "core/edition/internal.h"

static void put_before(xmlNode *node, xmlNode *text)
{
    text->parent = node->parent;
    text->prev = node->prev;
    text->next = node;
    if (node->prev != NULL) {
        node->prev->next = text;
    }
    else {
        node->parent->children = text;
    }
    node->prev = text;
}

/* White space in a part of running text parts the words around it: it takes the place of the part.
 * libxml2 would join it to its neighbours at once: for many in a row that costs their square. */
static void leave_text(xmlNode *empty)
{
    xmlChar *text = xmlNodeGetContent(empty);

    if (text != NULL && *text != '\0') {
        put_before(empty, xmlNewDocText(empty->doc, text));
    }
    xmlFree(text);
}

static void remove_words(xmlNode *element)
{
    xmlAttr *attribute, *next;
    xmlNode *child;

    for (attribute = element->properties; attribute != NULL; attribute = next) {
        next = attribute->next;
        if (stm_empty_is_word(attribute)) {
            xmlRemoveProp(attribute);
        }
    }
    for (child = element->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            remove_words(child);
        }
    }
}

static void join_all(xmlNode *parent)
{
    xmlNode *child;

    stm_tree_join(parent);
    for (child = parent->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            join_all(child);
        }
    }
}

void stm_edition_remove_empty(xmlNode *root, apr_pool_t *scratch_pool)
{
    const apr_array_header_t *found = stm_empty_find(root, scratch_pool);

    for (int i = 0; i < found->nelts; i++) {
        xmlNode *empty = APR_ARRAY_IDX(found, i, xmlNode *);

        if (stm_empty_is_inline(empty)) {
            leave_text(empty);
        }
        stm_tree_remove(empty);
    }
    if (found->nelts > 0) {
        join_all(root);
    }
    remove_words(root);
}
