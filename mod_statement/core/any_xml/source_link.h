/**
 * core/any_xml/source_link - a link to the XML on the page that is made of it.
 *
 * The last thing in the body of an HTML or XHTML page. A result without a body (a fragment, SVG,
 * text, a body that the stylesheet writes by disable-output-escaping) gets none.
 */
#ifndef CORE_ANY_XML_SOURCE_LINK_H
#define CORE_ANY_XML_SOURCE_LINK_H

#include <libxml/tree.h>

typedef struct stm_source_link_t {
    const char *href;       /* of the XML, as a browser resolves it */
    const char *media_type; /* of the XML, without a parameter */
    const char *words;      /* what a reader sees, in UTF-8 */
    const char *lang;       /* of these words; NULL: that of the page */
} stm_source_link_t;

/** Puts it onto the page @a result, as <p class="statement-xml">. */
void stm_source_link_put(xmlDocPtr result, const stm_source_link_t *link);

#endif
