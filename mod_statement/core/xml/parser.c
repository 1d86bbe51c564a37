#include "core/xml/parser.h"

#include <libxml/dict.h>
#include <libxml/parserInternals.h>

#include "core/base/free_list.h"
#include "core/xml/libxml.h"

/* The vocabulary has some hundred names; what is beyond are names of documents of other kinds. */
#define MOST_NAMES 1000

/* Nodes and attributes of a tree that its parser keeps for the next one: a statement of 64 KB. */
#define MOST_NODES 2000

static stm_free_list_t idle = STM_FREE_LIST;

static void set_up(xmlParserCtxt *parser)
{
    parser->sax->entityDecl = NULL;
    parser->sax->externalSubset = NULL;
}

xmlParserCtxt *stm_parser_take(void)
{
    xmlParserCtxt *parser = stm_free_list_pop(&idle);

    if (parser == NULL && (parser = xmlNewParserCtxt()) != NULL) {
        set_up(parser);
    }
    return parser;
}

/* A parser has lists of nodes for libxml2's reader, which it takes from before it asks malloc. They
 * are no longer for others to see since 2.14. */
#if LIBXML_VERSION < 21400
/* In the order in which a parser takes nodes: like documents find them as they lie in memory. */
typedef struct keeping_t {
    xmlParserCtxt *parser;
    xmlNode *nodes, **last_node;
    xmlAttr *attributes, **last_attribute;
} keeping_t;

static void free_string(const keeping_t *keeping, const xmlChar *string)
{
    if (string != NULL && !xmlDictOwns(keeping->parser->dict, string)) {
        xmlFree((xmlChar *)string);
    }
}

static void keep_node(keeping_t *keeping, xmlNode *node)
{
    if (keeping->parser->freeElemsNr >= MOST_NODES) {
        xmlFree(node);
        return;
    }
    keeping->parser->freeElemsNr++;
    *keeping->last_node = node;
    keeping->last_node = &node->next;
}

static void keep_attribute(keeping_t *keeping, xmlAttr *attribute)
{
    if (keeping->parser->freeAttrsNr >= MOST_NODES) {
        xmlFree(attribute);
        return;
    }
    keeping->parser->freeAttrsNr++;
    *keeping->last_attribute = attribute;
    keeping->last_attribute = &attribute->next;
}

static void keep_nodes(keeping_t *keeping, xmlNode *node);

static void keep_attributes(keeping_t *keeping, xmlAttr *attribute)
{
    xmlAttr *next;

    for (; attribute != NULL; attribute = next) {
        xmlNode *texts = attribute->children;

        next = attribute->next;
        free_string(keeping, attribute->name);
        keep_attribute(keeping, attribute);
        keep_nodes(keeping, texts);
    }
}

static void keep_element(keeping_t *keeping, xmlNode *element)
{
    xmlNode *children = element->children;
    xmlAttr *attributes = element->properties;

    xmlFreeNsList(element->nsDef);
    free_string(keeping, element->name);
    keep_node(keeping, element);
    keep_attributes(keeping, attributes);
    keep_nodes(keeping, children);
}

static void keep_text(keeping_t *keeping, xmlNode *text)
{
    /* Where it is short, it may stand in the node itself. */
    if (text->content != (xmlChar *)&text->properties) {
        free_string(keeping, text->content);
    }
    keep_node(keeping, text);
}

static void keep_nodes(keeping_t *keeping, xmlNode *node)
{
    xmlNode *next;

    for (; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE) {
            keep_element(keeping, node);
        }
        else if (node->type == XML_TEXT_NODE) {
            keep_text(keeping, node);
        }
        else {
            xmlFreeNode(node);
        }
    }
}

/* Nobody else knows its nodes: no table of ids, no module that has asked to be told of each. */
static int is_plain(const xmlDoc *xml)
{
    return xml->ids == NULL && xml->refs == NULL && xml->intSubset == NULL &&
           xml->extSubset == NULL && !stm_xml_is_watched();
}

static void keep_tree(xmlParserCtxt *parser, xmlDoc *xml)
{
    keeping_t keeping = {.parser = parser};

    keeping.last_node = &keeping.nodes;
    keeping.last_attribute = &keeping.attributes;
    keep_nodes(&keeping, xml->children);
    xml->children = xml->last = NULL;
    *keeping.last_node = parser->freeElems;
    *keeping.last_attribute = parser->freeAttrs;
    parser->freeElems = keeping.nodes;
    parser->freeAttrs = keeping.attributes;
}

static void free_tree(xmlParserCtxt *parser, xmlDoc *xml)
{
    if (is_plain(xml)) {
        keep_tree(parser, xml);
    }
    xmlFreeDoc(xml);
}
#else
static void free_tree(xmlParserCtxt *parser, xmlDoc *xml)
{
    (void)parser;
    xmlFreeDoc(xml);
}
#endif

void stm_parser_give(xmlParserCtxt *parser, xmlDoc *xml)
{
    free_tree(parser, xml);
    if (xmlDictSize(parser->dict) > MOST_NAMES || !stm_free_list_push(&idle, parser)) {
        xmlFreeParserCtxt(parser);
    }
}

void stm_parser_rest(void)
{
    xmlParserCtxt *parser;

    while ((parser = stm_free_list_pop(&idle)) != NULL) {
        xmlFreeParserCtxt(parser);
    }
}
