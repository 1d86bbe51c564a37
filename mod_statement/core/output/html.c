#include "core/output/html.h"

#include <libxml/parserInternals.h>

#include "core/output/escape.h"

#define LEFT 0 /* to libxslt */
#define DONE 1

/* HTML 4's, as libxml2 knows them; an empty item has no end tag either. */
static const char *const voids[] = {"area", "base",  "basefont", "br",   "col",  "frame", "hr",
                                    "img",  "input", "isindex",  "link", "meta", "param", NULL};
static const char *const raws[] = {"script", "style", NULL};
static const char *const addresses[] = {"action", "href", "src", NULL};
static const char *const booleans[] = {"checked", "compact",  "declare",  "defer",    "disabled",
                                       "ismap",   "multiple", "nohref",   "noresize", "noshade",
                                       "nowrap",  "readonly", "selected", NULL};

static int is_one_of(const xmlChar *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if ((*name | 0x20) == **names && xmlStrcasecmp(name, BAD_CAST * names) == 0) {
            return 1;
        }
    }
    return 0;
}

static int is_named(const xmlNode *node, const char *name)
{
    return xmlStrcasecmp(node->name, BAD_CAST name) == 0;
}

/* Which quotes libxml2 takes, what it leaves as it is for scripts and server side includes, and
 * which characters it leaves out. */
static int is_intricate(const xmlChar *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '"' || (*text == '&' && text[1] == '{') || (*text == '<' && text[1] == '!') ||
            (*text < ' ' && *text != '\t' && *text != '\n' && *text != '\r')) {
            return 1;
        }
    }
    return 0;
}

static int add_value(stm_bytes_t *bytes, const xmlAttr *attribute)
{
    const xmlNode *text = attribute->children;

    if (text->next != NULL || text->type != XML_TEXT_NODE || text->content == NULL ||
        is_intricate(text->content)) {
        return LEFT;
    }
    stm_bytes_add_literal(bytes, "=\"");
    if (is_one_of(attribute->name, addresses)) {
        stm_output_escape_uri(bytes, text->content);
    }
    else {
        stm_output_escape(bytes, text->content, STM_OUTPUT_HTML_VALUE);
    }
    stm_bytes_add_literal(bytes, "\"");
    return DONE;
}

static int add_attribute(stm_bytes_t *bytes, const xmlAttr *attribute)
{
    /* The name of an anchor is an address to libxml2. */
    if (attribute->ns != NULL || (is_named(attribute->parent, "a") &&
                                  xmlStrcasecmp(attribute->name, BAD_CAST "name") == 0)) {
        return LEFT;
    }
    stm_bytes_add_literal(bytes, " ");
    stm_bytes_add_string(bytes, attribute->name);
    return attribute->children == NULL || is_one_of(attribute->name, booleans)
               ? DONE
               : add_value(bytes, attribute);
}

static int add_start_tag(stm_bytes_t *bytes, const xmlNode *element)
{
    const xmlAttr *attribute;

    if (element->ns != NULL || element->nsDef != NULL) {
        return LEFT;
    }
    stm_bytes_add_literal(bytes, "<");
    stm_bytes_add_string(bytes, element->name);
    for (attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        if (add_attribute(bytes, attribute) == LEFT) {
            return LEFT;
        }
    }
    stm_bytes_add_literal(bytes, ">");
    return DONE;
}

static int has_end_tag(const xmlNode *element)
{
    return !is_one_of(element->name, voids) &&
           (element->children != NULL || !is_named(element, "li"));
}

static void add_end_tag(stm_bytes_t *bytes, const xmlNode *element)
{
    if (element->type == XML_ELEMENT_NODE && has_end_tag(element)) {
        stm_bytes_add_literal(bytes, "</");
        stm_bytes_add_string(bytes, element->name);
        stm_bytes_add_literal(bytes, ">");
    }
}

static int add_text(stm_bytes_t *bytes, const xmlNode *text)
{
    if (text->name == xmlStringTextNoenc || is_one_of(text->parent->name, raws)) {
        stm_bytes_add_string(bytes, text->content);
    }
    else {
        stm_output_escape(bytes, text->content, STM_OUTPUT_HTML_TEXT);
    }
    return DONE;
}

static int add_node(stm_bytes_t *bytes, const xmlNode *node)
{
    switch (node->type) {
    case XML_ELEMENT_NODE:
        return add_start_tag(bytes, node);
    case XML_TEXT_NODE:
        return node->parent->type == XML_ELEMENT_NODE ? add_text(bytes, node) : LEFT;
    default:
        return node->type == XML_DTD_NODE ? DONE : LEFT;
    }
}

static int is_entered(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && node->children != NULL &&
           !is_one_of(node->name, voids);
}

/* Past @a node, of which all has been written. */
static const xmlNode *next_of(stm_bytes_t *bytes, const xmlNode *node)
{
    add_end_tag(bytes, node);
    while (node->next == NULL) {
        node = node->parent;
        if (node->type != XML_ELEMENT_NODE) {
            return NULL;
        }
        add_end_tag(bytes, node);
    }
    return node->next;
}

static int add_document_type(stm_bytes_t *bytes, const xmlDtd *type)
{
    if (type == NULL) {
        return DONE;
    }
    stm_bytes_add_literal(bytes, "<!DOCTYPE ");
    stm_bytes_add_string(bytes, type->name);
    stm_bytes_add_literal(bytes, ">\n");
    return type->ExternalID == NULL && (type->SystemID == NULL ||
                                        xmlStrEqual(type->SystemID, BAD_CAST "about:legacy-compat"))
               ? DONE
               : LEFT;
}

/* One walk without recursion: how deep a tree is, its stylesheet decides. */
int stm_output_html(stm_bytes_t *bytes, const xmlDoc *result)
{
    const xmlNode *node = result->children;
    int is_done = add_document_type(bytes, result->intSubset);

    while (node != NULL && is_done) {
        is_done = add_node(bytes, node);
        node = is_entered(node) ? node->children : next_of(bytes, node);
    }
    stm_bytes_add_literal(bytes, "\n");
    return is_done;
}
