#include <apr_strings.h>
#include <string.h>

#include "core/schema/rules.h"
#include "core/xml/plain.h"

static int is_block(const xmlNode *node)
{
    static const char *const names[] = {"p",       "section",   "speech", "blockquote",
                                        "callout", "statement", "list",   "figure",
                                        "table",   "gallery",   NULL};

    return stm_plain_is_one_of(node, names);
}

static void report_mixed(const stm_check_t *check, const xmlNode *node, const xmlNode *block,
                         int is_behind)
{
    const xmlNode *holder = node->parent;

    stm_check_mark_reported(check, holder);
    stm_check_mark_reported(check, block);
    if (!stm_plain_is(holder, "item") || !stm_plain_is(block, "list")) {
        stm_check_error(check, node, "mixed",
                        "Put each part of the text into a paragraph <p>, or none.",
                        "<%s> holds both paragraphs and text beside them", holder->name);
    }
    else {
        stm_check_error(check, node, "mixed",
                        is_behind ? "Put each part of the text into a paragraph <p>, or end the "
                                    "item with the list."
                                  : "Put the words before the list, or into a paragraph <p>.",
                        is_behind ? "<item> goes on behind the <list> that ends its words"
                                  : "In <item> words stand behind a <list>");
    }
}

/* Items and cells hold words or blocks, not both; only an item may end with a list behind its
 * words. What came second is reported. */
static void check_one_kind(const stm_check_t *check, const xmlNode *holder)
{
    const xmlNode *words = NULL, *block = NULL;
    int is_ended = 0;

    for (const xmlNode *node = holder->children; node != NULL; node = node->next) {
        if (is_block(node)) {
            block = block ? block : node;
        }
        else if (node->type == XML_ELEMENT_NODE || stm_check_is_words(node)) {
            words = words ? words : node;
        }
        else {
            continue;
        }
        if (words != NULL && block == node && stm_plain_is(holder, "item") &&
            stm_plain_is(block, "list")) {
            is_ended = 1;
        }
        else if (words != NULL && block != NULL) {
            report_mixed(check, node, block, is_ended);
            return;
        }
    }
}

static const xmlNode *next_element(const xmlNode *node)
{
    do {
        node = node->next;
    } while (node != NULL && node->type != XML_ELEMENT_NODE);
    return node;
}

static void check_last(const stm_check_t *check, const xmlNode *node, const char *parent)
{
    const xmlNode *next = next_element(node);

    if (next != NULL && stm_plain_is(node->parent, parent) && !stm_check_is_reported(check, node)) {
        stm_check_error(check, node, "order",
                        apr_psprintf(check->pool, "Move it to the end, before </%s>.", parent),
                        "<%s> must stand last in <%s>", node->name, parent);
        stm_check_mark_reported(check, next);
    }
}

static void check_first(const stm_check_t *check, const xmlNode *heading)
{
    const xmlNode *before = heading->prev, *holder = heading->parent;
    int is_again;

    while (before != NULL && before->type != XML_ELEMENT_NODE) {
        before = before->prev;
    }
    if (before == NULL || stm_check_is_reported(check, heading) ||
        (!stm_plain_is(holder, "section") && !stm_plain_is(holder, "callout"))) {
        return;
    }
    is_again = stm_plain_is(before, "heading");
    stm_check_error(check, heading, "order",
                    is_again ? "Begin a new <section> for it."
                             : "Move it to the beginning, or begin a new <section> for it.",
                    is_again ? "A %s may have one <heading> only"
                             : "<heading> must stand first in <%s>",
                    holder->name);
}

static void check_parts(const stm_check_t *check, const xmlNode *statement, const char *name,
                        const char *remedy)
{
    const xmlNode *first = stm_plain_child(statement, name, NULL);
    const xmlNode *again = first ? stm_plain_child(statement, name, first) : NULL;

    if (again != NULL && !stm_check_is_reported(check, again)) {
        stm_check_error(check, again, "too-many", remedy,
                        "A second <%s> begins here; the first is in line %d", name,
                        stm_check_line(first));
    }
}

static void check_order(const stm_check_t *check, const xmlNode *statement)
{
    const xmlNode *head = stm_plain_child(statement, "head", NULL);
    const xmlNode *body = stm_plain_child(statement, "body", NULL);

    check_parts(check, statement, "head", "Put everything into one <head>.");
    check_parts(check, statement, "body", "Put everything into one <body>.");
    for (const xmlNode *node = statement->children; node != NULL && node != head;
         node = node->next) {
        if (node == body && head != NULL) {
            stm_check_error(check, head, "order", "Move it before <body>.",
                            "<head> must stand before <body>");
            stm_check_mark_reported(check, body);
        }
    }
    for (const xmlNode *node = statement->children; node != NULL && node != body;
         node = node->next) {
        if (body != NULL && (stm_plain_is(node, "note") || stm_plain_is(node, "glossary"))) {
            stm_check_error(check, node, "order", "Move it to the end, after </body>.",
                            "<%s> must stand after <body>", node->name);
            stm_check_mark_reported(check, body);
        }
    }
}

/* A picture each has its words, so one figure cannot show two. */
static void check_figure(const stm_check_t *check, const xmlNode *figure)
{
    const xmlNode *first = NULL;

    for (const xmlNode *node = figure->children; node != NULL; node = node->next) {
        if (!stm_plain_is(node, "image") && !stm_plain_is(node, "video") &&
            !stm_plain_is(node, "audio")) {
            continue;
        }
        if (first != NULL && !stm_check_is_reported(check, node)) {
            stm_check_error(check, node, "too-many", "Put it into a <figure> of its own.",
                            strcmp((const char *)first->name, (const char *)node->name) == 0
                                ? "A second <%s> is in a <figure>, which shows one"
                                : "<%s> stands beside another in a <figure>, which shows one",
                            node->name);
        }
        first = first ? first : node;
    }
}

static void check_speech(const stm_check_t *check, const xmlNode *speech)
{
    if (stm_plain_child(speech, "speaker", NULL) == NULL &&
        xmlHasNsProp(speech, BAD_CAST "who", NULL) == NULL) {
        stm_check_warning(check, speech, "nameless",
                          "Write <speaker>…</speaker> in it, or who=\"id of the speaker\".",
                          "The speech does not say who speaks");
    }
}

/* The paragraph that was asked about last: it may hold many quotations that continue. */
typedef struct paragraph_t {
    const xmlNode *node;
    int is_continued;
} paragraph_t;

static int is_continued(const xmlNode *paragraph)
{
    const xmlNode *next = paragraph ? next_element(paragraph) : NULL, *inner = next;

    while (inner != NULL && !stm_plain_is(inner, "quote")) {
        inner = stm_plain_next(inner, next);
    }
    return stm_plain_is(next, "p") && inner != NULL;
}

/* A quotation that continues needs a paragraph after it that begins with one. */
static void check_continues(const stm_check_t *check, const xmlNode *quote, paragraph_t *last)
{
    const xmlNode *paragraph = quote;

    while (paragraph != NULL && !stm_plain_is(paragraph, "p")) {
        paragraph = paragraph->parent;
    }
    if (paragraph == NULL || paragraph != last->node) {
        last->node = paragraph;
        last->is_continued = is_continued(paragraph);
    }
    if (!last->is_continued) {
        stm_check_error(check, quote, "continues",
                        "Put the rest into <quote> in the next paragraph, or delete continues.",
                        "The quotation says that it goes on, but the next paragraph has none");
    }
}

/* The schema leaves it empty for one that is in newsroom.xml. */
static void check_note(const stm_check_t *check, const xmlNode *note)
{
    const xmlNode *block = note->children;

    while (block != NULL && (block->type != XML_ELEMENT_NODE || stm_plain_is(block, "title"))) {
        block = block->next;
    }
    if (block == NULL && xmlHasNsProp(note, BAD_CAST "ref", NULL) == NULL &&
        !stm_check_is_reported(check, note)) {
        stm_check_error(check, note, "incomplete", "Write a paragraph <p> in it.",
                        "<note> is not complete");
    }
}

static void check_block(const stm_check_t *check, const xmlNode *node, paragraph_t *last)
{
    if (stm_plain_is(node, "item") || stm_plain_is(node, "cell")) {
        check_one_kind(check, node);
    }
    else if (stm_plain_is(node, "attribution")) {
        check_last(check, node, "blockquote");
    }
    else if (stm_plain_is(node, "signatories")) {
        check_last(check, node, "body");
    }
    else if (stm_plain_is(node, "heading")) {
        check_first(check, node);
    }
    else if (stm_plain_is(node, "statement")) {
        check_order(check, node);
    }
    else if (stm_plain_is(node, "speech")) {
        check_speech(check, node);
    }
    else if (stm_plain_is(node, "figure")) {
        check_figure(check, node);
    }
    else if (stm_plain_is(node, "note")) {
        check_note(check, node);
    }
    else if (stm_plain_is(node, "quote") &&
             xmlHasNsProp(node, BAD_CAST "continues", NULL) != NULL) {
        check_continues(check, node, last);
    }
}

void stm_rules_blocks(const stm_check_t *check)
{
    paragraph_t last = {NULL, 0};

    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type == XML_ELEMENT_NODE) {
            check_block(check, node, &last);
        }
    }
}
