#include "core/edition/alternates.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <libxml/tree.h>
#include <string.h>

static int is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, name);
}

/* A copy in @a pool; NULL where there is none. */
static const char *take(xmlChar *value, apr_pool_t *pool)
{
    const char *copy = value ? apr_pstrdup(pool, (const char *)value) : NULL;

    xmlFree(value);
    return copy;
}

/* In a document that is not checked they may be anything; in a header they must not. */
static int is_plain(const stm_alternate_t *one)
{
    const char *at;

    for (at = one->lang; *at; at++) {
        if (!apr_isalnum(*at) && *at != '-') {
            return 0;
        }
    }
    for (at = one->address; *at; at++) {
        if (!apr_isgraph(*at) || strchr("<>\"", *at)) {
            return 0;
        }
    }
    return 1;
}

static void add(apr_array_header_t *list, const xmlNode *node)
{
    stm_alternate_t one;

    one.lang = take(xmlGetNsProp(node, BAD_CAST "lang", XML_XML_NAMESPACE), list->pool);
    one.address = take(xmlGetNoNsProp(node, BAD_CAST "href"), list->pool);
    if (one.lang && one.address && is_plain(&one)) {
        APR_ARRAY_PUSH(list, stm_alternate_t) = one;
    }
}

static const xmlNode *head_of(const xmlNode *root)
{
    const xmlNode *node = root ? root->children : NULL;

    while (node && !is_element(node, "head")) {
        node = node->next;
    }
    return node;
}

apr_array_header_t *stm_alternates_list(const stm_document_t *edition, apr_pool_t *result_pool)
{
    apr_array_header_t *list = apr_array_make(result_pool, 0, sizeof(stm_alternate_t));
    const xmlNode *head = head_of(xmlDocGetRootElement(edition->xml)), *node;

    for (node = head ? head->children : NULL; node; node = node->next) {
        if (is_element(node, "translation")) {
            add(list, node);
        }
    }
    return list;
}
