#include "command/new_like.h"

#include <apr_strings.h>
#include <libxml/xmlsave.h>
#include <string.h>

#include "command/command.h"
#include "core/edition/tree.h"
#include "core/xml/document.h"
#include "core/xml/plain.h"

static int is_of_the_older(const xmlNode *node)
{
    static const char *const names[] = {"number",      "updated", "withdrawn", "expires",
                                        "translation", "related", NULL};

    return stm_plain_is_one_of(node, names);
}

/* With the white space in front of it, which was its line's. */
static void drop(xmlNode *node)
{
    xmlNode *before = node->prev;

    if (before != NULL && xmlIsBlankNode(before)) {
        stm_tree_remove(before);
    }
    stm_tree_remove(node);
}

static void drop_what_is_of_the_older(xmlNode *head)
{
    xmlNode *node = head->children, *next;

    for (; node != NULL; node = next) {
        next = node->next;
        if (is_of_the_older(node)) {
            drop(node);
        }
    }
}

/* Non-zero: there is no memory. */
static int set_child(xmlNode *head, const char *name, const char *words)
{
    xmlNode *child = stm_plain_child(head, name, NULL), *text;

    if (child == NULL) {
        child = xmlNewChild(head, NULL, BAD_CAST name, NULL);
    }
    if (child == NULL) {
        return 1;
    }
    while (child->children != NULL) {
        stm_tree_remove(child->children);
    }
    text = xmlNewText(BAD_CAST words);
    return text == NULL || xmlAddChild(child, text) == NULL;
}

/* The first keeps its attributes, which parts of the body may point to; the others go. */
static int set_issuer(xmlNode *head, const char *issuer)
{
    xmlNode *first = stm_plain_child(head, "issuer", NULL), *more;

    while (first != NULL && (more = stm_plain_child(head, "issuer", first)) != NULL) {
        drop(more);
    }
    return set_child(head, "issuer", issuer);
}

static const char *save(xmlDocPtr xml, apr_pool_t *pool)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlSaveCtxtPtr saving = buffer == NULL ? NULL : xmlSaveToBuffer(buffer, "UTF-8", 0);
    const char *text = NULL;
    int is_saved;

    if (saving != NULL) {
        is_saved = xmlSaveDoc(saving, xml) >= 0;
        is_saved &= xmlSaveClose(saving) >= 0;
        text = is_saved ? apr_pstrdup(pool, (const char *)xmlBufferContent(buffer)) : NULL;
    }
    xmlBufferFree(buffer);
    return text;
}

/* Of what the document's reader says nothing. */
static void complain(stm_problems_t *problems, const char *path, apr_status_t status)
{
    char words[200];

    if (status == STM_EFOREIGN) {
        command_add_foreign(problems, path);
    }
    else if (stm_problems_count(problems, STM_SEVERITY_ERROR) == 0) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "unreadable", path, 0, 0, NULL,
                         "It cannot be read: %s", apr_strerror(status, words, sizeof(words)));
    }
}

const char *new_like(const char *path, const char *id, const char *title, const char *date,
                     const char *lang, const char *issuer, stm_problems_t *problems,
                     apr_pool_t *result_pool)
{
    stm_document_t *document;
    xmlNode *root, *head;
    apr_status_t status =
        stm_document_read(&document, path, path, &stm_limits_default, problems, result_pool);

    if (status != APR_SUCCESS) {
        complain(problems, path, status);
        return NULL;
    }
    root = xmlDocGetRootElement(document->xml);
    head = stm_plain_child(root, "head", NULL);
    if (head == NULL) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "missing-head", path, 0, 0, NULL,
                         "The statement has no <head>");
        return NULL;
    }
    drop_what_is_of_the_older(head);
    xmlUnsetProp(root, BAD_CAST "number");
    xmlSetProp(root, BAD_CAST "id", BAD_CAST id);
    xmlSetProp(root, BAD_CAST "status", BAD_CAST "draft");
    if (lang != NULL) {
        xmlNodeSetLang(root, BAD_CAST lang);
    }
    if (set_child(head, "title", title) || set_child(head, "published", date) ||
        (issuer != NULL && set_issuer(head, issuer))) {
        return NULL;
    }
    return save(document->xml, result_pool);
}
