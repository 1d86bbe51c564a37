#include "core/edition/alternates.h"

#include <apr_lib.h>
#include <string.h>

#include "core/xml/plain.h"

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

    one.lang = stm_plain_lang(node, list->pool);
    one.address = stm_plain_attribute(node, "href", list->pool);
    if (one.lang && one.address && is_plain(&one)) {
        APR_ARRAY_PUSH(list, stm_alternate_t) = one;
    }
}

apr_array_header_t *stm_alternates_list(const stm_document_t *edition, apr_pool_t *result_pool)
{
    apr_array_header_t *list = apr_array_make(result_pool, 0, sizeof(stm_alternate_t));
    const xmlNode *head = stm_plain_child(xmlDocGetRootElement(edition->xml), "head", NULL);
    const xmlNode *node = NULL;

    while ((node = stm_plain_child(head, "translation", node)) != NULL) {
        add(list, node);
    }
    return list;
}
