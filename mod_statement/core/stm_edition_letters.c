/*
 * Letters: where somebody's Windows-1252 was taken for something else, what was meant is shown. A
 * page that had the control characters instead would be no valid HTML.
 */
#include "stm_edition_parts.h"
#include "stm_source.h"

static void mend_text(xmlNode *text, apr_pool_t *pool)
{
    const char *written = (const char *)text->content;

    if (stm_source_lost(written) != NULL) {
        xmlNodeSetContent(text, BAD_CAST stm_source_mended(written, pool));
    }
}

void stm_edition_letters(xmlNode *element, apr_pool_t *scratch_pool)
{
    const xmlAttr *attribute;
    xmlNode *node;

    for (attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        if (attribute->children != NULL) {
            mend_text(attribute->children, scratch_pool);
        }
    }
    for (node = element->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            stm_edition_letters(node, scratch_pool);
        }
        else {
            mend_text(node, scratch_pool);
        }
    }
}
