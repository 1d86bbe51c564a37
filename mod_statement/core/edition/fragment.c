#include "core/edition/fragment.h"

#include <apr_escape.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/edition/make.h"
#include "core/xml/page_id.h"
#include "core/xml/plain.h"

typedef struct walk_t {
    const stm_newsroom_t *newsroom;
    int depth; /* of statements by `src` */
    apr_pool_t *pool;
} walk_t;

static int is_in(walk_t *walk, const xmlNode *statement, const char *name, const char *rest);

/* The next node of this statement's own: what is in another statement or internal is passed by. */
static const xmlNode *next_node(const xmlNode *at, const xmlNode *statement)
{
    return at == statement || !(stm_plain_is(at, "statement") || stm_plain_is_internal(at))
               ? stm_plain_next(at, statement)
               : stm_plain_next_after(at, statement);
}

static const xmlNode *next_own(const xmlNode *at, const xmlNode *statement)
{
    do {
        at = next_node(at, statement);
    } while (at != NULL && at->type != XML_ELEMENT_NODE);
    return at;
}

/* The @a number-th statement reproduced in @a statement; NULL: it has fewer. */
static const xmlNode *find_reproduced(const xmlNode *statement, long number)
{
    for (const xmlNode *at = next_own(statement, statement); at != NULL;
         at = next_own(at, statement)) {
        if (stm_plain_is(at, "statement") && !stm_plain_is_internal(at) && --number == 0) {
            return at;
        }
    }
    return NULL;
}

static int has_part(const walk_t *walk, const xmlNode *statement, const char *element,
                    const char *attribute, const char *value)
{
    for (const xmlNode *at = next_own(statement, statement); at != NULL;
         at = next_own(at, statement)) {
        const char *found = stm_plain_is(at, element) && !stm_plain_is_internal(at)
                                ? stm_plain_attribute(at, attribute, walk->pool)
                                : NULL;

        if (found != NULL && strcmp(found, value) == 0) {
            return 1;
        }
    }
    return 0;
}

/* What has an id of its own, which pages print as it is. */
static int has_place(const walk_t *walk, const xmlNode *statement, const char *id)
{
    for (const xmlNode *at = next_own(statement, statement); at != NULL;
         at = next_own(at, statement)) {
        const char *found = stm_page_id_is_typed(at) && !stm_plain_is_internal(at)
                                ? stm_plain_attribute(at, "id", walk->pool)
                                : NULL;

        if (found != NULL && strcmp(found, id) == 0) {
            return 1;
        }
    }
    return 0;
}

static int is_in_source(walk_t *walk, const char *src, const char *name, const char *rest)
{
    const char *source = stm_edition_name(src, name, walk->pool);
    stm_document_t *document;

    if (source == NULL || ++walk->depth > STM_BOUND_DEPTH ||
        stm_document_read(&document, stm_newsroom_path(walk->newsroom, source, walk->pool), source,
                          &walk->newsroom->limits, stm_problems_create(walk->pool),
                          walk->pool) != APR_SUCCESS) {
        return 1;
    }
    return is_in(walk, xmlDocGetRootElement(document->xml), source, rest);
}

/* @a rest is behind "s" and a number. */
static int is_in_reproduced(walk_t *walk, const xmlNode *reproduced, const char *name,
                            const char *rest)
{
    const char *src;

    if (reproduced == NULL || (*rest != '\0' && *rest != '-')) {
        return 0;
    }
    if (*rest == '\0') {
        return 1;
    }
    src = stm_plain_attribute(reproduced, "src", walk->pool);
    return src != NULL ? is_in_source(walk, src, name, rest + 1)
                       : is_in(walk, reproduced, name, rest + 1);
}

static int is_in(walk_t *walk, const xmlNode *statement, const char *name, const char *rest)
{
    static const struct {
        const char *start, *element, *attribute;
    } parts[] = {{"note-", "note", "id"}, {"entry-", "entry", "id"}, {"ref-", "noteref", "ref"}};
    char *end;

    if (rest[0] == 's' && apr_isdigit(rest[1])) {
        long number = strtol(rest + 1, &end, 10);

        return is_in_reproduced(walk, find_reproduced(statement, number), name, end);
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t length = strlen(parts[i].start);

        if (strncmp(rest, parts[i].start, length) == 0) {
            return has_part(walk, statement, parts[i].element, parts[i].attribute, rest + length);
        }
    }
    return has_place(walk, statement, rest);
}

int stm_fragment_is_there(const stm_newsroom_t *newsroom, const stm_document_t *document,
                          const char *name, const char *fragment, apr_pool_t *scratch_pool)
{
    walk_t walk = {newsroom, 0, scratch_pool};
    const char *decoded = apr_punescape_url(scratch_pool, fragment, NULL, NULL, 0);
    const xmlNode *root = xmlDocGetRootElement(document->xml);

    /* The page as a whole, and words that the browser looks for itself. */
    if (decoded == NULL || *decoded == '\0' || strcmp(decoded, "top") == 0 ||
        strcmp(decoded, "content") == 0 || strncmp(decoded, ":~:", 3) == 0) {
        return 1;
    }
    return root == NULL || is_in(&walk, root, name, decoded);
}
