/*
 * Places on the page and what leads to them. Once the page is assembled each place has its id, made
 * from the path of statements to it, so that nothing clashes when a statement stands twice; a link
 * to "#name" means the nearest one, in its own statement and then outwards.
 */
#include "core/edition/internal.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/percent.h"
#include "core/base/table.h"
#include "core/xml/page_id.h"
#include "core/xml/plain.h"

/* The places of one statement. */
typedef struct scope_t {
    const struct scope_t *outer;
    const char *prefix; /* of the ids in it: "", "s2-" */
    apr_hash_t *places; /* id on the page by id in the document */
    int reproduced;     /* statements in it so far */
} scope_t;

typedef struct walk_t {
    apr_hash_t *scopes;  /* scope_t by its statement */
    const char *address; /* of the page */
    int has_links;       /* to places on it */
    apr_pool_t *pool;
} walk_t;

static scope_t *add_scope(walk_t *walk, const xmlNode *statement, scope_t *outer)
{
    scope_t *scope = apr_pcalloc(walk->pool, sizeof(*scope));
    const xmlNode **key = apr_palloc(walk->pool, sizeof(*key));

    *key = statement;
    scope->outer = outer;
    scope->prefix =
        outer ? apr_psprintf(walk->pool, "%ss%d-", outer->prefix, ++outer->reproduced) : "";
    scope->places = stm_table_make(walk->pool);
    apr_hash_set(walk->scopes, key, sizeof(*key), scope);
    return scope;
}

/* The first of an id counts, as a browser has it. */
static void add_place(walk_t *walk, xmlNode *node, const scope_t *scope)
{
    const char *kind = stm_plain_is(node, "note")    ? "note-"
                       : stm_plain_is(node, "entry") ? "entry-"
                                                     : "";
    const char *id = *kind != '\0' || stm_page_id_is_typed(node)
                         ? stm_plain_attribute(node, "id", walk->pool)
                         : NULL;
    const char *place;

    if (id == NULL || *id == '\0' || apr_hash_get(scope->places, id, APR_HASH_KEY_STRING) != NULL) {
        return;
    }
    place = apr_pstrcat(walk->pool, scope->prefix, kind, id, NULL);
    apr_hash_set(scope->places, id, APR_HASH_KEY_STRING, place);
    if (*kind == '\0' && !stm_page_id_is_made(id)) {
        stm_tree_mark(node, "id", place);
    }
}

static void collect(walk_t *walk, xmlNode *parent, scope_t *scope)
{
    for (xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (node->properties != NULL) {
            add_place(walk, node, scope);
            walk->has_links |= stm_plain_is(node, "link") &&
                               xmlHasNsProp(node, BAD_CAST "place", BAD_CAST STM_META_NS) != NULL;
        }
        collect(walk, node, stm_plain_is(node, "statement") ? add_scope(walk, node, scope) : scope);
    }
}

static const char *find_place(const scope_t *scope, const char *id)
{
    const char *place = NULL;

    for (; scope != NULL && place == NULL; scope = scope->outer) {
        place = apr_hash_get(scope->places, id, APR_HASH_KEY_STRING);
    }
    return place;
}

static void settle_link(const walk_t *walk, xmlNode *link, const scope_t *scope)
{
    xmlNs *meta = xmlSearchNsByHref(link->doc, link, BAD_CAST STM_META_NS);
    xmlChar *id = meta != NULL ? xmlGetNsProp(link, BAD_CAST "place", meta->href) : NULL;
    const char *place = id != NULL ? find_place(scope, (const char *)id) : NULL;

    if (place != NULL) {
        xmlSetProp(link, BAD_CAST "href",
                   BAD_CAST apr_pstrcat(
                       walk->pool, walk->address, "#",
                       stm_percent_encode(place, STM_EDITION_IN_REFERENCE, walk->pool), NULL));
    }
    else if (id != NULL) {
        xmlUnsetNsProp(link, meta, BAD_CAST "place");
    }
    xmlFree(id);
}

static void settle_links(const walk_t *walk, xmlNode *parent, const scope_t *scope)
{
    for (xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (stm_plain_is(node, "link")) {
            settle_link(walk, node, scope);
        }
        if (node->type == XML_ELEMENT_NODE) {
            settle_links(walk, node,
                         stm_plain_is(node, "statement")
                             ? apr_hash_get(walk->scopes, &node, sizeof(const xmlNode *))
                             : scope);
        }
    }
}

void stm_edition_settle_anchors(xmlNode *root, const char *address, apr_pool_t *scratch_pool)
{
    walk_t walk = {apr_hash_make(scratch_pool), address, 0, scratch_pool};
    scope_t *outermost = add_scope(&walk, root, NULL);

    collect(&walk, root, outermost);
    if (walk.has_links) {
        settle_links(&walk, root, outermost);
    }
}
