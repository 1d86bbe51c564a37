#include "core/xslt/generate_id.h"

#include <apr_strings.h>
#include <libxml/tree.h>

static unsigned number_of(apr_hash_t *numbers, const void *node)
{
    unsigned *number = apr_hash_get(numbers, &node, sizeof(node));

    if (number == NULL) {
        apr_pool_t *pool = apr_hash_pool_get(numbers);

        number = apr_palloc(pool, sizeof(*number));
        *number = apr_hash_count(numbers) + 1;
        apr_hash_set(numbers, apr_pmemdup(pool, &node, sizeof(node)), sizeof(node), number);
    }
    return *number;
}

/* A namespace node is a copy that names its element as the next one: it is told by its prefix, of
 * which the name of an id may have digits only. */
static xmlChar *id_of_namespace(apr_hash_t *numbers, const xmlNs *space)
{
    const xmlChar *prefix = space->prefix == NULL ? BAD_CAST "" : space->prefix;
    apr_pool_t *pool = apr_hash_pool_get(numbers);
    const char *id = apr_psprintf(pool, "id%un", number_of(numbers, space->next));

    for (; *prefix != '\0'; prefix++) {
        id = apr_psprintf(pool, "%s%02x", id, *prefix);
    }
    return xmlStrdup(BAD_CAST id);
}

static xmlChar *id_of(apr_hash_t *numbers, const xmlNode *node)
{
    char id[32];

    if (node->type == XML_NAMESPACE_DECL) {
        return id_of_namespace(numbers, (const xmlNs *)node);
    }
    apr_snprintf(id, sizeof(id), "id%u", number_of(numbers, node));
    return xmlStrdup(BAD_CAST id);
}

static xmlNode *first_of(const xmlNodeSet *nodes)
{
    xmlNode *first = nodes == NULL || nodes->nodeNr == 0 ? NULL : nodes->nodeTab[0];
    int i;

    for (i = 1; first != NULL && i < nodes->nodeNr; i++) {
        if (xmlXPathCmpNodes(first, nodes->nodeTab[i]) == -1) {
            first = nodes->nodeTab[i];
        }
    }
    return first;
}

void stm_generate_id(xmlXPathParserContextPtr context, int count, apr_hash_t *numbers)
{
    const xmlNode *node = context->context->node;
    xmlXPathObjectPtr argument = NULL;
    xmlChar *id;

    if (count > 1) {
        xmlXPathErr(context, XPATH_INVALID_ARITY);
        return;
    }
    if (count == 1) {
        if (context->value == NULL ||
            (context->value->type != XPATH_NODESET && context->value->type != XPATH_XSLT_TREE)) {
            xmlXPathErr(context, XPATH_INVALID_TYPE);
            return;
        }
        argument = valuePop(context);
        node = first_of(argument->nodesetval);
    }
    id = node == NULL ? xmlStrdup(BAD_CAST "") : id_of(numbers, node);
    xmlXPathFreeObject(argument);
    valuePush(context, xmlXPathWrapString(id));
}
