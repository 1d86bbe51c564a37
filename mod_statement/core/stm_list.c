#include "stm_list.h"

#include <apr_strings.h>
#include <string.h>

#include "stm_address.h"
#include "stm_date.h"
#include "stm_statement.h"

static apr_status_t free_xml(void *xml)
{
    xmlFreeDoc(xml);
    return APR_SUCCESS;
}

static void set(xmlNode *node, const char *name, const char *value)
{
    xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

static void set_number(xmlNode *node, const char *name, int value, apr_pool_t *pool)
{
    set(node, name, apr_itoa(pool, value));
}

/* As stable as a statement's; no statement has a name that begins with a slash. */
static const char *identity_of(const stm_list_t *list, apr_pool_t *pool)
{
    return stm_statement_identity(NULL, apr_pstrcat(pool, "/", list->folder, NULL),
                                  list->newsroom->identity, pool);
}

stm_document_t *stm_list_create(const stm_list_t *list, apr_pool_t *result_pool)
{
    stm_document_t *document = apr_pcalloc(result_pool, sizeof(*document));
    xmlNode *root;
    xmlNs *space;

    document->xml = xmlNewDoc(BAD_CAST "1.0");
    apr_pool_cleanup_register(result_pool, document->xml, free_xml, apr_pool_cleanup_null);
    document->pool = result_pool;
    document->name = apr_pstrcat(result_pool, list->folder, "newsroom", NULL);
    root = xmlNewDocNode(document->xml, NULL, BAD_CAST "newsroom", NULL);
    xmlDocSetRootElement(document->xml, root);
    space = xmlNewNs(root, BAD_CAST STM_META_NS, BAD_CAST "m");
    xmlNewNsProp(root, space, BAD_CAST "identity", BAD_CAST identity_of(list, result_pool));
    set(root, "title", list->newsroom->title);
    xmlNodeSetLang(root, BAD_CAST list->newsroom->lang);
    set(root, "base", list->base);
    set(root, "folder", stm_address_encode(list->folder, 0, result_pool));
    set(root, "self", list->self);
    set_number(root, "page", list->page, result_pool);
    set_number(root, "pages", list->pages, result_pool);
    set_number(root, "total", list->total, result_pool);
    if (list->updated != 0) {
        set(root, "updated", stm_date_rfc3339(list->updated, result_pool));
    }
    return document;
}

static int is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static xmlNode *child(const xmlNode *parent, const char *name)
{
    xmlNode *node;

    for (node = parent == NULL ? NULL : parent->children; node != NULL; node = node->next) {
        if (is_element(node, name)) {
            return node;
        }
    }
    return NULL;
}

/* The document itself is left whole: the caller may render it again. */
static void keep_head(xmlNode *statement)
{
    xmlNode *node = statement->children;

    while (node != NULL) {
        xmlNode *next = node->next;

        if (!is_element(node, "head")) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        }
        node = next;
    }
}

/* An archive entry has a teaser; where the editor wrote none, the one that feeds use stands in. */
static void make_summary(xmlNode *statement, const stm_document_t *entry, apr_pool_t *pool)
{
    xmlNode *head = child(statement, "head");
    const char *summary;

    if (head == NULL || child(head, "summary") != NULL) {
        return;
    }
    summary = stm_statement_extract(entry, stm_zone_utc(), pool)->summary;
    if (summary != NULL && summary[0] != '\0') {
        xmlNewTextChild(head, NULL, BAD_CAST "summary", BAD_CAST summary);
    }
}

apr_status_t stm_list_add(stm_document_t *list, const stm_document_t *entry, stm_extent_t extent)
{
    xmlNode *root = xmlDocGetRootElement(entry->xml);
    xmlNode *copy = root == NULL ? NULL : xmlDocCopyNode(root, list->xml, 1);

    if (copy == NULL) {
        return root == NULL ? APR_EINVAL : APR_ENOMEM;
    }
    if (extent == STM_EXTENT_HEAD) {
        apr_pool_t *scratch_pool;

        keep_head(copy);
        apr_pool_create(&scratch_pool, list->pool);
        make_summary(copy, entry, scratch_pool);
        apr_pool_destroy(scratch_pool);
    }
    xmlAddChild(xmlDocGetRootElement(list->xml), copy);
    return APR_SUCCESS;
}
