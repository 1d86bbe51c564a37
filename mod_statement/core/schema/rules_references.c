#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/schema/rules.h"
#include "core/xml/page_id.h"
#include "core/xml/plain.h"

typedef struct pointer_t {
    const char *element;
    const char *attribute;
    const char *const *targets; /* elements that it may point to */
    const char *wanted;         /* in words */
} pointer_t;

static const char *const entries[] = {"entry", NULL};
static const char *const notes[] = {"note", NULL};
static const char *const issuers[] = {"issuer", NULL};
static const char *const voices[] = {"issuer", "speaker", NULL};

static const pointer_t pointers[] = {
    {"abbr", "ref", entries, "a glossary <entry>"},
    {"noteref", "ref", notes, "a <note>"},
    {"contact", "by", issuers, "an <issuer>"},
    {"note", "by", issuers, "an <issuer>"},
    {"section", "by", voices, "an <issuer> or a <speaker>"},
    {"speech", "who", voices, "an <issuer> or a <speaker>"},
    {"quote", "who", voices, "an <issuer> or a <speaker>"},
};

static int holds_ids(const xmlNode *node)
{
    return stm_plain_is(node, "issuer") || stm_plain_is(node, "speaker") ||
           stm_plain_is(node, "event") || stm_plain_is(node, "entry") ||
           stm_plain_is(node, "note") || stm_page_id_is_typed(node);
}

/* The ids of one statement, not counting those of statements inside it. */
static apr_hash_t *ids_of(const stm_check_t *check, apr_hash_t *all, const xmlNode *statement)
{
    apr_hash_t *ids = apr_hash_get(all, &statement, sizeof(const xmlNode *));

    if (ids == NULL) {
        const xmlNode **key = apr_palloc(check->pool, sizeof(*key));

        *key = statement;
        ids = stm_table_make(check->pool);
        apr_hash_set(all, key, sizeof(*key), ids);
    }
    return ids;
}

static void collect(const stm_check_t *check, apr_hash_t *all, const xmlNode *node)
{
    const char *id = stm_plain_attribute(node, "id", check->pool);
    apr_hash_t *ids = ids_of(check, all, stm_plain_statement_of(node));
    const xmlNode *first;

    if (id == NULL) {
        return;
    }
    if (!stm_check_is_name(id)) {
        stm_check_error(check, node, "id-name", "Write letters, digits and hyphens, as id=\"eu\".",
                        "id=\"%s\" is not a name", id);
    }
    else if (stm_page_id_is_typed(node) && stm_page_id_is_made(id)) {
        stm_check_error(check, node, "id-made",
                        apr_psprintf(check->pool, "Choose another name, as id=\"part-%s\".", id),
                        "id=\"%s\" is a name that pages give to places themselves", id);
    }
    first = apr_hash_get(ids, id, APR_HASH_KEY_STRING);
    if (first == NULL) {
        apr_hash_set(ids, id, APR_HASH_KEY_STRING, node);
        return;
    }
    if (stm_check_is_full(check)) {
        return;
    }
    stm_check_error(check, node, "duplicate-id",
                    apr_psprintf(check->pool, "Choose another name; the first is in line %d.",
                                 stm_check_line(first)),
                    "The id “%s” occurs twice in this statement", id);
}

/* There, or outwards. */
static const xmlNode *resolve(const stm_check_t *check, apr_hash_t *all, const xmlNode *node,
                              const char *id)
{
    const xmlNode *found = NULL;

    for (const xmlNode *around = stm_plain_statement_of(node); around != NULL && found == NULL;
         around = stm_plain_statement_of(around)) {
        found = apr_hash_get(ids_of(check, all, around), id, APR_HASH_KEY_STRING);
    }
    return found;
}

static void check_pointer(const stm_check_t *check, apr_hash_t *all, const xmlNode *node,
                          const pointer_t *pointer)
{
    const char *id = stm_plain_attribute(node, pointer->attribute, check->pool);
    const xmlNode *target = id ? resolve(check, all, node, id) : NULL;

    if (id == NULL || stm_check_is_shared(check, node) ||
        (target != NULL && stm_check_is_shared(check, target) && !stm_plain_is(node, "noteref"))) {
        return;
    }
    if (target == NULL) {
        stm_check_error(check, node, "dangling-reference",
                        apr_psprintf(check->pool, "Write %s with id=\"%s\", or correct the name.",
                                     pointer->wanted, id),
                        "%s=\"%s\" points to nothing", pointer->attribute, id);
    }
    else if (!stm_plain_is_one_of(target, pointer->targets)) {
        stm_check_error(check, node, "wrong-reference",
                        apr_psprintf(check->pool, "Let it point to %s.", pointer->wanted),
                        "%s=\"%s\" points to an element <%s>", pointer->attribute, id,
                        target->name);
    }
    else if (stm_plain_is_internal(target) && stm_plain_is(node, "noteref")) {
        stm_check_error(check, node, "internal-reference",
                        "Delete it, or take scope=\"internal\" away from the note.",
                        "ref=\"%s\" points to an internal note, which readers never see", id);
    }
}

static int is_within_internal(const xmlNode *node)
{
    for (; node != NULL && node->type == XML_ELEMENT_NODE; node = node->parent) {
        if (stm_plain_is_internal(node)) {
            return 1;
        }
    }
    return 0;
}

#define WITH_PLACES "<section>, <callout>, <blockquote>, <quote>, <note> or <entry>"

static void warn_of_place(const stm_check_t *check, const xmlNode *link, const char *id,
                          const xmlNode *target)
{
    const char *remedy =
        target ? apr_psprintf(check->pool,
                              "It is the id of an element <%s>, which is no place of its own: let "
                              "it be that of a " WITH_PLACES ".",
                              target->name)
               : apr_psprintf(check->pool,
                              "Write id=\"%s\" on the " WITH_PLACES
                              " that is meant, or correct the name.",
                              id);

    stm_check_warning(check, link, "fragment-missing", remedy, "The page has no place “#%s”", id);
}

/* A link to a place on the same page. */
static void check_link(const stm_check_t *check, apr_hash_t *all, const xmlNode *link)
{
    const char *href = stm_plain_attribute(link, "href", check->pool);
    const char *id = href ? stm_page_id_of(href, check->pool) : NULL;
    const xmlNode *target;

    if (id == NULL || stm_page_id_is_general(id)) {
        return;
    }
    target = resolve(check, all, link, id);
    if (target == NULL || !(stm_page_id_is_typed(target) || stm_plain_is_one_of(target, entries) ||
                            stm_plain_is_one_of(target, notes))) {
        warn_of_place(check, link, id, target);
    }
    else if (is_within_internal(target) && !is_within_internal(link)) {
        stm_check_error(check, link, "internal-reference",
                        "Delete the link and keep its words, or take scope=\"internal\" away from "
                        "what it leads to.",
                        "href=\"#%s\" leads to what is internal, which readers never see", id);
    }
}

/* A name or an absolute address without spaces. */
static void check_identity(const stm_check_t *check, const xmlNode *node)
{
    const char *id = stm_plain_attribute(node, "id", check->pool);

    if (id != NULL && !stm_check_is_name(id) &&
        (strchr(id, ':') == NULL || !apr_isalpha(*id) || strpbrk(id, " \t\n\r\"<>") != NULL)) {
        stm_check_error(check, node, "id-name",
                        "Write letters, digits and hyphens, as id=\"2026-water\", or an absolute "
                        "address.",
                        "id=\"%s\" is not a name", id);
    }
}

void stm_rules_references(const stm_check_t *check)
{
    apr_hash_t *all = apr_hash_make(check->pool);

    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (holds_ids(node) && stm_plain_statement_of(node) != NULL) {
            collect(check, all, node);
        }
        else if (stm_plain_is(node, "statement")) {
            check_identity(check, node);
        }
    }
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        for (apr_size_t i = 0; i < sizeof(pointers) / sizeof(*pointers); i++) {
            if (stm_plain_is(node, pointers[i].element)) {
                check_pointer(check, all, node, &pointers[i]);
            }
        }
        if (stm_plain_is(node, "link")) {
            check_link(check, all, node);
        }
    }
}
