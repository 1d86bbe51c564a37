#include "core/site/expansion.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/site/expansion_copy.h"
#include "core/site/expansion_internal.h"
#include "core/xml/plain.h"

/* Why newsroom.xml does not give @a element its @a id. */
static void refuse_missing(stm_expanding_t *to, const xmlNode *node, const char *element,
                           const char *attribute, const char *id, int is_later)
{
    const char *key = strcmp(element, "tag") == 0 ? "key" : "id", *near;
    const char *wanted = apr_psprintf(to->pool, "<%s %s=\"%s\">", element, key, id);

    if (to->file == NULL) {
        stm_expanding_refuse(
            to, node, "no-newsroom-file",
            apr_psprintf(to->pool,
                         "Write newsroom.xml in the newsroom's root folder with %s in it, "
                         "or write the words here.",
                         wanted),
            apr_psprintf(to->pool,
                         "%s=\"%s\" means newsroom.xml, and there is none that is in order",
                         attribute, id));
        return;
    }
    if (is_later) {
        stm_expanding_refuse(
            to, node, "unknown-ref", "Write one there without from, for what was published before.",
            apr_psprintf(to->pool,
                         "newsroom.xml has %s only from a later day than this statement's",
                         wanted));
        return;
    }
    near = stm_expanding_nearest(to, element, id);
    stm_expanding_refuse(to, node, "unknown-ref",
                         near ? apr_psprintf(to->pool, "Did you mean %s=\"%s\"?", attribute, near)
                              : "Correct the name, or write it there.",
                         apr_psprintf(to->pool, "newsroom.xml has no %s", wanted));
}

static int is_empty(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE || !xmlIsBlankNode(child)) {
            return 0;
        }
    }
    return 1;
}

/* Which of both counts nobody could tell. */
static int is_alone(stm_expanding_t *to, const xmlNode *node)
{
    if (!is_empty(node)) {
        stm_expanding_refuse(
            to, node, "ref-content", "Delete what is in it: newsroom.xml has that. Or delete ref.",
            apr_psprintf(to->pool, "<%s> with ref may not hold anything itself", node->name));
        return 0;
    }
    if (node->properties != NULL && node->properties->next != NULL) {
        stm_expanding_refuse(
            to, node, "ref-content", "Delete the others, or write them in newsroom.xml.",
            apr_psprintf(to->pool, "<%s> with ref may not have another attribute", node->name));
        return 0;
    }
    return 1;
}

static void drop(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* The first of a kind that is not in order has been reported; readers do not get it. */
static void leave_out(const stm_expanding_t *to, xmlNode *node)
{
    if (to->problems == NULL) {
        drop(node);
    }
}

static int may_be_internal(const xmlNode *node)
{
    return stm_plain_is(node, "contact") || stm_plain_is(node, "note");
}

static void put(stm_expanding_t *to, xmlNode *node, const stm_shared_t *shared)
{
    xmlNode *copy;

    if (shared->is_internal && !may_be_internal(node)) {
        drop(node);
        return;
    }
    copy = stm_expansion_copy(shared, to->sharing.lang, node, to->document->xml,
                              to->document->shared_up, to->pool);
    if (copy == NULL) {
        leave_out(to, node);
        return;
    }
    xmlReplaceNode(node, copy);
    xmlFreeNode(node);
    stm_expanding_mark(to, copy);
    stm_expanding_note_pointers(to, copy);
}

/* @a attribute: `ref`, or the `key` of a tag without words. */
static void replace(stm_expanding_t *to, xmlNode *node, const char *attribute, const char *id)
{
    const char *element = (const char *)node->name;
    const stm_sharing_t *sharing = stm_expanding_sharing(to, stm_plain_statement_of(node));
    int is_later;
    const stm_shared_t *shared =
        stm_newsroom_file_find(to->file, element, id, sharing, &is_later, to->pool);

    stm_expanding_asked(to, element, id, shared);
    if (strcmp(attribute, "ref") == 0 && !is_alone(to, node)) {
        leave_out(to, node);
    }
    else if (shared == NULL) {
        refuse_missing(to, node, element, attribute, id, is_later);
        leave_out(to, node);
    }
    else if (stm_expanding_has_room(to, node, shared)) {
        put(to, node, shared);
    }
    else {
        leave_out(to, node);
    }
}

/* Where a reference to newsroom.xml may stand; elsewhere the schema refuses it. */
static int takes_ref(const xmlNode *node)
{
    static const char *const names[] = {"issuer", "speaker", "contact", NULL};

    return (stm_plain_is_one_of(node, names) && stm_plain_is(node->parent, "head")) ||
           (stm_plain_is(node, "note") && stm_plain_is(node->parent, "statement"));
}

/* Non-zero where @a node has been dealt with, and what is in it. */
static int resolve(stm_expanding_t *to, xmlNode *node)
{
    const char *value = NULL;

    if (node->type != XML_ELEMENT_NODE || node->properties == NULL) {
        return 0;
    }
    if (takes_ref(node)) {
        value = stm_plain_attribute(node, "ref", to->pool);
        if (value != NULL) {
            replace(to, node, "ref", value);
            return 1;
        }
    }
    else if (stm_plain_is(node, "tag") && stm_plain_is(node->parent, "head") && is_empty(node)) {
        value = stm_plain_attribute(node, "key", to->pool);
        if (value != NULL && *value != '\0') {
            replace(to, node, "key", value);
            return 1;
        }
    }
    stm_expanding_note_pointer(to, node);
    return 0;
}

static void resolve_all(stm_expanding_t *to, xmlNode *root)
{
    xmlNode *node = root;

    while (node != NULL) {
        xmlNode *after = stm_plain_next_after(node, root);

        node = resolve(to, node) ? after : stm_plain_next(node, root);
    }
}

static const char *way_up(const stm_newsroom_t *newsroom, const char *name, apr_pool_t *pool)
{
    const char *up = "";

    if (newsroom->shared_prefix != NULL) {
        name = apr_pstrcat(pool, newsroom->shared_prefix, name, NULL);
    }
    for (; *name != '\0'; name++) {
        up = *name == '/' ? apr_pstrcat(pool, up, "../", NULL) : up;
    }
    return up;
}

static void digest(stm_expanding_t *to)
{
    const char *defaults = stm_newsroom_file_defaults_digest(to->file);

    if (to->has_asked) {
        stm_hash_text(&to->hash, defaults);
        to->document->shared_digest = stm_hash_hex(&to->hash, to->document->pool);
    }
    else {
        to->document->shared_digest = defaults;
    }
}

apr_status_t stm_expansion_make(stm_document_t *document, const stm_newsroom_file_t *file,
                                const stm_newsroom_t *newsroom, const char *name,
                                stm_problems_t *problems)
{
    xmlNode *root = document->xml ? xmlDocGetRootElement(document->xml) : NULL;
    stm_expanding_t to = {.document = document,
                          .file = file,
                          .zone = newsroom->set_zone,
                          .problems = problems,
                          .pool = document->pool};

    document->newsroom_file = file;
    document->shared_up = way_up(newsroom, name, to.pool);
    if (root == NULL || root->ns != NULL) {
        return APR_SUCCESS;
    }
    to.pointers = apr_array_make(to.pool, 8, sizeof(const xmlNode *));
    to.added = stm_table_make(to.pool);
    to.dates = apr_hash_make(to.pool);
    stm_hash_start(&to.hash);
    if (problems != NULL && file != NULL) {
        stm_document_settle_places(document);
    }
    resolve_all(&to, root);
    stm_expanding_follow(&to, root);
    digest(&to);
    return to.errors > 0 && problems != NULL ? STM_EINVALID : APR_SUCCESS;
}
