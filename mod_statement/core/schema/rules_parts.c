/* Key points and callouts: how many, and not in one another. */
#include "core/schema/rules.h"
#include "core/xml/plain.h"

#define LEAST_POINTS 2
#define MOST_POINTS  7

static void check_points(const stm_check_t *check, const xmlNode *points)
{
    const xmlNode *item = NULL;
    int count = 0;

    while ((item = stm_plain_child(points, "item", item)) != NULL) {
        if (++count == MOST_POINTS + 1) {
            stm_check_error(check, item, "too-many",
                            "Keep those that matter most; <body> holds lists of any length.",
                            "<points> holds more than %d items", MOST_POINTS);
            stm_check_mark_reported(check, points);
        }
    }
    if (count > 0 && count < LEAST_POINTS && !stm_check_is_reported(check, points)) {
        stm_check_error(check, points, "too-few",
                        "Write 2 to 7 of them; what is to be said in a sentence is a <summary>.",
                        "<points> holds one <item> only");
    }
}

static const xmlNode *first_element(const xmlNode *parent)
{
    const xmlNode *node = parent->children;

    while (node != NULL && node->type != XML_ELEMENT_NODE) {
        node = node->next;
    }
    return node;
}

/* Directly in another one it is misplaced by its name. */
static int is_deep_in_another(const xmlNode *callout)
{
    const xmlNode *around = callout->parent;

    if (stm_plain_is(around, "callout")) {
        return 0;
    }
    while (around != NULL && !stm_plain_is(around, "statement") &&
           !stm_plain_is(around, "callout")) {
        around = around->parent;
    }
    return stm_plain_is(around, "callout");
}

static void check_callout(const stm_check_t *check, const xmlNode *callout)
{
    const xmlNode *first = first_element(callout);

    if (is_deep_in_another(callout)) {
        stm_check_error(check, callout, "misplaced",
                        "Close the first with </callout> before it, or write <section>.",
                        "A <callout> is inside another");
    }
    if (first == NULL || stm_plain_is(first, "heading") || stm_check_is_reported(check, first)) {
        return;
    }
    if (stm_plain_child(callout, "heading", NULL) == NULL &&
        !stm_check_is_reported(check, callout)) {
        stm_check_error(check, callout, "missing",
                        "Write <heading>…</heading> as its first element.",
                        "<callout> lacks a <heading>");
    }
    stm_check_mark_reported(check, first);
}

void stm_rules_parts(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (stm_plain_is(node, "points")) {
            check_points(check, node);
        }
        else if (stm_plain_is(node, "callout")) {
            check_callout(check, node);
        }
    }
}
