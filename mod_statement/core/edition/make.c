#include "core/edition/internal.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/i18n/date.h"
#include "core/site/statement.h"
#include "core/site/teaser.h"
#include "core/xml/plain.h"

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
            stm_tree_remove(node);
        }
    }
}

/* A statement that has been taken back keeps its title, who issued it, the dates and the reason.
 * A withdrawal that is still to come is nobody's business yet. */
static void settle_withdrawal(xmlNode *root, apr_time_t withdrawn_at, apr_time_t moment)
{
    static const char *const kept[] = {"title", "issuer", "published", "withdrawn", NULL};
    xmlNode *head = stm_plain_child(root, "head", NULL), *node, *next;

    for (node = head == NULL ? NULL : head->children; node != NULL; node = next) {
        next = node->next;
        if (withdrawn_at <= moment ? !stm_plain_is_one_of(node, kept)
                                   : stm_plain_is(node, "withdrawn")) {
            stm_tree_remove(node);
        }
    }
    for (node = root->children; node != NULL && withdrawn_at <= moment; node = next) {
        next = node->next;
        if (node != head) {
            stm_tree_remove(node);
        }
    }
}

static void mark_root(xmlNode *root, const stm_statement_t *statement, const char *teaser,
                      const stm_editing_t *editing)
{
    const stm_view_t *view = editing->view;
    apr_pool_t *pool = editing->pool;
    const char *identity =
        stm_statement_identity(statement->id, editing->name, view->newsroom->identity, pool);

    stm_tree_mark(root, "address", stm_edition_canonical(view, editing->name, pool));
    stm_tree_mark(root, "name", editing->name);
    stm_tree_mark(root, "identity", identity);
    if (editing->outer == NULL) {
        /* Of the feed that holds it alone: no name of a statement has a "#". */
        stm_tree_mark(root, "feed-identity",
                      stm_statement_identity(NULL, apr_pstrcat(pool, identity, "#feed", NULL),
                                             view->newsroom->identity, pool));
    }
    if (statement->published_at != STM_NEVER) {
        stm_tree_mark(root, "published", stm_date_rfc3339(statement->published_at, pool));
    }
    if (statement->published_at != STM_NEVER && statement->published_at > view->moment) {
        stm_tree_mark(root, "embargoed",
                      stm_date_written(&statement->published, view->newsroom->zone, pool));
    }
    if (statement->updated_at != 0) {
        stm_tree_mark(root, "updated", stm_date_rfc3339(statement->updated_at, pool));
    }
    if (statement->expires_at <= view->moment) {
        stm_tree_mark(root, "expired", "yes");
    }
    if (teaser != NULL) {
        stm_tree_mark(root, "teaser", teaser);
    }
}

apr_status_t stm_edition_document(stm_document_t *document, const stm_editing_t *editing)
{
    xmlNode *root = xmlDocGetRootElement(document->xml);
    const stm_statement_t *statement;
    const char *teaser;

    if (root == NULL) {
        return APR_EINVAL;
    }
    statement = stm_statement_outline(document, editing->view->newsroom->zone, editing->pool);
    keep_root_only(document->xml, root);
    stm_tree_remove_private(root);
    remove_forged(root);
    if (editing->outer == NULL) {
        stm_edition_add_defaults(document, statement, editing->pool);
    }
    stm_tree_declare(root);
    settle_withdrawal(root, statement->withdrawn_at, editing->view->moment);
    stm_edition_fix_windows_1252(root, editing->pool);
    stm_edition_remove_empty(root, editing->pool);
    /* As lists have it, which know the document as it is written. */
    teaser = editing->outer == NULL ? stm_teaser_of(root, editing->pool) : NULL;
    stm_edition_wrap_item_words(root);
    stm_edition_normalize_space(root);
    stm_edition_resolve_addresses(root, editing);
    mark_root(root, statement, teaser, editing);
    stm_edition_mark_numeric(root, editing->pool);
    if (editing->outer == NULL && statement->withdrawn_at > editing->view->moment) {
        stm_edition_add_translations(root, editing);
    }
    if (editing->outer == NULL && editing->view->file_query != NULL) {
        stm_edition_sign_files(root, editing);
    }
    return stm_edition_include_sources(root, editing);
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
        xmlNode *root = xmlDocGetRootElement(document->xml);

        stm_edition_mark_firsts(root, scratch_pool);
        stm_edition_settle_anchors(root, stm_edition_canonical(view, view->name, scratch_pool),
                                   scratch_pool);
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
    stm_tree_remove_private(root);
    settle_withdrawal(root, statement->withdrawn_at, view->moment);
    stm_edition_remove_hidden(root, &editing);
    return APR_SUCCESS;
}
