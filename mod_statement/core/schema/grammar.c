#include "core/schema/grammar.h"

#include <apr_strings.h>
#include <string.h>

#include "core/xml/plain.h"

#define XSD_NS "http://www.w3.org/2001/XMLSchema"

typedef struct reading_t {
    const xmlNode *schema;
    apr_hash_t *types; /* name to stm_element_type_t * */
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
static const xmlNode *definition(const reading_t *reading, const char *kind, const char *name)
{
    for (const xmlNode *node = reading->schema->children; node != NULL; node = node->next) {
        if (is_xsd(node, kind)) {
            const char *defined = stm_plain_attribute(node, "name", reading->pool);

            if (defined != NULL && strcmp(defined, name) == 0) {
                return node;
            }
        }
    }
    return NULL;
}

static const stm_element_type_t *read_type(reading_t *reading, const char *name);

static apr_status_t free_pattern(void *pattern)
{
    xmlRegFreeRegexp(pattern);
    return APR_SUCCESS;
}

static int is_value(const reading_t *reading, const xmlNode *node, const char *attribute,
                    const char *wanted)
{
    const char *value = stm_plain_attribute(node, attribute, reading->pool);

    return value != NULL && strcmp(value, wanted) == 0;
}

static const xmlNode *restriction_of(const xmlNode *simple)
{
    const xmlNode *restriction = simple ? simple->children : NULL;

    while (restriction != NULL && !is_xsd(restriction, "restriction")) {
        restriction = restriction->next;
    }
    return restriction;
}

/* The one pattern that a simple type has; NULL, and it is unknown, where there is more to it. */
static xmlRegexpPtr read_pattern(const reading_t *reading, const xmlNode *simple)
{
    const xmlNode *restriction = restriction_of(simple);
    xmlRegexpPtr pattern = NULL;

    if (restriction == NULL || !is_value(reading, restriction, "base", "xs:token")) {
        return NULL;
    }
    for (const xmlNode *node = restriction->children; node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || is_xsd(node, "annotation")) {
            continue;
        }
        if (!is_xsd(node, "pattern") || pattern != NULL) {
            return NULL;
        }
        pattern = xmlRegexpCompile(BAD_CAST stm_plain_attribute(node, "value", reading->pool));
        apr_pool_cleanup_register(reading->pool, pattern, free_pattern, apr_pool_cleanup_null);
    }
    return pattern;
}

int stm_grammar_matches(xmlRegexpPtr pattern, const char *text)
{
    return xmlRegexpExec(pattern, BAD_CAST text) == 1;
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
    rule->pattern = values->nelts > 0 ? NULL : read_pattern(reading, simple);
    rule->is_unknown = values->nelts > 0 ? !is_value(reading, restriction, "base", "xs:string")
                                         : rule->pattern == NULL && strcmp(type, "xs:string") != 0;
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
        rule->is_unknown = strcmp(rule->name, "xml:lang") != 0;
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
            read_content(reading, type, node);
        }
    }
}

/* How often it may be there, as one of the four ways that slots know. */
static int read_occurrence(const reading_t *reading, const xmlNode *node, unsigned *needed,
                           unsigned *repeated)
{
    const char *least = stm_plain_attribute(node, "minOccurs", reading->pool);
    const char *most = stm_plain_attribute(node, "maxOccurs", reading->pool);

    *needed = least == NULL || strcmp(least, "1") == 0;
    *repeated = most != NULL && strcmp(most, "unbounded") == 0;
    return (*needed || strcmp(least, "0") == 0) &&
           (*repeated || most == NULL || strcmp(most, "1") == 0);
}

static int is_once(const reading_t *reading, const xmlNode *node)
{
    unsigned needed, repeated;

    return read_occurrence(reading, node, &needed, &repeated) && needed && !repeated;
}

static const xmlNode *next_particle(const xmlNode *node)
{
    while (node != NULL && (node->type != XML_ELEMENT_NODE || is_xsd(node, "annotation") ||
                            is_xsd(node, "attribute"))) {
        node = node->next;
    }
    return node;
}

/* The only one; NULL: there are others. */
static const xmlNode *single_particle(const xmlNode *parent)
{
    const xmlNode *particle = parent ? next_particle(parent->children) : NULL;

    return particle != NULL && next_particle(particle->next) == NULL ? particle : NULL;
}

/* Notes the slot with each element that @a particle, a choice or an element, allows. */
static int fill_slot(const reading_t *reading, stm_element_type_t *type, const xmlNode *particle,
                     unsigned slot)
{
    if (is_xsd(particle, "element")) {
        const char *name = stm_plain_attribute(particle, "name", reading->pool);
        stm_child_rule_t *rule = name ? (stm_child_rule_t *)stm_grammar_child(type, name) : NULL;

        if (rule == NULL || !is_value(reading, particle, "type", rule->type->name)) {
            return 0;
        }
        rule->slots |= slot;
        return 1;
    }
    if (is_xsd(particle, "group")) {
        const char *name = stm_plain_attribute(particle, "ref", reading->pool);
        const xmlNode *content = single_particle(definition(reading, "group", name));

        return content != NULL && is_once(reading, content) &&
               fill_slot(reading, type, content, slot);
    }
    if (!is_xsd(particle, "choice")) {
        return 0;
    }
    for (const xmlNode *part = next_particle(particle->children); part != NULL;
         part = next_particle(part->next)) {
        if (!is_once(reading, part) || !fill_slot(reading, type, part, slot)) {
            return 0;
        }
    }
    return 1;
}

static int add_slot(const reading_t *reading, stm_element_type_t *type, const xmlNode *particle)
{
    stm_order_t *order = &type->order;
    unsigned number = order->count++, needed, repeated;

    if (number >= STM_ORDER_SLOTS || !read_occurrence(reading, particle, &needed, &repeated)) {
        return 0;
    }
    order->needed |= needed << number;
    order->repeated |= repeated << number;
    return fill_slot(reading, type, particle, 1u << number);
}

static int add_slots(const reading_t *reading, stm_element_type_t *type, const xmlNode *content)
{
    for (const xmlNode *part = next_particle(content->children); part != NULL;
         part = next_particle(part->next)) {
        if (!add_slot(reading, type, part)) {
            return 0;
        }
    }
    return 1;
}

/* Each of its slots may be left empty, and then all of it. */
static int read_choice(const reading_t *reading, stm_element_type_t *type, const xmlNode *choice)
{
    type->order.is_choice = 1;
    return add_slots(reading, type, choice) && type->order.needed == 0;
}

static int read_order(const reading_t *reading, stm_element_type_t *type, const xmlNode *complex)
{
    const xmlNode *content = next_particle(complex->children);

    if (content == NULL) {
        return 1;
    }
    if (next_particle(content->next) != NULL) {
        return 0;
    }
    if (is_xsd(content, "simpleContent")) {
        const xmlNode *extension = single_particle(content);

        return extension != NULL && is_xsd(extension, "extension") &&
               is_value(reading, extension, "base", "xs:string");
    }
    if (is_xsd(content, "sequence")) {
        return is_once(reading, content) && add_slots(reading, type, content);
    }
    return is_xsd(content, "choice") && is_once(reading, content)
               ? read_choice(reading, type, content)
               : add_slot(reading, type, content);
}

/* One that is no complex type of ours. */
static int read_simple(const reading_t *reading, stm_element_type_t *type, const char *name)
{
    type->pattern = read_pattern(reading, definition(reading, "simpleType", name));
    return type->pattern != NULL || strcmp(name, "xs:string") == 0;
}

/* Kept before its content is read: types hold one another. */
static const stm_element_type_t *read_type(reading_t *reading, const char *name)
{
    stm_element_type_t *type = apr_hash_get(reading->types, name, APR_HASH_KEY_STRING);
    const xmlNode *complex;
    const char *mixed;

    if (type != NULL) {
        return type;
    }
    type = apr_pcalloc(reading->pool, sizeof(*type));
    type->name = name;
    type->children = apr_array_make(reading->pool, 8, sizeof(stm_child_rule_t));
    type->attributes = apr_array_make(reading->pool, 4, sizeof(stm_attribute_rule_t));
    apr_hash_set(reading->types, name, APR_HASH_KEY_STRING, type);
    complex = definition(reading, "complexType", name);
    mixed = complex ? stm_plain_attribute(complex, "mixed", reading->pool) : "true";
    type->has_text = mixed != NULL && strcmp(mixed, "true") == 0;
    read_content(reading, type, complex);
    type->order.is_unknown =
        complex ? !read_order(reading, type, complex) : !read_simple(reading, type, name);
    return type;
}

static void note_parents(reading_t *reading, const stm_element_type_t *type, const char *element)
{
    apr_hash_t *parents = reading->grammar->parents;

    for (int i = 0; i < type->children->nelts; i++) {
        const stm_child_rule_t *child = &APR_ARRAY_IDX(type->children, i, stm_child_rule_t);

        if (apr_hash_get(parents, child->name, APR_HASH_KEY_STRING) == NULL) {
            apr_hash_set(parents, child->name, APR_HASH_KEY_STRING, element);
            apr_hash_set(reading->grammar->types, child->name, APR_HASH_KEY_STRING, child->type);
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

const stm_grammar_t *stm_grammar_read(xmlDocPtr xsd, apr_pool_t *result_pool)
{
    reading_t reading = {.schema = xmlDocGetRootElement(xsd), .pool = result_pool};
    stm_grammar_t *grammar = apr_pcalloc(result_pool, sizeof(*grammar));

    if (reading.schema == NULL || definition(&reading, "complexType", "statement") == NULL) {
        return NULL;
    }
    reading.types = apr_hash_make(result_pool);
    reading.grammar = grammar;
    grammar->parents = apr_hash_make(result_pool);
    grammar->types = apr_hash_make(result_pool);
    grammar->statement = read_type(&reading, "statement");
    note_parents(&reading, grammar->statement, "statement");
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

const char *stm_grammar_child_list(const stm_element_type_t *type, const char *last,
                                   apr_pool_t *result_pool)
{
    int count = type->children->nelts;
    const char *list = "";

    for (int i = 0; i < count; i++) {
        const char *name = APR_ARRAY_IDX(type->children, i, stm_child_rule_t).name;
        const char *joint = i == 0 ? "" : ", ";

        if (i > 0 && i == count - 1) {
            joint = apr_pstrcat(result_pool, " ", last, " ", NULL);
        }
        list = apr_pstrcat(result_pool, list, joint, name, NULL);
    }
    return list;
}
