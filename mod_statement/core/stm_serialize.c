#include "stm_serialize.h"

#include <libxml/xpathInternals.h>

/* HTML living standard, section 13.1.2. */
static int is_void(const xmlChar *name)
{
    static const char *const names[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                        "input", "link", "meta", "source", "track", "wbr"};
    size_t index;
    for (index = 0; index < sizeof(names) / sizeof(*names); index++) {
        if (xmlStrEqual(name, BAD_CAST names[index])) {
            return 1;
        }
    }
    return 0;
}

static void add_escaped(xmlBufferPtr out, const xmlChar *text, int is_attribute)
{
    const xmlChar *at, *start = text;
    for (at = text; at && *at; at++) {
        const char *entity = *at == '&'                    ? "&amp;"
                             : *at == '<'                  ? "&lt;"
                             : *at == '>'                  ? "&gt;"
                             : *at == '\r'                 ? "&#13;"
                             : is_attribute && *at == '"'  ? "&quot;"
                             : is_attribute && *at == '\n' ? "&#10;"
                             : is_attribute && *at == '\t' ? "&#9;"
                                                           : NULL;
        if (entity) {
            xmlBufferAdd(out, start, (int)(at - start));
            xmlBufferCCat(out, entity);
            start = at + 1;
        }
    }
    if (at) {
        xmlBufferAdd(out, start, (int)(at - start));
    }
}

/* Attributes of other vocabularies mean nothing in HTML, but for xml:lang. */
static void add_attribute(xmlBufferPtr out, const xmlAttr *attribute)
{
    xmlChar *value;
    if (attribute->ns && !xmlStrEqual(attribute->ns->href, XML_XML_NAMESPACE)) {
        return;
    }
    value = xmlNodeListGetString(attribute->doc, attribute->children, 1);
    xmlBufferCCat(out, attribute->ns ? " xml:" : " ");
    xmlBufferCat(out, attribute->name);
    xmlBufferCCat(out, "=\"");
    add_escaped(out, value, 1);
    xmlBufferCCat(out, "\"");
    xmlFree(value);
}

static void add_start(xmlBufferPtr out, const xmlNode *element)
{
    const xmlAttr *attribute;
    xmlBufferCCat(out, "<");
    xmlBufferCat(out, element->name);
    for (attribute = element->properties; attribute; attribute = attribute->next) {
        add_attribute(out, attribute);
    }
    xmlBufferCCat(out, is_void(element->name) ? "/>" : ">");
}

static void add_end(xmlBufferPtr out, const xmlNode *element)
{
    if (!is_void(element->name)) {
        xmlBufferCCat(out, "</");
        xmlBufferCat(out, element->name);
        xmlBufferCCat(out, ">");
    }
}

static int is_open(const xmlNode *node)
{
    return (node->type == XML_ELEMENT_NODE && !is_void(node->name)) ||
           node->type == XML_DOCUMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE ||
           node->type == XML_DOCUMENT_FRAG_NODE;
}

static void enter(xmlBufferPtr out, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE) {
        add_start(out, node);
    }
    else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        add_escaped(out, node->content, 0);
    }
}

/* A walk without recursion: a document's depth is a reader's to choose, the stack is not. */
static void add_node(xmlBufferPtr out, const xmlNode *top)
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

static void add_nodes(xmlBufferPtr out, xmlNodeSetPtr nodes)
{
    int index;
    xmlXPathNodeSetSort(nodes);
    for (index = 0; index < nodes->nodeNr; index++) {
        const xmlNode *node = nodes->nodeTab[index];
        if (node->type == XML_ATTRIBUTE_NODE) {
            xmlChar *value = xmlNodeGetContent(node);
            add_escaped(out, value, 0);
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
    xmlBufferPtr out = xmlBufferCreate();
    xmlChar *text;
    if (!out) {
        return NULL;
    }
    if (object->type == XPATH_NODESET || object->type == XPATH_XSLT_TREE) {
        if (object->nodesetval) {
            add_nodes(out, object->nodesetval);
        }
    }
    else {
        text = xmlXPathCastToString(object);
        add_escaped(out, text, 0);
        xmlFree(text);
    }
    text = xmlBufferDetach(out);
    xmlBufferFree(out);
    return text ? text : xmlStrdup(BAD_CAST "");
}
