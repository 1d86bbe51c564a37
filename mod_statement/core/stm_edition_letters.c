/*
 * Letters: where somebody's Windows-1252 was taken for something else, what was meant is shown. A
 * page that had the control characters instead would be no valid HTML.
 */
#include "stm_edition_parts.h"
#include "stm_source.h"

#include <string.h>

/* Puts what @a text means in place of it; @a lost is the first that stands for a letter. */
static void mend(xmlNode *text, const char *lost, xmlBuffer *out)
{
    const char *start = (const char *)text->content;

    xmlBufferEmpty(out);
    for (; lost != NULL; lost = stm_source_lost(start)) {
        const char *letter = stm_source_windows_letter((unsigned char)lost[1]);

        xmlBufferAdd(out, BAD_CAST start, (int)(lost - start));
        xmlBufferCat(out, BAD_CAST(letter == NULL ? "" : letter));
        start = lost + 2;
    }
    xmlBufferCat(out, BAD_CAST start);
    xmlNodeSetContentLen(text, xmlBufferContent(out), xmlBufferLength(out));
}

static void mend_text(xmlNode *text, xmlBuffer *out)
{
    const char *lost = stm_source_lost((const char *)text->content);

    if (lost != NULL) {
        mend(text, lost, out);
    }
}

static void mend_element(xmlNode *element, xmlBuffer *out)
{
    const xmlAttr *attribute;
    xmlNode *node;

    for (attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        if (attribute->children != NULL) {
            mend_text(attribute->children, out);
        }
    }
    for (node = element->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            mend_element(node, out);
        }
        else {
            mend_text(node, out);
        }
    }
}

void stm_edition_letters(xmlNode *root)
{
    xmlBuffer *out = xmlBufferCreate();

    mend_element(root, out);
    xmlBufferFree(out);
}
