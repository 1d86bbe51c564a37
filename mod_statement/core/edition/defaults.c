/* What newsroom.xml says of each statement that does not say it itself. */
#include <apr_cstr.h>

#include "core/edition/internal.h"
#include "core/site/expansion_copy.h"
#include "core/xml/plain.h"

typedef struct adding_t {
    const stm_document_t *document;
    xmlNode *head;
    stm_sharing_t sharing;
    apr_pool_t *pool;
} adding_t;

static xmlNode *add(const adding_t *adding, const char *element, const char *id)
{
    const stm_shared_t *shared = stm_newsroom_file_find(adding->document->newsroom_file, element,
                                                        id, &adding->sharing, NULL, adding->pool);
    xmlNode *copy = shared ? stm_expansion_copy(shared, NULL, adding->head, adding->document->xml,
                                                adding->document->shared_up, adding->pool)
                           : NULL;

    if (copy == NULL) {
        return NULL;
    }
    if (shared->lang != NULL && (adding->sharing.lang == NULL ||
                                 apr_cstr_casecmp(shared->lang, adding->sharing.lang) != 0)) {
        xmlNodeSetLang(copy, BAD_CAST shared->lang);
    }
    return xmlAddChild(adding->head, copy);
}

static void add_missing(const adding_t *adding)
{
    static const char *const names[] = {"rights", "responsible", "ai"};

    for (apr_size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (stm_plain_child(adding->head, names[i], NULL) == NULL) {
            add(adding, names[i], "");
        }
    }
}

/* That of a reproduced statement is `ending`, too, and another line. */
static void add_ending(const adding_t *adding)
{
    xmlNode *ending = add(adding, "ending", "");

    if (ending != NULL) {
        stm_tree_mark(ending, "own", "yes");
    }
}

static void add_policies(const adding_t *adding)
{
    static const char *const kinds[] = {"corrections", "publishing", "ethics"};

    for (apr_size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        add(adding, "policy", kinds[i]);
    }
}

void stm_edition_add_defaults(stm_document_t *document, const stm_statement_t *statement,
                              apr_pool_t *scratch_pool)
{
    xmlNode *root = xmlDocGetRootElement(document->xml);
    adding_t adding = {.document = document,
                       .head = stm_plain_child(root, "head", NULL),
                       .sharing = {statement->lang, statement->published_at},
                       .pool = scratch_pool};

    if (adding.head == NULL || stm_newsroom_file_defaults_digest(document->newsroom_file) == NULL) {
        return;
    }
    add_missing(&adding);
    add_ending(&adding);
    add_policies(&adding);
}
