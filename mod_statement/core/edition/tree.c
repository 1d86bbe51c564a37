#include "core/edition/tree.h"

#include "core/edition/make.h"
#include "core/xml/plain.h"

void stm_tree_remove(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

void stm_tree_declare(xmlNode *root)
{
    if (xmlSearchNsByHref(root->doc, root, BAD_CAST STM_META_NS) == NULL) {
        xmlNewNs(root, BAD_CAST STM_META_NS, BAD_CAST "m");
    }
}

void stm_tree_mark(xmlNode *node, const char *name, const char *value)
{
    xmlNs *meta = xmlSearchNsByHref(node->doc, node, BAD_CAST STM_META_NS);

    if (meta == NULL || meta->prefix == NULL) {
        meta = xmlNewNs(node, BAD_CAST STM_META_NS, BAD_CAST "m");
    }
    xmlSetNsProp(node, meta, BAD_CAST name, BAD_CAST value);
}

static int is_text(const xmlNode *node)
{
    return node != NULL && (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE);
}

/* Makes one text of @a first and those that follow it. */
static void join_run(xmlNode *first, xmlBuffer *joined)
{
    xmlBufferEmpty(joined);
    xmlBufferCat(joined, first->content);
    while (is_text(first->next)) {
        xmlBufferCat(joined, first->next->content);
        stm_tree_remove(first->next);
    }
    xmlNodeSetContentLen(first, xmlBufferContent(joined), xmlBufferLength(joined));
}

/* What stood between two texts is gone. A stylesheet looks at the neighbours of a text: for many
 * small ones in a row that would cost their square. */
void stm_tree_join(xmlNode *parent)
{
    xmlBuffer *joined = NULL;
    xmlNode *node;

    for (node = parent->children; node != NULL; node = node->next) {
        if (is_text(node) && is_text(node->next)) {
            joined = joined ? joined : xmlBufferCreateSize(4096);
            xmlBufferSetAllocationScheme(joined, XML_BUFFER_ALLOC_DOUBLEIT);
            join_run(node, joined);
        }
    }
    xmlBufferFree(joined);
}

void stm_tree_remove_private(xmlNode *parent)
{
    xmlNode *node, *next;

    for (node = parent->children; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE ||
            (node->type == XML_ELEMENT_NODE && stm_plain_is_internal(node))) {
            stm_tree_remove(node);
        }
        else if (node->type == XML_ELEMENT_NODE) {
            stm_tree_remove_private(node);
        }
    }
    stm_tree_join(parent);
}
