#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/nearest.h"
#include "core/schema/misplaced.h"
#include "core/schema/rules.h"
#include "core/xml/plain.h"
#include "core/xml/slip.h"

#define XSI_NS "http://www.w3.org/2001/XMLSchema-instance"

static const char *const *attribute_names(const stm_element_type_t *type, apr_pool_t *pool)
{
    const char **names =
        apr_pcalloc(pool, (apr_size_t)(type->attributes->nelts + 1) * sizeof(*names));

    for (int i = 0; i < type->attributes->nelts; i++) {
        names[i] = APR_ARRAY_IDX(type->attributes, i, stm_attribute_rule_t).name;
    }
    return names;
}

/* Reports a known element in the wrong place. */
static void report_misplaced(const stm_check_t *check, const xmlNode *node,
                             const stm_element_type_t *parent)
{
    const stm_misplaced_t misplaced = stm_misplaced(node, parent, check->grammar, check->pool);

    stm_check_error(check, node, "misplaced", misplaced.remedy, "%s", misplaced.message);
}

static void check_content(const stm_check_t *check, const xmlNode *node,
                          const stm_element_type_t *type);

/* The rule of what was meant; where no element is needed, what stands in it is checked as if it
 * stood in the one around. */
static const stm_child_rule_t *report_slip(const stm_check_t *check, const xmlNode *node,
                                           const stm_slip_t *slip, const stm_element_type_t *parent)
{
    stm_check_error(check, node, "html-element", slip->remedy, "There is no <%s> in statements",
                    node->name);
    if (slip->instead != NULL && *slip->instead == '\0') {
        check_content(check, node, parent);
        return NULL;
    }
    return slip->instead ? stm_grammar_child(parent, slip->instead) : NULL;
}

/* Reports an element that may not stand here; returns the rule of the one that was meant, so that
 * its content is checked too. */
static const stm_child_rule_t *report_unknown(const stm_check_t *check, const xmlNode *node,
                                              const stm_element_type_t *parent)
{
    const char *name = (const char *)node->name;
    const char *home = apr_hash_get(check->grammar->parents, name, APR_HASH_KEY_STRING);
    const char *near = stm_nearest(name, stm_grammar_child_names(parent, check->pool));
    const stm_slip_t *slip = stm_slip_of(name);

    if (strchr(name, ':') != NULL) {
        stm_check_error(check, node, "namespace",
                        "Delete it and its closing tag; it came along from a word processor.",
                        "<%s> does not belong to statements", name);
        return NULL;
    }
    if (home != NULL) {
        report_misplaced(check, node, parent);
        return NULL;
    }
    if (slip != NULL) {
        return report_slip(check, node, slip, parent);
    }
    near = near ? near : stm_nearest(name, check->grammar->names);
    if (near != NULL) {
        stm_check_error(check, node, "unknown-element",
                        apr_psprintf(check->pool, "Did you mean <%s>?", near),
                        "There is no element <%s>", name);
        return stm_grammar_child(parent, near);
    }
    stm_check_error(check, node, "unknown-element",
                    parent->children->nelts > 0
                        ? apr_psprintf(check->pool, "Here may stand: %s.",
                                       stm_grammar_child_list(parent, "or", check->pool))
                        : "Delete its tags.",
                    "There is no element <%s>", name);
    return NULL;
}

static void check_number(const stm_check_t *check, const xmlNode *node,
                         const stm_attribute_rule_t *rule, const char *value)
{
    const char *digits = value + (*value == '-' && !rule->is_positive);

    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0' ||
        (rule->is_positive && digits[strspn(digits, "0")] == '\0')) {
        stm_check_error(check, node, "attribute-value", "Write a whole number, as 2.",
                        "%s=\"%s\" is no number%s", rule->name, value,
                        rule->is_positive ? " from 1 up" : "");
    }
}

static void check_choice(const stm_check_t *check, const xmlNode *node,
                         const stm_attribute_rule_t *rule, const char *value)
{
    apr_array_header_t *names = apr_array_copy(check->pool, rule->values);

    for (int i = 0; i < rule->values->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(rule->values, i, const char *), value) == 0) {
            return;
        }
    }
    APR_ARRAY_PUSH(names, const char *) = NULL;
    stm_check_error(
        check, node, "attribute-value",
        apr_psprintf(check->pool, "Write %s.",
                     stm_grammar_list((const char *const *)names->elts, "or", check->pool)),
        "%s=\"%s\" is not a value of <%s>", rule->name, value, node->name);
}

static void check_value(const stm_check_t *check, const xmlNode *node,
                        const stm_attribute_rule_t *rule, const char *value)
{
    if (rule->value == STM_ATTRIBUTE_NUMBER) {
        check_number(check, node, rule, value);
    }
    else if (rule->value == STM_ATTRIBUTE_CHOICE) {
        check_choice(check, node, rule, value);
    }
}

/* Of attributes that other elements have, or HTML: in <quote> the speaker is who, in <section> by.
 */
static const char *find_meant(const stm_element_type_t *type, const char *name,
                              const char *const *names)
{
    static const char *const others[][2] = {
        {"lang", "xml:lang"}, {"hreflang", "xml:lang"}, {"src", "href"}, {"by", "who"},
        {"who", "by"},
    };

    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        if (strcmp(name, others[i][0]) == 0 && stm_grammar_attribute(type, others[i][1])) {
            return others[i][1];
        }
    }
    return stm_nearest(name, names);
}

static void report_attribute(const stm_check_t *check, const xmlNode *node,
                             const stm_element_type_t *type, const char *name)
{
    const char *const *names = attribute_names(type, check->pool);
    const char *near = find_meant(type, name, names);
    const char *remedy = "Delete it.";

    if (near != NULL) {
        remedy = apr_psprintf(check->pool, "Did you mean %s?", near);
    }
    else if (strcmp(name, "class") == 0 || strcmp(name, "style") == 0) {
        remedy = "Delete it: the house style decides how things look.";
    }
    else if (*names != NULL) {
        remedy = apr_psprintf(check->pool, "Delete it; it may have %s.",
                              stm_grammar_list(names, "or", check->pool));
    }
    stm_check_error(check, node, "unknown-attribute", remedy, "<%s> has no attribute %s",
                    node->name, name);
}

/* Attributes by which XML editors find the schema are of no concern. */
static int is_editors(const xmlAttr *attribute)
{
    return attribute->ns != NULL && strcmp((const char *)attribute->ns->href, XSI_NS) == 0 &&
           (strcmp((const char *)attribute->name, "noNamespaceSchemaLocation") == 0 ||
            strcmp((const char *)attribute->name, "schemaLocation") == 0);
}

static void check_attributes(const stm_check_t *check, const xmlNode *node,
                             const stm_element_type_t *type)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        const stm_attribute_rule_t *rule;
        xmlChar *value;

        if (is_editors(attribute)) {
            continue;
        }
        if (attribute->ns != NULL) {
            name =
                apr_pstrcat(check->pool, attribute->ns->prefix ? (char *)attribute->ns->prefix : "",
                            ":", name, NULL);
        }
        rule = stm_grammar_attribute(type, name);
        if (rule == NULL) {
            if (!stm_check_is_full(check)) {
                report_attribute(check, node, type, name);
            }
            continue;
        }
        value = xmlNodeListGetString(node->doc, attribute->children, 1);
        check_value(check, node, rule, value ? (const char *)value : "");
        xmlFree(value);
    }
}

static int has_attribute(const xmlNode *node, const char *name)
{
    if (strcmp(name, "xml:lang") == 0) {
        return xmlHasNsProp(node, BAD_CAST "lang", XML_XML_NAMESPACE) != NULL;
    }
    return xmlHasNsProp(node, BAD_CAST name, NULL) != NULL;
}

static const char *missing_remedy(const xmlNode *node, const char *name, apr_pool_t *pool)
{
    if (strcmp(name, "alt") == 0) {
        return "Write alt=\"what the picture shows\", or alt=\"\" where it is mere decoration.";
    }
    if (strcmp(name, "when") == 0) {
        return "Write the date and the time, as when=\"2026-05-04T10:00+02:00\".";
    }
    if (strcmp(name, "id") == 0) {
        return apr_psprintf(pool, "Write a short name, as <%s id=\"eu\">.", (char *)node->name);
    }
    return apr_psprintf(pool, "Write <%s %s=\"…\">.", (char *)node->name, name);
}

/* A misspelt element or attribute is reported already, and what it lacks may follow from that. */
static void check_required(const stm_check_t *check, const xmlNode *node,
                           const stm_element_type_t *type)
{
    for (int i = 0; i < type->attributes->nelts; i++) {
        const stm_attribute_rule_t *rule =
            &APR_ARRAY_IDX(type->attributes, i, stm_attribute_rule_t);

        if (rule->is_required && !has_attribute(node, rule->name) &&
            !stm_check_is_reported(check, node)) {
            stm_check_error(check, node, "missing-attribute",
                            missing_remedy(node, rule->name, check->pool),
                            "<%s> lacks the attribute %s", node->name, rule->name);
        }
    }
}

static void check_words(const stm_check_t *check, const xmlNode *text,
                        const stm_element_type_t *type)
{
    const char *parent = (const char *)text->parent->name;

    stm_check_mark_reported(check, text->parent);
    if (type->children->nelts == 0) {
        stm_check_error(check, text, "text", "Move the words out of it.",
                        "<%s> may not hold any words", parent);
    }
    else if (stm_grammar_child(type, "p") != NULL) {
        stm_check_error(check, text, "text", "Put <p> before it and </p> after it.",
                        "This text is outside a paragraph");
    }
    else {
        stm_check_error(check, text, "text",
                        apr_psprintf(check->pool, "Put them into an element of their own: %s.",
                                     stm_grammar_child_list(type, "or", check->pool)),
                        "Words may not stand directly in <%s>", parent);
    }
}

static void check_element(const stm_check_t *check, const xmlNode *node,
                          const stm_element_type_t *type);

static void check_child(const stm_check_t *check, const xmlNode *child,
                        const stm_element_type_t *type)
{
    const stm_child_rule_t *rule = stm_grammar_child(type, (const char *)child->name);

    if (child->ns != NULL) {
        stm_check_error(check, child, "namespace", "Delete it, or its xmlns attribute.",
                        "<%s> belongs to another vocabulary (%s)", child->name, child->ns->href);
        return;
    }
    if (rule == NULL && !stm_check_is_full(check)) {
        rule = report_unknown(check, child, type);
    }
    if (rule != NULL) {
        check_element(check, child, rule->type);
    }
}

static void check_text(const stm_check_t *check, const xmlNode *text,
                       const stm_element_type_t *type)
{
    if (!type->has_text && stm_check_is_words(text) && !stm_check_is_full(check)) {
        check_words(check, text, type);
    }
}

static void check_content(const stm_check_t *check, const xmlNode *node,
                          const stm_element_type_t *type)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            check_child(check, child, type);
        }
        else {
            check_text(check, child, type);
        }
    }
}

static void check_element(const stm_check_t *check, const xmlNode *node,
                          const stm_element_type_t *type)
{
    check_attributes(check, node, type);
    check_required(check, node, type);
    check_content(check, node, type);
}

void stm_rules_names(const stm_check_t *check)
{
    if (check->root->ns != NULL) {
        stm_check_error(check, check->root, "namespace", "Delete the xmlns attribute.",
                        "<%s> belongs to another vocabulary (%s)", check->root->name,
                        check->root->ns->href);
        return;
    }
    check_element(check, check->root, check->grammar->root);
}
