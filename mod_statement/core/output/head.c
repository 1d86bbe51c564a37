#include "core/output/internal.h"

static int is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && xmlStrcasecmp(node->name, BAD_CAST name) == 0;
}

/* The first of some nodes that has to do with the head. */
static const xmlNode *find(const xmlNode *nodes)
{
    while (nodes != NULL && !is_named(nodes, "html") && !is_named(nodes, "head") &&
           !is_named(nodes, "meta")) {
        nodes = nodes->next;
    }
    return nodes;
}

static const xmlChar *value_of(const xmlAttr *attribute)
{
    const xmlNode *text = attribute->children;

    return text != NULL && text->type == XML_TEXT_NODE && text->next == NULL ? text->content : NULL;
}

/* What a meta element says where it tells the type and encoding of its page; or NULL. */
static const xmlChar *content_type_of(const xmlNode *meta)
{
    const xmlChar *content = NULL;
    const xmlAttr *attribute;
    int is_http = 0;

    for (attribute = meta->properties; attribute != NULL; attribute = attribute->next) {
        const xmlChar *value = value_of(attribute);

        if (value != NULL && xmlStrcasecmp(attribute->name, BAD_CAST "http-equiv") == 0 &&
            xmlStrcasecmp(value, BAD_CAST "Content-Type") == 0) {
            is_http = 1;
        }
        else if (value != NULL && xmlStrcasecmp(attribute->name, BAD_CAST "content") == 0) {
            content = value;
        }
        if (is_http && content != NULL) {
            return content;
        }
    }
    return NULL;
}

static const xmlChar *declared_in(const xmlNode *head)
{
    const xmlNode *node;

    for (node = head->children; node != NULL; node = node->next) {
        const xmlChar *content = is_named(node, "meta") ? content_type_of(node) : NULL;

        if (content != NULL) {
            return content;
        }
    }
    return NULL;
}

/* Non-zero where libxml2 would change what is there, or put it somewhere else. */
static int is_unusual(const xmlNode *head, const xmlChar *declared, const xmlChar *encoding)
{
    return !is_named(head, "head") || head->children == NULL ||
           (declared != NULL && xmlStrcasestr(declared, encoding) == NULL);
}

const xmlNode *stm_output_html_head(stm_output_t *output)
{
    const xmlNode *head = find(output->result->children);
    const xmlChar *declared;

    if (head != NULL && is_named(head, "html")) {
        head = find(head->children);
    }
    if (head == NULL) {
        return NULL;
    }
    declared = declared_in(head);
    output->is_foreign = is_unusual(head, declared, BAD_CAST stm_output_encoding(output));
    return declared == NULL ? head : NULL;
}
