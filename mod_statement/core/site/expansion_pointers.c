/* What a statement's pointers bring of newsroom.xml: what the statement has itself comes first. */
#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/site/expansion_copy.h"
#include "core/site/expansion_internal.h"
#include "core/xml/plain.h"

/* What may point out of a statement, and to what. */
static const struct {
    const char *element, *attribute, *targets[2];
} pointers[] = {
    {"abbr", "ref", {"entry", NULL}},         {"contact", "by", {"issuer", NULL}},
    {"note", "by", {"issuer", NULL}},         {"section", "by", {"issuer", "speaker"}},
    {"speech", "who", {"issuer", "speaker"}}, {"quote", "who", {"issuer", "speaker"}},
};

#define POINTERS ((int)(sizeof(pointers) / sizeof(*pointers)))

void stm_expanding_note_pointer(stm_expanding_t *to, const xmlNode *node)
{
    for (int i = 0; i < POINTERS; i++) {
        if (stm_plain_is(node, pointers[i].element) &&
            xmlHasNsProp(node, BAD_CAST pointers[i].attribute, NULL) != NULL) {
            APR_ARRAY_PUSH(to->pointers, const xmlNode *) = node;
            return;
        }
    }
}

void stm_expanding_note_pointers(stm_expanding_t *to, const xmlNode *top)
{
    for (const xmlNode *node = top; node != NULL; node = stm_plain_next(node, top)) {
        if (node->type == XML_ELEMENT_NODE && node->properties != NULL) {
            stm_expanding_note_pointer(to, node);
        }
    }
}

static apr_hash_t *ids_of(apr_hash_t *all, const xmlNode *statement, apr_pool_t *pool)
{
    apr_hash_t *ids = apr_hash_get(all, &statement, sizeof(statement));

    if (ids == NULL) {
        const xmlNode **key = apr_pmemdup(pool, &statement, sizeof(statement));

        ids = stm_table_make(pool);
        apr_hash_set(all, key, sizeof(*key), ids);
    }
    return ids;
}

/* The ids of each statement, not counting those of statements in it. */
static apr_hash_t *collect_ids(const stm_expanding_t *to, const xmlNode *root)
{
    apr_hash_t *all = apr_hash_make(to->pool);

    for (const xmlNode *node = root; node != NULL; node = stm_plain_next(node, root)) {
        const char *id = stm_plain_is(node, "issuer") || stm_plain_is(node, "speaker") ||
                                 stm_plain_is(node, "entry") || stm_plain_is(node, "note")
                             ? stm_plain_attribute(node, "id", to->pool)
                             : NULL;
        const xmlNode *statement = id ? stm_plain_statement_of(node) : NULL;

        if (statement != NULL) {
            apr_hash_set(ids_of(all, statement, to->pool), id, APR_HASH_KEY_STRING, node);
        }
    }
    return all;
}

static int is_own(apr_hash_t *all, const xmlNode *node, const char *id)
{
    for (const xmlNode *around = stm_plain_statement_of(node); around != NULL;
         around = stm_plain_statement_of(around)) {
        apr_hash_t *ids = apr_hash_get(all, &around, sizeof(around));

        if (ids != NULL && apr_hash_get(ids, id, APR_HASH_KEY_STRING) != NULL) {
            return 1;
        }
    }
    return 0;
}

static void add_voice(stm_expanding_t *to, xmlNode *root, const stm_shared_t *shared)
{
    xmlNode *head = stm_plain_child(root, "head", NULL);
    xmlNode *voice = head ? stm_expansion_voice(shared, head, to->document->xml,
                                                to->document->shared_up, to->pool)
                          : NULL;

    if (voice != NULL) {
        xmlAddChild(head, voice);
        stm_expanding_mark(to, voice);
    }
}

static void add_entry(stm_expanding_t *to, xmlNode *root, const stm_shared_t *shared)
{
    xmlNode *entry;

    if (to->document->weight.parts[STM_COUNTED_ENTRY] >= stm_bounds_most(STM_COUNTED_ENTRY)) {
        return;
    }
    for (xmlNode *node = root->last; node != NULL && to->glossary == NULL; node = node->prev) {
        to->glossary = stm_plain_is(node, "glossary") ? node : NULL;
    }
    if (to->glossary == NULL) {
        to->glossary = xmlNewChild(root, NULL, BAD_CAST "glossary", NULL);
        to->glossary->_private = root->_private;
        stm_expanding_mark(to, to->glossary);
    }
    entry = stm_expansion_copy(shared, NULL, to->glossary, to->document->xml,
                               to->document->shared_up, to->pool);
    if (entry != NULL) {
        xmlAddChild(to->glossary, entry);
        stm_expanding_mark(to, entry);
        to->document->weight.parts[STM_COUNTED_ENTRY]++;
        stm_expanding_note_pointers(to, entry);
    }
}

static const stm_shared_t *find_target(stm_expanding_t *to, int pointer, const char *id,
                                       xmlNode *root)
{
    const stm_shared_t *shared = NULL;

    for (int i = 0; i < 2 && pointers[pointer].targets[i] != NULL && shared == NULL; i++) {
        shared = stm_newsroom_file_find(to->file, pointers[pointer].targets[i], id,
                                        stm_expanding_sharing(to, root), NULL, to->pool);
    }
    return shared;
}

static void refuse_pointer(stm_expanding_t *to, const xmlNode *node, int pointer, const char *id,
                           const stm_shared_t *shared)
{
    const char *attribute = pointers[pointer].attribute, *near;

    if (shared != NULL) {
        stm_expanding_refuse(
            to, node, "internal-reference",
            "Delete it, or take scope=\"internal\" away from it in newsroom.xml.",
            apr_psprintf(to->pool,
                         "%s=\"%s\" points to what is internal in newsroom.xml, which "
                         "readers never see",
                         attribute, id));
        stm_expanding_mark(to, node);
        return;
    }
    near = stm_expanding_nearest(to, pointers[pointer].targets[0], id);
    if (near == NULL && pointers[pointer].targets[1] != NULL) {
        near = stm_expanding_nearest(to, pointers[pointer].targets[1], id);
    }
    if (near != NULL) {
        stm_expanding_refuse(to, node, "dangling-reference",
                             apr_psprintf(to->pool,
                                          "Did you mean %s=\"%s\", which newsroom.xml has?",
                                          attribute, near),
                             apr_psprintf(to->pool, "%s=\"%s\" points to nothing", attribute, id));
        stm_expanding_mark(to, node);
    }
}

static void follow(stm_expanding_t *to, xmlNode *root, const xmlNode *node, int pointer,
                   const char *id)
{
    const char *kind = pointer == 0 ? "entry " : "voice ";
    const char *key = apr_pstrcat(to->pool, kind, id, NULL);
    const stm_shared_t *shared;

    if (apr_hash_get(to->added, key, APR_HASH_KEY_STRING) != NULL) {
        return;
    }
    shared = find_target(to, pointer, id, root);
    if (shared == NULL || shared->is_internal) {
        stm_expanding_asked(to, pointers[pointer].element, id, shared);
        if (to->problems != NULL) {
            refuse_pointer(to, node, pointer, id, shared);
        }
        return;
    }
    apr_hash_set(to->added, key, APR_HASH_KEY_STRING, key);
    stm_expanding_asked(to, shared->element, id, shared);
    if (!stm_expanding_has_room(to, node, shared)) {
        return;
    }
    if (pointer == 0) {
        add_entry(to, root, shared);
    }
    else {
        add_voice(to, root, shared);
    }
}

/* An entry may have abbreviations of its own: the list grows while it is walked. */
void stm_expanding_follow(stm_expanding_t *to, xmlNode *root)
{
    apr_hash_t *all;

    if (to->file == NULL || to->pointers->nelts == 0) {
        return;
    }
    all = collect_ids(to, root);
    for (int i = 0; i < to->pointers->nelts; i++) {
        const xmlNode *node = APR_ARRAY_IDX(to->pointers, i, const xmlNode *);

        for (int p = 0; p < POINTERS; p++) {
            const char *id = stm_plain_is(node, pointers[p].element)
                                 ? stm_plain_attribute(node, pointers[p].attribute, to->pool)
                                 : NULL;

            if (id != NULL && !is_own(all, node, id)) {
                follow(to, root, node, p, id);
            }
        }
    }
}
