#include "core/output/internal.h"

#define INDENT_STEP 2

typedef struct xml_t {
    stm_output_t *output;
    stm_bytes_t *bytes;
    const xmlNode *top;     /* the child of the document that is being written */
    const xmlNode *compact; /* the element whose content must not get more blanks; or NULL */
    int is_indented;        /* here */
    int level;
} xml_t;

static void add_indent(xml_t *xml)
{
    apr_size_t width = (apr_size_t)xml->level * INDENT_STEP;

    if (width > STM_OUTPUT_MAX_INDENT) {
        width = STM_OUTPUT_MAX_INDENT;
    }
    memset(stm_bytes_room(xml->bytes, width), ' ', width);
    xml->bytes->at += width;
}

static void add_indent_before(xml_t *xml, const xmlNode *node)
{
    if (xml->is_indented && node != xml->top) {
        add_indent(xml);
    }
}

/* Where no encoding is asked for, libxml2 writes references for such characters, in values only. */
static void leave_foreign(xml_t *xml, const xmlChar *value)
{
    while (*value != '\0' && *value < 0x80) {
        value++;
    }
    xml->output->is_foreign |= *value != '\0';
}

static void add_value(xml_t *xml, const xmlNode *text)
{
    if (xml->output->result->encoding == NULL) {
        leave_foreign(xml, text->content);
    }
    stm_output_xml_value(xml->bytes, text->content);
}

static void add_attribute(xml_t *xml, const xmlAttr *attribute)
{
    stm_bytes_t *bytes = xml->bytes;
    const xmlNode *child;

    stm_bytes_add_literal(bytes, " ");
    stm_output_add_name(bytes, attribute->ns,
                        stm_output_name(&xml->output->attributes, attribute->name));
    stm_bytes_add_literal(bytes, "=\"");
    for (child = attribute->children; child != NULL; child = child->next) {
        if (child->type == XML_TEXT_NODE && child->content != NULL) {
            add_value(xml, child);
        }
        else if (child->type == XML_ENTITY_REF_NODE) {
            stm_output_reference(bytes, child);
        }
    }
    stm_bytes_add_literal(bytes, "\"");
}

/* Where an element has text among its content, blanks would become part of it. */
static int has_text(const xmlNode *element)
{
    const xmlNode *child = element->children;

    while (child != NULL && child->type != XML_TEXT_NODE && child->type != XML_CDATA_SECTION_NODE &&
           child->type != XML_ENTITY_REF_NODE) {
        child = child->next;
    }
    return child != NULL;
}

static void open_content(xml_t *xml, const xmlNode *element)
{
    if (xml->is_indented && has_text(element)) {
        xml->is_indented = 0;
        xml->compact = element;
    }
    stm_bytes_add_literal(xml->bytes, ">");
    if (xml->is_indented) {
        stm_bytes_add_literal(xml->bytes, "\n");
    }
    xml->level++;
}

static int start_element(xml_t *xml, const xmlNode *element)
{
    const xmlAttr *attribute;

    add_indent_before(xml, element);
    stm_bytes_add_literal(xml->bytes, "<");
    stm_output_add_name(xml->bytes, element->ns,
                        stm_output_name(&xml->output->elements, element->name));
    if (element->nsDef != NULL) {
        stm_output_namespaces(xml->output, element->nsDef);
    }
    for (attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        add_attribute(xml, attribute);
    }
    if (element->children == NULL) {
        stm_bytes_add_literal(xml->bytes, "/>");
        return 0;
    }
    open_content(xml, element);
    return 1;
}

static void end_element(xml_t *xml, const xmlNode *element)
{
    xml->level--;
    if (xml->is_indented) {
        add_indent(xml);
    }
    stm_output_end_tag(xml->bytes, element->ns,
                       stm_output_name(&xml->output->elements, element->name));
    if (element == xml->compact) {
        xml->is_indented = 1;
        xml->compact = NULL;
    }
}

static void add_text(stm_bytes_t *bytes, const xmlNode *text)
{
    if (text->content == NULL || text->name == xmlStringTextNoenc) {
        stm_bytes_add_string(bytes, text->content);
    }
    else {
        stm_output_xml_text(bytes, text->content);
    }
}

/* What would end the section is divided between two. */
static void add_cdata(stm_bytes_t *bytes, const xmlNode *section)
{
    const char *text = section->content == NULL ? "" : (const char *)section->content, *end;

    stm_bytes_add_literal(bytes, "<![CDATA[");
    while ((end = strstr(text, "]]>")) != NULL) {
        stm_bytes_add(bytes, text, (apr_size_t)(end - text) + 2);
        stm_bytes_add_literal(bytes, "]]><![CDATA[");
        text = end + 2;
    }
    stm_bytes_add_string(bytes, text);
    stm_bytes_add_literal(bytes, "]]>");
}

static void add_document_type(stm_bytes_t *bytes, const xmlDtd *type)
{
    stm_bytes_add_literal(bytes, "<!DOCTYPE ");
    stm_bytes_add_string(bytes, type->name);
    if (type->ExternalID != NULL) {
        stm_bytes_add_literal(bytes, " PUBLIC ");
        stm_output_quoted(bytes, type->ExternalID);
        stm_bytes_add_literal(bytes, " ");
        stm_output_quoted(bytes, type->SystemID);
    }
    else if (type->SystemID != NULL) {
        stm_bytes_add_literal(bytes, " SYSTEM ");
        stm_output_quoted(bytes, type->SystemID);
    }
    stm_bytes_add_literal(bytes, ">");
}

/* Non-zero where the node's content comes next. */
static int add_node(xml_t *xml, const xmlNode *node)
{
    switch (node->type) {
    case XML_ELEMENT_NODE:
        return start_element(xml, node);
    case XML_TEXT_NODE:
        add_text(xml->bytes, node);
        break;
    case XML_CDATA_SECTION_NODE:
        add_cdata(xml->bytes, node);
        break;
    case XML_COMMENT_NODE:
        add_indent_before(xml, node);
        stm_output_comment(xml->bytes, node);
        break;
    case XML_PI_NODE:
        add_indent_before(xml, node);
        stm_output_instruction(xml->bytes, node, "?>");
        break;
    case XML_ENTITY_REF_NODE:
        stm_output_reference(xml->bytes, node);
        break;
    case XML_DTD_NODE:
        add_document_type(xml->bytes, (const xmlDtd *)node);
        break;
    default:
        xml->output->is_foreign = 1;
    }
    return 0;
}

/* The node after one that is done; NULL after the top. */
static const xmlNode *next_of(xml_t *xml, const xmlNode *node)
{
    for (;;) {
        if (node == xml->top) {
            return NULL;
        }
        if (xml->is_indented) {
            stm_bytes_add_literal(xml->bytes, "\n");
        }
        if (node->next != NULL) {
            return node->next;
        }
        node = node->parent;
        end_element(xml, node);
    }
}

static void add_top(stm_output_t *output, const xmlNode *top)
{
    xml_t xml = {output, &output->bytes, top, NULL, output->indent == 1, 0};
    const xmlNode *node = top;

    while (node != NULL && !output->is_foreign) {
        node = add_node(&xml, node) ? node->children : next_of(&xml, node);
    }
    if (output->indent != 0 &&
        (top->type == XML_DTD_NODE || (top->type == XML_COMMENT_NODE && top->next != NULL))) {
        stm_bytes_add_literal(&output->bytes, "\n");
    }
}

static void add_declaration(stm_output_t *output)
{
    stm_bytes_t *bytes = &output->bytes;
    const xmlChar *version = output->result->version;

    stm_bytes_add_literal(bytes, "<?xml version=\"");
    stm_bytes_add_string(bytes, version == NULL ? BAD_CAST "1.0" : version);
    stm_bytes_add_literal(bytes, "\"");
    if (output->encoding != NULL) {
        stm_bytes_add_literal(bytes, " encoding=\"");
        stm_bytes_add_string(bytes, output->encoding);
        stm_bytes_add_literal(bytes, "\"");
    }
    if (output->standalone != -1) {
        stm_bytes_add_string(bytes,
                             output->standalone ? " standalone=\"yes\"" : " standalone=\"no\"");
    }
    stm_bytes_add_literal(bytes, "?>\n");
}

void stm_output_xml(stm_output_t *output)
{
    const xmlNode *top;

    stm_output_names_init(&output->elements, NULL);
    stm_output_names_init(&output->attributes, NULL);
    if (!output->omits_declaration) {
        add_declaration(output);
    }
    for (top = output->result->children; top != NULL; top = top->next) {
        add_top(output, top);
    }
    if (output->indent != 0) {
        stm_bytes_add_literal(&output->bytes, "\n");
    }
}
