#include "core/any_xml/source_link.h"

#include <string.h>

static const char xhtml[] = "http://www.w3.org/1999/xhtml";

/* HTML of old stylesheets is in capitals. */
static int is_html(const xmlNode *node, const char *name)
{
    if (node->type != XML_ELEMENT_NODE) {
        return 0;
    }
    return node->ns == NULL ? xmlStrcasecmp(node->name, BAD_CAST name) == 0
                            : strcmp((const char *)node->ns->href, xhtml) == 0 &&
                                  strcmp((const char *)node->name, name) == 0;
}

static xmlNodePtr body_of(const xmlDoc *result)
{
    const xmlNode *root = xmlDocGetRootElement((xmlDocPtr)result);
    xmlNodePtr node = root != NULL && is_html(root, "html") ? root->last : NULL;

    while (node != NULL && !is_html(node, "body")) {
        node = node->prev;
    }
    return node;
}

void stm_source_link_put(xmlDocPtr result, const stm_source_link_t *link)
{
    xmlNodePtr body = body_of(result), paragraph, anchor;

    if (body == NULL) {
        return;
    }
    paragraph = xmlNewChild(body, body->ns, BAD_CAST "p", NULL);
    xmlNewProp(paragraph, BAD_CAST "class", BAD_CAST "statement-xml");
    if (link->lang != NULL) {
        xmlNewProp(paragraph, BAD_CAST "lang", BAD_CAST link->lang);
    }
    anchor = xmlNewTextChild(paragraph, body->ns, BAD_CAST "a", BAD_CAST link->words);
    xmlNewProp(anchor, BAD_CAST "href", BAD_CAST link->href);
    xmlNewProp(anchor, BAD_CAST "rel", BAD_CAST "alternate");
    xmlNewProp(anchor, BAD_CAST "type", BAD_CAST link->media_type);
}
