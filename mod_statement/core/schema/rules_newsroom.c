/* newsroom.xml: what statements find in it, and what its own elements point to. */
#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/i18n/date.h"
#include "core/schema/rules.h"
#include "core/xml/plain.h"
#include "core/xml/shared_element.h"

/* Each statement that asks for an id compares all that have it. */
#define MOST_VERSIONS 100

typedef struct ids_t {
    const stm_check_t *check;
    apr_hash_t *owners;   /* id to the first element (xmlNode *) of issuers, entries and the like */
    apr_hash_t *versions; /* element, id, language and day to the first element */
    apr_hash_t *counts;   /* element and id to int * */
} ids_t;

/* What `by`, `who` and `ref` may mean shares one set of names, as in a statement. */
static int shares_names(const xmlNode *node)
{
    static const char *const names[] = {"issuer", "speaker", "entry", "note", NULL};

    return stm_plain_is_one_of(node, names);
}

static void check_id(const stm_check_t *check, const xmlNode *node, const char *id)
{
    const char *name = stm_plain_is(node, "tag") ? "key" : "id";

    if (id == NULL) {
        stm_check_error(check, node, "missing-attribute",
                        apr_psprintf(check->pool,
                                     "Write a name by which statements use it, as "
                                     "<%s %s=\"press\">.",
                                     node->name, name),
                        "<%s> in newsroom.xml has no %s", node->name, name);
    }
    else if (!stm_shared_element_is_default(node) && !stm_plain_is(node, "tag") &&
             !stm_check_is_name(id)) {
        stm_check_error(check, node, "id-name", "Write letters, digits and hyphens, as id=\"eu\".",
                        "id=\"%s\" is not a name", id);
    }
}

static void check_day(const stm_check_t *check, const xmlNode *node)
{
    const char *from = stm_plain_attribute(node, "from", check->pool);
    stm_date_t date;

    if (from != NULL &&
        (stm_date_parse(&date, from) != STM_DATE_GOOD || date.kind != STM_DATE_DAY)) {
        stm_check_error(check, node, "date", "Write the day from which on it holds, as 2026-05-04.",
                        "from=\"%s\" is no day", from);
    }
}

/* Two that every statement would find alike. */
static void check_version(ids_t *ids, const xmlNode *node, const char *id)
{
    const stm_check_t *check = ids->check;
    const char *lang = stm_plain_lang(node, check->pool);
    const char *from = stm_plain_attribute(node, "from", check->pool);
    const char *key = apr_pstrcat(check->pool, (const char *)node->name, " ", id, " ",
                                  lang ? lang : stm_plain_lang(check->root, check->pool), " ",
                                  from ? from : "", NULL);
    const xmlNode *first = apr_hash_get(ids->versions, key, APR_HASH_KEY_STRING);

    if (first == NULL) {
        apr_hash_set(ids->versions, key, APR_HASH_KEY_STRING, node);
    }
    else if (!stm_check_is_full(check)) {
        stm_check_error(check, node, "duplicate-id",
                        apr_psprintf(check->pool,
                                     "Give one of them another name, xml:lang or from; the first "
                                     "is in line %d.",
                                     stm_check_line(first)),
                        *id != '\0' ? "<%s> “%s” occurs twice in one language, from one day on"
                                    : "<%s>%s occurs twice in one language, from one day on",
                        node->name, id);
    }
}

static void count_version(ids_t *ids, const xmlNode *node, const char *id)
{
    const stm_check_t *check = ids->check;
    const char *key = apr_pstrcat(check->pool, (const char *)node->name, " ", id, NULL);
    int *count = apr_hash_get(ids->counts, key, APR_HASH_KEY_STRING);

    if (count == NULL) {
        count = apr_pcalloc(check->pool, sizeof(*count));
        apr_hash_set(ids->counts, key, APR_HASH_KEY_STRING, count);
    }
    if (++*count == MOST_VERSIONS + 1) {
        stm_check_error(check, node, "too-many", "Delete what no statement needs any more.",
                        "More than %d <%s> have the same name", MOST_VERSIONS, node->name);
    }
}

static void check_owner(ids_t *ids, const xmlNode *node, const char *id)
{
    const stm_check_t *check = ids->check;
    const xmlNode *first = apr_hash_get(ids->owners, id, APR_HASH_KEY_STRING);

    if (first == NULL) {
        apr_hash_set(ids->owners, id, APR_HASH_KEY_STRING, node);
    }
    else if (strcmp((const char *)first->name, (const char *)node->name) != 0 &&
             !stm_check_is_full(check)) {
        stm_check_error(check, node, "duplicate-id",
                        apr_psprintf(check->pool, "Choose another name; the first is in line %d.",
                                     stm_check_line(first)),
                        "The id “%s” is that of a <%s>, too", id, first->name);
    }
}

static void check_filled(const stm_check_t *check, const xmlNode *node)
{
    if ((stm_plain_is(node, "issuer") || stm_plain_is(node, "tag") ||
         stm_plain_is(node, "ending")) &&
        *stm_plain_words(node, check->pool) == '\0') {
        stm_check_error(check, node, "empty", "Write the words in it, or delete it.",
                        "<%s> is empty", node->name);
    }
}

static void check_child(ids_t *ids, const xmlNode *node)
{
    const stm_check_t *check = ids->check;
    const char *id = stm_shared_element_id(node, check->pool);

    if (xmlHasNsProp(node, BAD_CAST "ref", NULL) != NULL) {
        stm_check_error(check, node, "misplaced", "Write its words, with an id.",
                        "<%s> in newsroom.xml may not have ref: that is how statements use it",
                        node->name);
        return;
    }
    check_id(check, node, id);
    check_day(check, node);
    check_filled(check, node);
    if (id != NULL) {
        check_version(ids, node, id);
        count_version(ids, node, id);
    }
    if (id != NULL && shares_names(node)) {
        check_owner(ids, node, id);
    }
}

static const char *wanted_by(const xmlNode *node, const char **attribute)
{
    *attribute = "by";
    if (stm_plain_is(node, "contact") || stm_plain_is(node, "note")) {
        return "issuer";
    }
    if (stm_plain_is(node, "section")) {
        return "issuer or speaker";
    }
    *attribute = "who";
    if (stm_plain_is(node, "speech") || stm_plain_is(node, "quote")) {
        return "issuer or speaker";
    }
    *attribute = "ref";
    return stm_plain_is(node, "abbr") ? "entry" : NULL;
}

static void check_pointer(const ids_t *ids, const xmlNode *node)
{
    const stm_check_t *check = ids->check;
    const char *attribute, *wanted = wanted_by(node, &attribute);
    const char *id = wanted ? stm_plain_attribute(node, attribute, check->pool) : NULL;
    const xmlNode *target = id ? apr_hash_get(ids->owners, id, APR_HASH_KEY_STRING) : NULL;

    if (id != NULL && (target == NULL || strstr(wanted, (const char *)target->name) == NULL) &&
        !stm_check_is_full(check)) {
        stm_check_error(check, node, "dangling-reference",
                        "Correct the name: it is looked for in newsroom.xml alone.",
                        "%s=\"%s\" points to no <%s>", attribute, id, wanted);
    }
}

/* What only a statement can hold. */
static void check_inside(const ids_t *ids, const xmlNode *node)
{
    if (stm_plain_is(node, "statement") || stm_plain_is(node, "noteref")) {
        stm_check_error(ids->check, node, "misplaced", "Write it into the statements that need it.",
                        "<%s> may not stand in newsroom.xml", node->name);
        return;
    }
    check_pointer(ids, node);
}

void stm_rules_newsroom(const stm_check_t *check)
{
    ids_t ids = {check, stm_table_make(check->pool), stm_table_make(check->pool),
                 stm_table_make(check->pool)};

    for (const xmlNode *node = check->root->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && node->ns == NULL &&
            !stm_check_is_reported(check, node)) {
            check_child(&ids, node);
        }
    }
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type == XML_ELEMENT_NODE && node->ns == NULL) {
            check_inside(&ids, node);
        }
    }
}
