#include "core/schema/grammar.h"

#include <apr_strings.h>
#include <string.h>

#include "core/xml/plain.h"

#define XSD_NS "http://www.w3.org/2001/XMLSchema"

typedef struct reading_t {
    const xmlNode *schema, *included; /* the latter may be NULL */
    apr_hash_t *types;                /* name to stm_element_type_t * */
    stm_grammar_t *grammar;
    apr_pool_t *pool;
} reading_t;

static int is_xsd(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           strcmp((const char *)node->ns->href, XSD_NS) == 0 &&
           strcmp((const char *)node->name, name) == 0;
}

/* The definition of @a kind ("complexType", "group") with that name. */
static const xmlNode *definition_in(const reading_t *reading, const xmlNode *schema,
                                    const char *kind, const char *name)
{
    for (const xmlNode *node = schema ? schema->children : NULL; node != NULL; node = node->next) {
        if (is_xsd(node, kind)) {
            const char *defined = stm_plain_attribute(node, "name", reading->pool);

            if (defined != NULL && strcmp(defined, name) == 0) {
                return node;
            }
        }
    }
    return NULL;
}

static const xmlNode *definition(const reading_t *reading, const char *kind, const char *name)
{
    const xmlNode *found = definition_in(reading, reading->schema, kind, name);

    return found ? found : definition_in(reading, reading->included, kind, name);
}

static const stm_element_type_t *read_type(reading_t *reading, const char *name);

static const xmlNode *restriction_of(const xmlNode *simple)
{
    const xmlNode *restriction = simple ? simple->children : NULL;

    while (restriction != NULL && !is_xsd(restriction, "restriction")) {
        restriction = restriction->next;
    }
    return restriction;
}

static void read_values(const reading_t *reading, stm_attribute_rule_t *rule, const char *type)
{
    const xmlNode *simple = definition(reading, "simpleType", type);
    apr_array_header_t *values = apr_array_make(reading->pool, 4, sizeof(const char *));
    const xmlNode *restriction = restriction_of(simple);

    for (const xmlNode *node = restriction ? restriction->children : NULL; node;
         node = node->next) {
        if (is_xsd(node, "enumeration")) {
            APR_ARRAY_PUSH(values, const char *) =
                stm_plain_attribute(node, "value", reading->pool);
        }
    }
    rule->value = values->nelts > 0 ? STM_ATTRIBUTE_CHOICE : STM_ATTRIBUTE_TEXT;
    rule->values = values;
}

static void read_attribute(const reading_t *reading, stm_element_type_t *type, const xmlNode *node)
{
    stm_attribute_rule_t *rule = &APR_ARRAY_PUSH(type->attributes, stm_attribute_rule_t);
    const char *name = stm_plain_attribute(node, "name", reading->pool);
    const char *use = stm_plain_attribute(node, "use", reading->pool);
    const char *value = stm_plain_attribute(node, "type", reading->pool);

    rule->name = name ? name : stm_plain_attribute(node, "ref", reading->pool);
    rule->is_required = use != NULL && strcmp(use, "required") == 0;
    rule->value = STM_ATTRIBUTE_TEXT;
    if (value == NULL) {
        return;
    }
    rule->is_positive = strcmp(value, "xs:positiveInteger") == 0;
    if (rule->is_positive || strcmp(value, "xs:integer") == 0) {
        rule->value = STM_ATTRIBUTE_NUMBER;
        return;
    }
    read_values(reading, rule, value);
}

static void read_child(reading_t *reading, stm_element_type_t *type, const xmlNode *node)
{
    stm_child_rule_t *rule = &APR_ARRAY_PUSH(type->children, stm_child_rule_t);

    rule->name = stm_plain_attribute(node, "name", reading->pool);
    rule->type = read_type(reading, stm_plain_attribute(node, "type", reading->pool));
}

static void read_content(reading_t *reading, stm_element_type_t *type, const xmlNode *content);

static int is_mixed(const reading_t *reading, const xmlNode *complex)
{
    const char *mixed = stm_plain_attribute(complex, "mixed", reading->pool);

    return mixed != NULL && strcmp(mixed, "true") == 0;
}

/* What the type that this one adds to has; not of a simple one, as xs:string. */
static void read_base(reading_t *reading, stm_element_type_t *type, const xmlNode *extension)
{
    const char *base = stm_plain_attribute(extension, "base", reading->pool);
    const xmlNode *complex = base ? definition(reading, "complexType", base) : NULL;

    if (complex != NULL) {
        type->has_text |= is_mixed(reading, complex);
        read_content(reading, type, complex);
    }
}

static void read_content(reading_t *reading, stm_element_type_t *type, const xmlNode *content)
{
    for (const xmlNode *node = content ? content->children : NULL; node; node = node->next) {
        if (is_xsd(node, "element")) {
            read_child(reading, type, node);
        }
        else if (is_xsd(node, "attribute")) {
            read_attribute(reading, type, node);
        }
        else if (is_xsd(node, "group")) {
            read_content(
                reading, type,
                definition(reading, "group", stm_plain_attribute(node, "ref", reading->pool)));
        }
        else if (node->type == XML_ELEMENT_NODE && !is_xsd(node, "annotation")) {
            type->has_text |= is_xsd(node, "simpleContent");
            if (is_xsd(node, "extension")) {
                read_base(reading, type, node);
            }
            read_content(reading, type, node);
        }
    }
}

/* Kept before its content is read: types hold one another. */
static const stm_element_type_t *read_type(reading_t *reading, const char *name)
{
    stm_element_type_t *type = apr_hash_get(reading->types, name, APR_HASH_KEY_STRING);
    const xmlNode *complex;

    if (type != NULL) {
        return type;
    }
    type = apr_pcalloc(reading->pool, sizeof(*type));
    type->name = name;
    type->children = apr_array_make(reading->pool, 8, sizeof(stm_child_rule_t));
    type->attributes = apr_array_make(reading->pool, 4, sizeof(stm_attribute_rule_t));
    apr_hash_set(reading->types, name, APR_HASH_KEY_STRING, type);
    complex = definition(reading, "complexType", name);
    type->has_text = complex == NULL || is_mixed(reading, complex);
    read_content(reading, type, complex);
    return type;
}

/* An element may have several types: as a home for others, the one that holds most counts. */
static void note_type(stm_grammar_t *grammar, const stm_child_rule_t *child)
{
    const stm_element_type_t *known =
        apr_hash_get(grammar->types, child->name, APR_HASH_KEY_STRING);

    if (known == NULL || known->children->nelts < child->type->children->nelts) {
        apr_hash_set(grammar->types, child->name, APR_HASH_KEY_STRING, child->type);
    }
}

static void note_parents(reading_t *reading, const stm_element_type_t *type, const char *element)
{
    apr_hash_t *parents = reading->grammar->parents;

    for (int i = 0; i < type->children->nelts; i++) {
        const stm_child_rule_t *child = &APR_ARRAY_IDX(type->children, i, stm_child_rule_t);

        note_type(reading->grammar, child);
        if (apr_hash_get(parents, child->name, APR_HASH_KEY_STRING) == NULL) {
            apr_hash_set(parents, child->name, APR_HASH_KEY_STRING, element);
            note_parents(reading, child->type, child->name);
        }
    }
}

static const char *const *all_names(apr_hash_t *parents, apr_pool_t *pool)
{
    const char **names = apr_pcalloc(pool, (apr_hash_count(parents) + 1) * sizeof(*names));
    int count = 0;

    for (apr_hash_index_t *at = apr_hash_first(pool, parents); at; at = apr_hash_next(at)) {
        names[count++] = apr_hash_this_key(at);
    }
    return names;
}

const stm_grammar_t *stm_grammar_read(xmlDocPtr xsd, xmlDocPtr included, const char *root,
                                      apr_pool_t *result_pool)
{
    reading_t reading = {.schema = xmlDocGetRootElement(xsd),
                         .included = included ? xmlDocGetRootElement(included) : NULL,
                         .pool = result_pool};
    stm_grammar_t *grammar = apr_pcalloc(result_pool, sizeof(*grammar));

    if (reading.schema == NULL || definition(&reading, "complexType", root) == NULL) {
        return NULL;
    }
    reading.types = apr_hash_make(result_pool);
    reading.grammar = grammar;
    grammar->parents = apr_hash_make(result_pool);
    grammar->types = apr_hash_make(result_pool);
    grammar->root = read_type(&reading, root);
    note_parents(&reading, grammar->root, root);
    grammar->names = all_names(grammar->parents, result_pool);
    return grammar;
}

const stm_child_rule_t *stm_grammar_child(const stm_element_type_t *type, const char *name)
{
    for (int i = 0; i < type->children->nelts; i++) {
        const stm_child_rule_t *child = &APR_ARRAY_IDX(type->children, i, stm_child_rule_t);

        if (strcmp(child->name, name) == 0) {
            return child;
        }
    }
    return NULL;
}

const stm_attribute_rule_t *stm_grammar_attribute(const stm_element_type_t *type, const char *name)
{
    for (int i = 0; i < type->attributes->nelts; i++) {
        const stm_attribute_rule_t *rule =
            &APR_ARRAY_IDX(type->attributes, i, stm_attribute_rule_t);

        if (strcmp(rule->name, name) == 0) {
            return rule;
        }
    }
    return NULL;
}

const char *stm_grammar_list(const char *const *names, const char *last, apr_pool_t *result_pool)
{
    const char *list = *names ? *names : "";

    for (int i = 1; *names != NULL && names[i] != NULL; i++) {
        list = names[i + 1] ? apr_pstrcat(result_pool, list, ", ", names[i], NULL)
                            : apr_pstrcat(result_pool, list, " ", last, " ", names[i], NULL);
    }
    return list;
}

const char *const *stm_grammar_child_names(const stm_element_type_t *type, apr_pool_t *result_pool)
{
    const char **names =
        apr_pcalloc(result_pool, (apr_size_t)(type->children->nelts + 1) * sizeof(*names));

    for (int i = 0; i < type->children->nelts; i++) {
        names[i] = APR_ARRAY_IDX(type->children, i, stm_child_rule_t).name;
    }
    return names;
}

const char *stm_grammar_child_list(const stm_element_type_t *type, const char *last,
                                   apr_pool_t *result_pool)
{
    return stm_grammar_list(stm_grammar_child_names(type, result_pool), last, result_pool);
}
