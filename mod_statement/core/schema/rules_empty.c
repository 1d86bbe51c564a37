/* What says nothing, and what says a second time that the release ends. */
#include <apr_strings.h>
#include <string.h>

#include "core/schema/rules.h"
#include "core/xml/container.h"
#include "core/xml/empty.h"
#include "core/xml/end_mark.h"
#include "core/xml/plain.h"

/* These must have words: an error says so. */
static int must_be_filled(const xmlNode *element)
{
    static const char *const names[] = {"title", "issuer", "author", "tag", NULL};

    return stm_plain_is(element->parent, "head") && stm_plain_is_one_of(element, names);
}

/* What lacks its parts altogether is an error of the schema. A contact and a section need none. */
static int has_parts(const xmlNode *holder)
{
    static const char *const asides[] = {"attribution", "caption", "credit", "heading", "remark",
                                         "source",      "speaker", "title",  NULL};

    if (stm_plain_is(holder, "entry")) {
        return stm_plain_child(holder, "term", NULL) && stm_plain_child(holder, "def", NULL);
    }
    for (const xmlNode *child = holder->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && !stm_plain_is_one_of(child, asides) &&
            has_parts(child)) {
            return 1;
        }
    }
    return stm_plain_is(holder, "contact") || stm_plain_is(holder, "section") ||
           !stm_container_is((const char *)holder->name);
}

static void check_elements(const stm_check_t *check)
{
    const apr_array_header_t *found = stm_empty_find(check->root, check->pool);

    for (int i = 0; i < found->nelts; i++) {
        const xmlNode *element = APR_ARRAY_IDX(found, i, const xmlNode *);

        if (must_be_filled(element) || !has_parts(element) ||
            xmlHasNsProp(element, BAD_CAST "ref", NULL) != NULL ||
            stm_check_is_reported(check, element)) {
            continue;
        }
        stm_check_warning(check, element, "empty", "Write the words in it, or delete it.",
                          stm_plain_is(element, "entry")
                              ? "<%s> lacks its <term> or its <def>, and readers do not see it"
                              : "<%s> is empty, and readers do not see it",
                          element->name);
    }
}

static void check_attributes(const stm_check_t *check, const xmlNode *element)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        if (stm_empty_is_word(attribute)) {
            stm_check_warning(check, element, "empty", "Write the words in it, or delete it.",
                              "%s is empty, and readers do not see it", attribute->name);
        }
    }
}

/* Its effect stands without a reason. */
static void check_reason(const stm_check_t *check, const xmlNode *element)
{
    if (stm_empty_is_blank(stm_plain_words(element, check->pool)) &&
        !stm_check_is_reported(check, element)) {
        int is_withdrawn = stm_plain_is(element, "withdrawn");

        stm_check_warning(check, element, "no-reason",
                          is_withdrawn ? "Write in it why the statement is taken back."
                                       : "Write in it what the correction changed.",
                          "<%s> does not say the reason", element->name);
    }
}

static void check_end_mark(const stm_check_t *check, const xmlNode *paragraph)
{
    if (stm_end_mark_is(stm_plain_words(paragraph, check->pool))) {
        stm_check_warning(check, paragraph, "end-mark",
                          "Delete it: the end line is printed by itself, below the last words of "
                          "the body.",
                          "An end mark is typed here, beside the end line of the page");
    }
}

void stm_rules_empty(const stm_check_t *check)
{
    check_elements(check);
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        check_attributes(check, node);
        if (stm_plain_is(node, "withdrawn") || stm_plain_is(node, "updated")) {
            check_reason(check, node);
        }
        else if (stm_plain_is(node, "p") || stm_plain_is(node, "heading")) {
            check_end_mark(check, node);
        }
    }
}
