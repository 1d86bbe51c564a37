/* The elements of a document: their attributes, language and neighbours. */
#include "core/xml/plain.h"

#include <apr_strings.h>
#include <string.h>

#include "core/i18n/windows_1252.h"

const char *stm_plain_attribute(const xmlNode *element, const char *name, apr_pool_t *result_pool)
{
    const xmlAttr *attribute =
        element->properties ? xmlHasNsProp(element, BAD_CAST name, NULL) : NULL;
    const xmlNode *text;
    xmlChar *value;
    const char *copy;

    if (attribute == NULL) {
        return NULL;
    }
    text = attribute->children;
    if (text != NULL && text->next == NULL && text->type == XML_TEXT_NODE) {
        return stm_windows_1252_mend(apr_pstrdup(result_pool, (const char *)text->content),
                                     result_pool);
    }
    value = xmlNodeListGetString(element->doc, attribute->children, 1);
    copy = stm_windows_1252_mend(apr_pstrdup(result_pool, value ? (const char *)value : ""),
                                 result_pool);
    xmlFree(value);
    return copy;
}

const char *stm_plain_lang(const xmlNode *element, apr_pool_t *result_pool)
{
    xmlChar *value = xmlGetNsProp(element, BAD_CAST "lang", XML_XML_NAMESPACE);
    const char *copy = apr_pstrdup(result_pool, (const char *)value);

    xmlFree(value);
    return copy;
}

xmlNode *stm_plain_child(const xmlNode *parent, const char *name, const xmlNode *after)
{
    xmlNode *child = after ? after->next : parent ? parent->children : NULL;

    while (child != NULL && !stm_plain_is(child, name)) {
        child = child->next;
    }
    return child;
}

xmlNode *stm_plain_next_after(const xmlNode *node, const xmlNode *top)
{
    while (node != NULL && node != top && node->next == NULL) {
        node = node->parent;
    }
    return node == NULL || node == top ? NULL : node->next;
}

xmlNode *stm_plain_next(const xmlNode *node, const xmlNode *top)
{
    return node->type == XML_ELEMENT_NODE && node->children != NULL
               ? node->children
               : stm_plain_next_after(node, top);
}

xmlNode *stm_plain_statement_of(const xmlNode *node)
{
    xmlNode *around = node->parent;

    while (around != NULL && !stm_plain_is(around, "statement")) {
        around = around->parent;
    }
    return around;
}

int stm_plain_is_one_of(const xmlNode *node, const char *const *names)
{
    while (*names != NULL && !stm_plain_is(node, *names)) {
        names++;
    }
    return *names != NULL;
}

int stm_plain_is_inline(const xmlNode *node)
{
    static const char *const names[] = {"em",   "strong", "link",  "sub",     "sup", "span",
                                        "time", "abbr",   "quote", "noteref", "br",  NULL};

    return stm_plain_is_one_of(node, names);
}

int stm_plain_is_internal(const xmlNode *element)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        if ((attribute->name[0] | 0x20) == 's' &&
            xmlStrcasecmp(attribute->name, BAD_CAST "scope") == 0) {
            return 1;
        }
    }
    return 0;
}
