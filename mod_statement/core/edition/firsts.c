/*
 * Which reference to a note, use of an abbreviation and turn of a speaker is the first. A
 * stylesheet that looks for that itself, among all that a key gives, does so for each of them: the
 * square of their number.
 */
#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/edition/internal.h"
#include "core/xml/plain.h"

typedef struct walk_t {
    apr_hash_t *met; /* what was met, by its scope and the name that it refers to */
    const xmlNode *page;
    apr_pool_t *pool;
} walk_t;

static void mark_first(walk_t *walk, xmlNode *node, const char *attribute, const xmlNode *scope)
{
    const char *name = stm_plain_attribute(node, attribute, walk->pool);
    const char *key;

    if (name == NULL) {
        return;
    }
    key =
        apr_psprintf(walk->pool, "%s %pp %s", (const char *)node->name, (const void *)scope, name);
    if (apr_hash_get(walk->met, key, APR_HASH_KEY_STRING) == NULL) {
        apr_hash_set(walk->met, key, APR_HASH_KEY_STRING, key);
        stm_tree_mark(node, "first", "yes");
    }
}

/* No running text: an abbreviation there is not expanded. */
static int is_aside(const xmlNode *node)
{
    static const char *const names[] = {"head", "heading", "link", "caption", NULL};

    return stm_plain_is_one_of(node, names);
}

/* @a statement: the innermost around @a node. */
static void visit(walk_t *walk, xmlNode *node, const xmlNode *statement, int is_in_text)
{
    if (stm_plain_is(node, "noteref")) {
        mark_first(walk, node, "ref", statement);
    }
    else if (stm_plain_is(node, "abbr") && is_in_text) {
        mark_first(walk, node, "ref", walk->page);
    }
    else if (stm_plain_is(node, "speech") && stm_plain_child(node, "speaker", NULL) == NULL) {
        mark_first(walk, node, "who", statement);
    }
    statement = stm_plain_is(node, "statement") ? node : statement;
    is_in_text &= !is_aside(node);
    for (xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            visit(walk, child, statement, is_in_text);
        }
    }
}

void stm_edition_mark_firsts(xmlNode *root, apr_pool_t *scratch_pool)
{
    walk_t walk = {stm_table_make(scratch_pool), root, scratch_pool};

    visit(&walk, root, root, 1);
}
