/*
 * Letters: where somebody's Windows-1252 was taken for something else, what was meant is shown. A
 * page that had the control characters instead would be no valid HTML. Unicode's separators become
 * line breaks, and titles lose what is not seen.
 */
#include "core/edition/internal.h"
#include "core/i18n/invisible.h"
#include "core/i18n/windows_1252.h"
#include "core/xml/plain.h"

static void mend_text(xmlNode *text, int is_title, apr_pool_t *pool)
{
    const char *written = (const char *)text->content, *mended;

    if (written == NULL) {
        return;
    }
    mended = stm_invisible_spaced(stm_windows_1252_mend(written, pool), pool);
    mended = is_title ? stm_invisible_removed(mended, pool) : mended;
    if (mended != written) {
        xmlNodeSetContent(text, BAD_CAST mended);
    }
}

static void mend(xmlNode *element, int is_title, apr_pool_t *pool)
{
    const xmlAttr *attribute;
    xmlNode *node;

    for (attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        if (attribute->children != NULL) {
            mend_text(attribute->children, 0, pool);
        }
    }
    for (node = element->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            mend(node, is_title || stm_plain_is(node, "title"), pool);
        }
        else {
            mend_text(node, is_title, pool);
        }
    }
}

void stm_edition_fix_windows_1252(xmlNode *element, apr_pool_t *scratch_pool)
{
    mend(element, 0, scratch_pool);
}
