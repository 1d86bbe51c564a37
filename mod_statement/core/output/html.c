#include "core/output/internal.h"

#define META "<meta http-equiv=\"Content-Type\" content=\"text/html; charset="

typedef struct html_t {
    stm_output_t *output;
    stm_bytes_t *bytes;
    const xmlNode *head; /* whose first element the declaration of the encoding will be; or NULL */
    int is_indented;
} html_t;

/* Flags of an element; of one in a namespace those that do not depend on what it means. */
static inline unsigned int flags_of(const xmlNode *element, const stm_output_name_t *name)
{
    return element->ns == NULL ? name->flags : name->flags & (STM_OUTPUT_RAW | STM_OUTPUT_TIGHT);
}

static inline int is_address(const xmlAttr *attribute, unsigned int flags)
{
    const xmlNode *parent = attribute->parent;

    return (flags & (STM_OUTPUT_URI | STM_OUTPUT_URI_OF_A)) != 0 && attribute->ns == NULL &&
           parent->ns == NULL &&
           ((flags & STM_OUTPUT_URI) != 0 ||
            ((parent->name[0] | 0x20) == 'a' && parent->name[1] == '\0'));
}

static void add_attribute(html_t *html, const xmlAttr *attribute)
{
    stm_bytes_t *bytes = html->bytes;
    const stm_output_name_t *name = stm_output_name(&html->output->attributes, attribute->name);

    stm_bytes_add_literal(bytes, " ");
    stm_output_add_name(bytes, attribute->ns, name);
    if (attribute->children != NULL && !(name->flags & STM_OUTPUT_BOOLEAN)) {
        *bytes->at = '='; /* in what is spare */
        bytes->at++;
        stm_output_html_value(bytes, attribute, is_address(attribute, name->flags));
    }
}

static inline int is_text(const xmlNode *node)
{
    return node->type == XML_TEXT_NODE || node->type == XML_ENTITY_REF_NODE;
}

static inline void add_line_end(html_t *html)
{
    *stm_bytes_room(html->bytes, 1) = '\n';
    html->bytes->at++;
}

static inline int is_block(unsigned int flags)
{
    return (flags & (STM_OUTPUT_KNOWN | STM_OUTPUT_INLINE)) == STM_OUTPUT_KNOWN;
}

/* Lines are broken inside of a block around content that is not text, and not one node alone. */
static int breaks_inside(const html_t *html, const xmlNode *element, unsigned int flags,
                         const xmlNode *edge)
{
    return is_block(flags) && !(flags & STM_OUTPUT_TIGHT) && !is_text(edge) &&
           (element->children != element->last || element == html->head);
}

static int breaks_after(const xmlNode *parent, const xmlNode *next)
{
    return next != NULL && !is_text(next) && parent->type == XML_ELEMENT_NODE &&
           parent->name[0] != 'p';
}

static void add_meta(html_t *html, const xmlNode *head)
{
    stm_bytes_add_literal(html->bytes, META);
    stm_bytes_add_string(html->bytes, stm_output_encoding(html->output));
    stm_bytes_add_literal(html->bytes, "\">");
    if (html->is_indented && breaks_after(head, head->children)) {
        add_line_end(html);
    }
}

static int is_entered(const xmlNode *element, unsigned int flags)
{
    return element->children != NULL && !(flags & STM_OUTPUT_VOID);
}

static void open_content(html_t *html, const xmlNode *element, unsigned int flags)
{
    const xmlNode *first = element == html->head ? element : element->children;

    if (html->is_indented && breaks_inside(html, element, flags, first)) {
        add_line_end(html);
    }
    if (element == html->head) {
        add_meta(html, element);
    }
}

static void end_empty(html_t *html, const xmlNode *element, const stm_output_name_t *name,
                      unsigned int flags)
{
    if (!(flags & (STM_OUTPUT_VOID | STM_OUTPUT_NO_END))) {
        stm_output_end_tag(html->bytes, element->ns, name);
    }
    if (html->is_indented && is_block(flags) && breaks_after(element->parent, element->next)) {
        add_line_end(html);
    }
}

/* Non-zero where its content comes next. */
static int start_element(html_t *html, const xmlNode *element)
{
    const stm_output_name_t *name = stm_output_name(&html->output->elements, element->name);
    unsigned int flags = flags_of(element, name);
    const xmlAttr *attribute;

    stm_bytes_add_literal(html->bytes, "<");
    stm_output_add_name(html->bytes, element->ns, name);
    if (element->nsDef != NULL) {
        stm_output_namespaces(html->output, element->nsDef);
    }
    for (attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        add_attribute(html, attribute);
    }
    stm_bytes_add_literal(html->bytes, ">");
    if (is_entered(element, flags)) {
        open_content(html, element, flags);
        return 1;
    }
    end_empty(html, element, name, flags);
    return 0;
}

static void end_element(html_t *html, const xmlNode *element)
{
    const stm_output_name_t *name = stm_output_name(&html->output->elements, element->name);
    unsigned int flags = flags_of(element, name);

    if (html->is_indented && breaks_inside(html, element, flags, element->last)) {
        add_line_end(html);
    }
    stm_output_end_tag(html->bytes, element->ns, name);
    if (html->is_indented && is_block(flags) && breaks_after(element->parent, element->next)) {
        add_line_end(html);
    }
}

static int is_raw(html_t *html, const xmlNode *text)
{
    return text->name == xmlStringTextNoenc ||
           (text->parent->type == XML_ELEMENT_NODE &&
            (stm_output_name(&html->output->elements, text->parent->name)->flags &
             STM_OUTPUT_RAW) != 0);
}

static void add_text(html_t *html, const xmlNode *text)
{
    if (text->content == NULL) {
        return;
    }
    if (is_raw(html, text)) {
        stm_bytes_add_string(html->bytes, text->content);
    }
    else {
        stm_output_html_text(html->bytes, text->content);
    }
}

/* Non-zero where the node's content comes next. */
static int add_node(html_t *html, const xmlNode *node)
{
    switch (node->type) {
    case XML_ELEMENT_NODE:
        return start_element(html, node);
    case XML_TEXT_NODE:
        add_text(html, node);
        break;
    case XML_CDATA_SECTION_NODE:
        stm_bytes_add_string(html->bytes, node->content);
        break;
    case XML_COMMENT_NODE:
        stm_output_comment(html->bytes, node);
        break;
    case XML_PI_NODE:
        stm_output_instruction(html->bytes, node, ">");
        break;
    case XML_ENTITY_REF_NODE:
        stm_output_reference(html->bytes, node);
        break;
    case XML_DTD_NODE:
        break;
    default:
        html->output->is_foreign = 1;
    }
    return 0;
}

static void add_document_type(stm_bytes_t *bytes, const xmlDtd *type)
{
    stm_bytes_add_literal(bytes, "<!DOCTYPE ");
    stm_bytes_add_string(bytes, type->name);
    if (type->ExternalID != NULL) {
        stm_bytes_add_literal(bytes, " PUBLIC ");
        stm_output_quoted(bytes, type->ExternalID);
        if (type->SystemID != NULL) {
            stm_bytes_add_literal(bytes, " ");
            stm_output_quoted(bytes, type->SystemID);
        }
    }
    else if (type->SystemID != NULL &&
             !xmlStrEqual(type->SystemID, BAD_CAST "about:legacy-compat")) {
        stm_bytes_add_literal(bytes, " SYSTEM ");
        stm_output_quoted(bytes, type->SystemID);
    }
    stm_bytes_add_literal(bytes, ">\n");
}

static const xmlNode *next_of(html_t *html, const xmlNode *node)
{
    while (node->next == NULL) {
        node = node->parent;
        if (node->type != XML_ELEMENT_NODE) {
            return NULL;
        }
        end_element(html, node);
    }
    return node->next;
}

void stm_output_html(stm_output_t *output)
{
    html_t html = {output, &output->bytes, stm_output_html_head(output), output->indent != 0};
    const xmlNode *node = output->result->children;

    stm_output_names_init(&output->elements, stm_output_html_element);
    stm_output_names_init(&output->attributes, stm_output_html_attribute);
    if (output->result->intSubset != NULL) {
        add_document_type(html.bytes, output->result->intSubset);
    }
    while (node != NULL && !output->is_foreign) {
        node = add_node(&html, node) ? node->children : next_of(&html, node);
    }
    add_line_end(&html);
}
