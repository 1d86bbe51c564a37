#include <apr_strings.h>
#include <string.h>

#include "core/schema/rules.h"
#include "core/xml/plain.h"

/* What stands at most once, and what must stand, in elements whose children come in any order. */
typedef struct once_t {
    const char *parent;
    const char *const *names;    /* at most once each */
    const char *const *required; /* at least once each */
} once_t;

static const char *const head_once[] = {
    "title",  "subtitle", "published", "withdrawn",   "expires", "place",  "summary", "source",
    "leadin", "ending",   "rights",    "responsible", "ai",      "points", NULL};
static const char *const contact_once[] = {"name", "role", "organization", "hours", "remark", NULL};
static const char *const event_once[] = {"title", "place", NULL};
static const char *const person_once[] = {"name", "role", "organization", NULL};
static const char *const name_required[] = {"name", NULL};
static const char *const nothing[] = {NULL};

static const once_t rules[] = {
    {"head", head_once, nothing},        {"contact", contact_once, nothing},
    {"event", event_once, nothing},      {"speaker", person_once, name_required},
    {"signatory", person_once, nothing},
};

#define MOST_NAMES 16 /* of one rule */

/* The place of an element's name among @a names; -1: it is none of them. */
static int place_among(const xmlNode *node, const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (stm_plain_is(node, names[i])) {
            return i;
        }
    }
    return -1;
}

static void report_again(const stm_check_t *check, const xmlNode *again, const xmlNode *first)
{
    stm_check_error(
        check, again, "too-many",
        apr_psprintf(check->pool, "Keep one; the first is in line %d.", stm_check_line(first)),
        "<%s> occurs a second time in <%s>", again->name, again->parent->name);
}

/* One walk for all names: a head may have thousands of other children. */
static void check_once(const stm_check_t *check, const xmlNode *parent, const char *const *names)
{
    const xmlNode *first[MOST_NAMES] = {NULL};

    for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
        int place = place_among(node, names);

        if (place >= 0 && first[place] == NULL) {
            first[place] = node;
        }
        else if (place >= 0 && !stm_check_is_full(check)) {
            report_again(check, node, first[place]);
        }
    }
}

/* A speech's `speaker` is a text, not a person with a name. */
static int is_person(const xmlNode *node)
{
    return !stm_plain_is(node, "speaker") || !stm_plain_is(node->parent, "speech");
}

/* Mistaken names are reported already: what they were meant for is not missing. */
static int is_named_wrong(const stm_check_t *check, const xmlNode *parent)
{
    for (const xmlNode *child = parent->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && stm_check_is_reported(check, child)) {
            return 1;
        }
    }
    return 0;
}

static void check_signatory(const stm_check_t *check, const xmlNode *node)
{
    if (stm_plain_child(node, "name", NULL) == NULL &&
        stm_plain_child(node, "organization", NULL) == NULL && !is_named_wrong(check, node)) {
        stm_check_error(check, node, "missing",
                        "Write <name>…</name> or <organization>…</organization> in it.",
                        "<signatory> names neither a person nor an organization");
    }
}

static void check_counts(const stm_check_t *check, const xmlNode *node)
{
    for (apr_size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
        if (!stm_plain_is(node, rules[i].parent) || !is_person(node) ||
            xmlHasNsProp(node, BAD_CAST "ref", NULL) != NULL) {
            continue;
        }
        check_once(check, node, rules[i].names);
        for (const char *const *name = rules[i].required; *name != NULL; name++) {
            if (stm_plain_child(node, *name, NULL) == NULL && !stm_check_is_reported(check, node)) {
                stm_check_error(check, node, "missing",
                                apr_psprintf(check->pool, "Write <%s>…</%s> in it.", *name, *name),
                                "<%s> lacks a <%s>", node->name, *name);
            }
        }
    }
}

/* What newsroom.xml is to give it; that it does not is reported already. */
static int is_by_reference(const xmlNode *node)
{
    return xmlHasNsProp(node, BAD_CAST "ref", NULL) != NULL ||
           (stm_plain_is(node, "tag") && xmlHasNsProp(node, BAD_CAST "key", NULL) != NULL);
}

void stm_rules_counts(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type == XML_ELEMENT_NODE) {
            check_counts(check, node);
        }
    }
}

/* An element that is there but holds nothing that is seen. */
static void check_filled(const stm_check_t *check, const xmlNode *head)
{
    static const char *const names[] = {"title", "issuer", "author", "tag", NULL};

    for (const char *const *name = names; *name != NULL; name++) {
        const xmlNode *element = NULL;

        while ((element = stm_plain_child(head, *name, element)) != NULL) {
            if (*stm_plain_words(element, check->pool) == '\0' && !is_by_reference(element)) {
                stm_check_error(check, element, "empty", "Write the words in it, or delete it.",
                                "<%s> is empty", *name);
            }
        }
    }
}

static int is_draft(const xmlNode *root, apr_pool_t *pool)
{
    const char *status = stm_plain_attribute(root, "status", pool);

    return status != NULL && strcmp(status, "draft") == 0;
}

static void require(const stm_check_t *check, const xmlNode *head, const char *name,
                    const char *remedy, const char *message)
{
    if (stm_plain_child(head, name, NULL) == NULL) {
        stm_check_error(check, head, "missing", remedy, "%s", message);
    }
}

static void check_outer_head(const stm_check_t *check, const xmlNode *head)
{
    if (is_named_wrong(check, head)) {
        return;
    }
    require(check, head, "title", "Write <title>…</title> in <head>.",
            "The statement has no title");
    require(check, head, "issuer", "Write <issuer>…</issuer> in <head>: the body that speaks.",
            "The statement has no issuer");
    if (!is_draft(check->root, check->pool)) {
        require(check, head, "published",
                "Write <published>2026-05-04T10:00+02:00</published> in <head>, or "
                "status=\"draft\" in <statement>.",
                "The statement has no date of publication");
    }
}

static int has_parts(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE || stm_check_is_words(child)) {
            return 1;
        }
    }
    return 0;
}

static void check_outer_parts(const stm_check_t *check)
{
    const xmlNode *head = stm_plain_child(check->root, "head", NULL);
    const xmlNode *body = stm_plain_child(check->root, "body", NULL);
    int is_certain = !is_named_wrong(check, check->root);

    if (head != NULL) {
        check_outer_head(check, head);
    }
    else if (is_certain) {
        stm_check_error(check, check->root, "missing",
                        "Write <head> with <title>, <issuer> and <published> as its first part.",
                        "The statement has no head");
    }
    if (body != NULL && !has_parts(body) && stm_plain_child(head, "withdrawn", NULL) == NULL) {
        stm_check_warning(check, body, "empty", "Write the paragraphs <p> in it.",
                          "The body is empty");
    }
    if (is_certain && body == NULL) {
        stm_check_error(check, check->root, "missing",
                        "Write <body> with the paragraphs <p> in it after the head.",
                        "The statement has no body");
    }
}

static void check_outer_attributes(const stm_check_t *check)
{
    if (xmlHasNsProp(check->root, BAD_CAST "src", NULL) != NULL) {
        stm_check_error(check, check->root, "misplaced",
                        "Put <statement src=\"…\"/> into the body of another statement.",
                        "The outermost <statement> may not have src");
    }
    if (xmlHasNsProp(check->root, BAD_CAST "lang", XML_XML_NAMESPACE) == NULL) {
        stm_check_error(check, check->root, "missing-attribute",
                        "Write the language, as <statement xml:lang=\"en\">.",
                        "The statement does not say its language");
    }
    if (xmlHasNsProp(check->root, BAD_CAST "id", NULL) == NULL) {
        stm_check_warning(check, check->root, "missing-id",
                          "Write <statement id=\"…\"> with a name that will never change.",
                          "The statement has no id: if its file is renamed, readers get it again");
    }
}

static void check_reproduced(const stm_check_t *check, const xmlNode *node)
{
    int has_source = xmlHasNsProp(node, BAD_CAST "src", NULL) != NULL;

    if (has_source && has_parts(node)) {
        stm_check_error(check, node, "not-empty", "Delete src, or what is in it.",
                        "A <statement> with src may not hold anything itself");
    }
    else if (!has_source && stm_plain_child(node, "body", NULL) == NULL &&
             !is_named_wrong(check, node)) {
        stm_check_error(check, node, "missing",
                        "Write <body> with its words, or src=\"name\" for one stored here.",
                        "The reproduced statement has no body");
    }
}

/* Of one event, its statement's identity is enough. */
static void check_event_ids(const stm_check_t *check, const xmlNode *head)
{
    const xmlNode *first = stm_plain_child(head, "event", NULL);
    const xmlNode *event = first ? stm_plain_child(head, "event", first) : NULL;

    for (event = event ? first : NULL; event; event = stm_plain_child(head, "event", event)) {
        if (xmlHasNsProp(event, BAD_CAST "id", NULL) == NULL &&
            !stm_check_is_reported(check, event)) {
            stm_check_error(check, event, "missing-attribute",
                            "Write a short name that never changes, as <event id=\"briefing\">: "
                            "calendars know it by that.",
                            "Of several events, this one has no id");
        }
    }
}

void stm_rules_head(const stm_check_t *check)
{
    check_outer_attributes(check);
    check_outer_parts(check);
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        check_counts(check, node);
        if (stm_plain_is(node, "signatory")) {
            check_signatory(check, node);
        }
        else if (stm_plain_is(node, "head")) {
            check_filled(check, node);
            check_event_ids(check, node);
        }
        else if (stm_plain_is(node, "statement") && node != check->root) {
            check_reproduced(check, node);
        }
    }
}
