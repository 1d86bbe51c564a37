#include "core/output/serialize.h"

#include <libxml/xpathInternals.h>

#include "core/output/escape.h"

#define FIRST_SIZE 4096

/* HTML living standard, section 13.1.2. */
static int is_void(const xmlChar *name)
{
    static const char *const names[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                        "input", "link", "meta", "source", "track", "wbr"};
    size_t index;
    for (index = 0; index < sizeof(names) / sizeof(*names); index++) {
        if (*name == (xmlChar)*names[index] && strcmp((const char *)name, names[index]) == 0) {
            return 1;
        }
    }
    return 0;
}

static void add_value(stm_bytes_t *out, const xmlAttr *attribute)
{
    const xmlNode *child = attribute->children;
    if (child && child->type == XML_TEXT_NODE && !child->next) {
        stm_output_escape(out, child->content, STM_OUTPUT_XML_VALUE);
    }
    else {
        xmlChar *value = xmlNodeListGetString(attribute->doc, attribute->children, 1);
        stm_output_escape(out, value, STM_OUTPUT_XML_VALUE);
        xmlFree(value);
    }
}

/* Attributes of other vocabularies mean nothing in HTML, but for xml:lang. */
static void add_attribute(stm_bytes_t *out, const xmlAttr *attribute)
{
    if (attribute->ns && !xmlStrEqual(attribute->ns->href, XML_XML_NAMESPACE)) {
        return;
    }
    stm_bytes_add_string(out, attribute->ns ? " xml:" : " ");
    stm_bytes_add_string(out, attribute->name);
    stm_bytes_add_literal(out, "=\"");
    add_value(out, attribute);
    stm_bytes_add_literal(out, "\"");
}

static void add_start(stm_bytes_t *out, const xmlNode *element)
{
    const xmlAttr *attribute;
    stm_bytes_add_literal(out, "<");
    stm_bytes_add_string(out, element->name);
    for (attribute = element->properties; attribute; attribute = attribute->next) {
        add_attribute(out, attribute);
    }
    stm_bytes_add_string(out, is_void(element->name) ? "/>" : ">");
}

static void add_end(stm_bytes_t *out, const xmlNode *element)
{
    if (!is_void(element->name)) {
        stm_bytes_add_literal(out, "</");
        stm_bytes_add_string(out, element->name);
        stm_bytes_add_literal(out, ">");
    }
}

static int is_open(const xmlNode *node)
{
    return (node->type == XML_ELEMENT_NODE && !is_void(node->name)) ||
           node->type == XML_DOCUMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE ||
           node->type == XML_DOCUMENT_FRAG_NODE;
}

static void enter(stm_bytes_t *out, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE) {
        add_start(out, node);
    }
    else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        stm_output_escape(out, node->content, STM_OUTPUT_XML_TEXT);
    }
}

/* A walk without recursion: a document's depth is a reader's to choose, the stack is not. */
static void add_node(stm_bytes_t *out, const xmlNode *top)
{
    const xmlNode *node = top;
    for (;;) {
        enter(out, node);
        if (is_open(node) && node->children) {
            node = node->children;
            continue;
        }
        if (node->type == XML_ELEMENT_NODE) {
            add_end(out, node);
        }
        while (node != top && !node->next) {
            node = node->parent;
            if (node->type == XML_ELEMENT_NODE) {
                add_end(out, node);
            }
        }
        if (node == top) {
            return;
        }
        node = node->next;
    }
}

static void add_nodes(stm_bytes_t *out, xmlNodeSetPtr nodes)
{
    int index;
    xmlXPathNodeSetSort(nodes);
    for (index = 0; index < nodes->nodeNr; index++) {
        const xmlNode *node = nodes->nodeTab[index];
        if (node->type == XML_ATTRIBUTE_NODE) {
            xmlChar *value = xmlNodeGetContent(node);
            stm_output_escape(out, value, STM_OUTPUT_XML_TEXT);
            xmlFree(value);
        }
        /* A namespace node is no xmlNode beyond its type. */
        else if (node->type != XML_NAMESPACE_DECL) {
            add_node(out, node);
        }
    }
}

xmlChar *stm_serialize(xmlXPathObjectPtr object)
{
    stm_bytes_t out;
    stm_bytes_init(&out, FIRST_SIZE);
    if (object->type == XPATH_NODESET || object->type == XPATH_XSLT_TREE) {
        if (object->nodesetval) {
            add_nodes(&out, object->nodesetval);
        }
    }
    else {
        xmlChar *text = xmlXPathCastToString(object);
        stm_output_escape(&out, text, STM_OUTPUT_XML_TEXT);
        xmlFree(text);
    }
    return BAD_CAST stm_bytes_finish(&out);
}
