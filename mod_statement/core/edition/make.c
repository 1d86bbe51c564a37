#include "core/edition/internal.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/i18n/date.h"
#include "core/site/statement.h"
#include "core/site/teaser.h"
#include "core/xml/plain.h"

int stm_edition_is(const xmlNode *node, const char *name)
{
    /* The first letter tells most names apart, and this is asked hundreds of times. */
    return node->type == XML_ELEMENT_NODE && node->name[0] == (xmlChar)name[0] &&
           strcmp((const char *)node->name, name) == 0;
}

xmlNode *stm_edition_child(const xmlNode *parent, const char *name)
{
    xmlNode *node;

    for (node = parent == NULL ? NULL : parent->children; node != NULL; node = node->next) {
        if (stm_edition_is(node, name)) {
            return node;
        }
    }
    return NULL;
}

char *stm_edition_get(const xmlNode *node, const char *attribute, apr_pool_t *result_pool)
{
    xmlChar *value = xmlGetNoNsProp((xmlNode *)node, BAD_CAST attribute);
    char *copy = value == NULL ? NULL : apr_pstrdup(result_pool, (char *)value);

    xmlFree(value);
    return copy;
}

void stm_edition_remove(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

void stm_edition_mark(xmlNode *node, const char *name, const char *value)
{
    xmlNs *meta = xmlSearchNsByHref(node->doc, node, BAD_CAST STM_META_NS);

    if (meta == NULL || meta->prefix == NULL) {
        meta = xmlNewNs(node, BAD_CAST STM_META_NS, BAD_CAST "m");
    }
    xmlSetNsProp(node, meta, BAD_CAST name, BAD_CAST value);
}

static int is_text(const xmlNode *node)
{
    return node != NULL && (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE);
}

/* Makes one text of @a first and those that follow it. */
static void join_run(xmlNode *first, xmlBuffer *joined)
{
    xmlBufferEmpty(joined);
    xmlBufferCat(joined, first->content);
    while (is_text(first->next)) {
        xmlBufferCat(joined, first->next->content);
        stm_edition_remove(first->next);
    }
    xmlNodeSetContentLen(first, xmlBufferContent(joined), xmlBufferLength(joined));
}

/* What stood between two texts is gone. A stylesheet looks at the neighbours of a text: for many
 * small ones in a row that would cost their square. */
void stm_edition_join(xmlNode *parent)
{
    xmlBuffer *joined = NULL;
    xmlNode *node;

    for (node = parent->children; node != NULL; node = node->next) {
        if (is_text(node) && is_text(node->next)) {
            joined = joined ? joined : xmlBufferCreateSize(4096);
            xmlBufferSetAllocationScheme(joined, XML_BUFFER_ALLOC_DOUBLEIT);
            join_run(node, joined);
        }
    }
    xmlBufferFree(joined);
}

void stm_edition_private(xmlNode *parent)
{
    xmlNode *node, *next;

    for (node = parent->children; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE ||
            (node->type == XML_ELEMENT_NODE && stm_plain_is_internal(node))) {
            stm_edition_remove(node);
        }
        else if (node->type == XML_ELEMENT_NODE) {
            stm_edition_private(node);
        }
    }
    stm_edition_join(parent);
}

/* What a document says of itself in our own namespace would be taken for our word. */
static void remove_forged(xmlNode *node)
{
    xmlAttr *attribute, *next;
    xmlNode *child;

    for (attribute = node->properties; attribute != NULL; attribute = next) {
        next = attribute->next;
        if (attribute->ns != NULL && xmlStrEqual(attribute->ns->href, BAD_CAST STM_META_NS)) {
            xmlRemoveProp(attribute);
        }
    }
    for (child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            remove_forged(child);
        }
    }
}

/* Beside the root stand only comments and processing instructions. */
static void keep_root_only(xmlDoc *xml, const xmlNode *root)
{
    xmlNode *node, *next;

    for (node = xml->children; node != NULL; node = next) {
        next = node->next;
        if (node != root) {
            stm_edition_remove(node);
        }
    }
}

/* A statement that has been taken back keeps its title, who issued it, the dates and the reason.
 * A withdrawal that is still to come is nobody's business yet. */
static void settle_withdrawal(xmlNode *root, apr_time_t withdrawn_at, apr_time_t moment)
{
    static const char *const kept[] = {"title", "issuer", "published", "withdrawn", NULL};
    xmlNode *head = stm_edition_child(root, "head"), *node, *next;

    for (node = head == NULL ? NULL : head->children; node != NULL; node = next) {
        const char *const *name = kept;

        next = node->next;
        while (*name != NULL && !stm_edition_is(node, *name)) {
            name++;
        }
        if (withdrawn_at <= moment ? *name == NULL : stm_edition_is(node, "withdrawn")) {
            stm_edition_remove(node);
        }
    }
    for (node = root->children; node != NULL && withdrawn_at <= moment; node = next) {
        next = node->next;
        if (node != head) {
            stm_edition_remove(node);
        }
    }
}

static void mark_root(xmlNode *root, const stm_statement_t *statement, const stm_editing_t *editing)
{
    const stm_view_t *view = editing->view;
    apr_pool_t *pool = editing->pool;
    const char *teaser = editing->outer == NULL ? stm_teaser_of(root, pool) : NULL;
    const char *identity =
        stm_statement_identity(statement->id, editing->name, view->newsroom->identity, pool);

    stm_edition_mark(root, "address", stm_edition_canonical(view, editing->name, pool));
    stm_edition_mark(root, "name", editing->name);
    stm_edition_mark(root, "identity", identity);
    if (editing->outer == NULL) {
        /* Of the feed that holds it alone: no name of a statement has a "#". */
        stm_edition_mark(root, "feed-identity",
                         stm_statement_identity(NULL, apr_pstrcat(pool, identity, "#feed", NULL),
                                                view->newsroom->identity, pool));
    }
    if (statement->published_at != STM_NEVER) {
        stm_edition_mark(root, "published", stm_date_rfc3339(statement->published_at, pool));
    }
    if (statement->published_at != STM_NEVER && statement->published_at > view->moment) {
        stm_edition_mark(root, "embargoed",
                         stm_date_written(&statement->published, view->newsroom->zone, pool));
    }
    if (statement->updated_at != 0) {
        stm_edition_mark(root, "updated", stm_date_rfc3339(statement->updated_at, pool));
    }
    if (statement->expires_at <= view->moment) {
        stm_edition_mark(root, "expired", "yes");
    }
    if (teaser != NULL) {
        stm_edition_mark(root, "teaser", teaser);
    }
}

apr_status_t stm_edition_document(stm_document_t *document, const stm_editing_t *editing)
{
    xmlNode *root = xmlDocGetRootElement(document->xml);
    const stm_statement_t *statement;

    if (root == NULL) {
        return APR_EINVAL;
    }
    statement = stm_statement_outline(document, editing->view->newsroom->zone, editing->pool);
    keep_root_only(document->xml, root);
    stm_edition_private(root);
    remove_forged(root);
    settle_withdrawal(root, statement->withdrawn_at, editing->view->moment);
    stm_edition_letters(root, editing->pool);
    stm_edition_empty(root, editing->pool);
    stm_edition_space(root);
    stm_edition_addresses(root, editing);
    mark_root(root, statement, editing);
    if (editing->outer == NULL && statement->withdrawn_at > editing->view->moment) {
        stm_edition_translations(root, editing);
    }
    return stm_edition_sources(root, editing);
}

static stm_editing_t start_editing(const stm_document_t *document, const stm_view_t *view,
                                   apr_pool_t *pool)
{
    stm_editing_t editing = {.view = view,
                             .name = view->name,
                             .file = document->name,
                             .mounts = view->mounts,
                             .states = stm_table_make(pool),
                             .pool = pool};

    if (editing.mounts == NULL) {
        editing.mounts = stm_mounts_of_base(view->base, pool);
    }
    return editing;
}

apr_status_t stm_edition_make(stm_document_t *document, const stm_view_t *view,
                              stm_problems_t *problems, apr_pool_t *scratch_pool)
{
    stm_editing_t editing = start_editing(document, view, scratch_pool);
    stm_weight_t page = document->weight;

    apr_status_t status;

    editing.page = &page;
    editing.problems = problems;
    status = stm_edition_document(document, &editing);
    if (status == APR_SUCCESS) {
        stm_edition_firsts(xmlDocGetRootElement(document->xml), scratch_pool);
    }
    return status;
}

apr_status_t stm_edition_stored(stm_document_t *document, const stm_view_t *view,
                                apr_pool_t *scratch_pool)
{
    const stm_editing_t editing = start_editing(document, view, scratch_pool);
    xmlNode *root = xmlDocGetRootElement(document->xml);
    const stm_statement_t *statement;

    if (root == NULL) {
        return APR_EINVAL;
    }
    statement = stm_statement_outline(document, view->newsroom->zone, scratch_pool);
    keep_root_only(document->xml, root);
    stm_edition_private(root);
    settle_withdrawal(root, statement->withdrawn_at, view->moment);
    stm_edition_forget(root, &editing);
    return APR_SUCCESS;
}
