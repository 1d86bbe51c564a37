/*
 * Statements reproduced by `src`: each is read, made an edition of its own and put in.
 */
#include "core/edition/internal.h"

#include <apr_strings.h>
#include <string.h>

#include "core/i18n/date.h"
#include "core/site/spelling.h"
#include "core/site/statement.h"
#include "core/xml/plain.h"

#define REMEDY_LOOP "Take one of the statements out of the ring, or quote it by hand."

static apr_status_t refuse(const xmlNode *node, const stm_editing_t *editing, apr_status_t status,
                           const char *code, const char *remedy, const char *message)
{
    int line, column;

    stm_document_position(node, &line, &column);
    stm_problems_add(editing->problems, STM_SEVERITY_ERROR, code, editing->file, line, column,
                     remedy, "%s", message);
    return status;
}

static int is_looping(const char *name, const stm_editing_t *editing)
{
    for (; editing != NULL; editing = editing->outer) {
        if (stm_spelling_is_same(editing->name, name, editing->pool)) {
            return 1;
        }
    }
    return 0;
}

/* The place of a statement that was taken back: its title, who issued it, and when that was. */
static void put_notice(xmlNode *node, const stm_document_t *target, const char *name,
                       const stm_editing_t *editing)
{
    static const char *const kept[] = {"title", "issuer", NULL};
    const stm_view_t *view = editing->view;
    xmlNode *head = xmlNewChild(node, NULL, BAD_CAST "head", NULL), *root, *child;
    const char *const *keep;
    const stm_statement_t *statement;

    stm_tree_mark(node, "notice", "withdrawn");
    stm_tree_mark(node, "address", stm_edition_canonical(view, name, editing->pool));
    if (target == NULL || (root = xmlDocGetRootElement(target->xml)) == NULL) {
        return;
    }
    statement = stm_statement_outline(target, view->newsroom->zone, editing->pool);
    if (statement->withdrawn.kind != STM_DATE_UNSET) {
        stm_tree_mark(node, "when",
                      stm_date_written(&statement->withdrawn, view->newsroom->zone, editing->pool));
    }
    if (statement->lang != NULL) {
        xmlNodeSetLang(node, BAD_CAST statement->lang);
    }
    stm_tree_remove_private(root);
    stm_edition_normalize_space(root);
    for (keep = kept; *keep != NULL; keep++) {
        child = stm_plain_child(root, "head", NULL);
        for (child = child == NULL ? NULL : child->children; child != NULL; child = child->next) {
            if (stm_plain_is(child, *keep)) {
                xmlAddChild(head, xmlDocCopyNode(child, node->doc, 1));
            }
        }
    }
}

static apr_status_t load(stm_document_t **target, const char *name, const stm_editing_t *editing)
{
    const stm_resolver_t *resolver = editing->view->resolver;

    return resolver->load(resolver->baton, target, name, editing->pool);
}

/* Replaces @a node by the edition of @a target. A copy: the two documents have a dictionary each.
 */
static apr_status_t put_edition(xmlNode *node, stm_document_t *target, const char *name,
                                const stm_editing_t *editing)
{
    stm_editing_t inner = *editing;
    apr_status_t status;
    xmlNode *copy;

    inner.name = name;
    inner.file = target->name;
    inner.outer = editing;
    inner.depth++;
    status = stm_edition_document(target, &inner);
    if (status != APR_SUCCESS) {
        return status;
    }
    copy = xmlDocCopyNode(xmlDocGetRootElement(target->xml), node->doc, 1);
    if (copy == NULL) {
        return APR_ENOMEM;
    }
    if (xmlHasNsProp(copy, BAD_CAST "lang", XML_XML_NAMESPACE) == NULL) {
        xmlNodeSetLang(copy, BAD_CAST editing->view->newsroom->lang);
    }
    xmlReplaceNode(node, copy);
    xmlFreeNode(node);
    return APR_SUCCESS;
}

/* Adds what @a node stands for to the page: @a target, or a notice (NULL). A few documents that
 * name each other many times over would otherwise grow without bound. */
static apr_status_t weigh(const xmlNode *node, const stm_document_t *target,
                          const stm_editing_t *editing)
{
    stm_weight_t weight = {.depth = 0};
    const char *fault, *remedy;

    if (target != NULL) {
        weight = target->weight;
    }
    weight.depth = editing->depth;
    stm_bounds_add(editing->page, &weight, target ? (apr_off_t)target->size : 0);
    fault = stm_bounds_fault(editing->page, &remedy, editing->pool);
    return fault ? refuse(node, editing, STM_ELIMIT, "source-limit", remedy, fault) : APR_SUCCESS;
}

static apr_status_t put_source(xmlNode *node, const char *src, const stm_editing_t *editing)
{
    const char *name = stm_edition_name(src, editing->name, editing->pool);
    stm_document_t *target = NULL;
    stm_reference_t state;
    apr_status_t status;

    xmlUnsetProp(node, BAD_CAST "src");
    if (name != NULL && is_looping(name, editing)) {
        return refuse(node, editing, STM_EINVALID, "source-loop", REMEDY_LOOP,
                      apr_psprintf(editing->pool, "The statement \"%s\" reproduces itself", src));
    }
    state = name == NULL ? STM_REFERENCE_MISSING : stm_edition_state(name, editing);
    if (state == STM_REFERENCE_HIDDEN && editing->view->file_query) {
        put_notice(node, NULL, name, editing);
        return weigh(node, NULL, editing);
    }
    if (state == STM_REFERENCE_HIDDEN) {
        return APR_ENOENT;
    }
    status = state == STM_REFERENCE_MISSING ? APR_ENOENT : load(&target, name, editing);
    if (APR_STATUS_IS_EBUSY(status)) {
        return status; /* the history may have it */
    }
    if (state == STM_REFERENCE_WITHDRAWN) {
        put_notice(node, status == APR_SUCCESS ? target : NULL, name, editing);
        return weigh(node, NULL, editing);
    }
    if (APR_STATUS_IS_ENOENT(status)) {
        return refuse(
            node, editing, STM_EINVALID, "source-missing",
            "Correct the name, or put the file into the folder.",
            apr_psprintf(editing->pool, "There is no statement \"%s\" to reproduce", src));
    }
    if (status == APR_SUCCESS) {
        status = weigh(node, target, editing);
    }
    return status != APR_SUCCESS ? status : put_edition(node, target, name, editing);
}

apr_status_t stm_edition_include_sources(xmlNode *root, const stm_editing_t *editing)
{
    xmlNode *node, *next;

    for (node = root->children; node != NULL; node = next) {
        const char *src;
        apr_status_t status = APR_SUCCESS;

        next = node->next;
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        src = stm_plain_is(node, "statement") ? stm_plain_attribute(node, "src", editing->pool)
                                              : NULL;
        status = src != NULL ? put_source(node, src, editing)
                             : stm_edition_include_sources(node, editing);
        if (status != APR_SUCCESS) {
            return status;
        }
    }
    return APR_SUCCESS;
}
