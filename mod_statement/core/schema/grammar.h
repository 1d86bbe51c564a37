/**
 * core/schema/grammar - the grammar of statement.xsd as tables, to explain mistakes.
 *
 * A validator reports that an element is wrong; a remedy needs the names that are allowed instead.
 * They are read from the schema itself, so that there is one grammar. The reader supports the parts
 * of XML Schema that statement.xsd and newsroom.xsd use: named types, groups, and types that add
 * attributes to another one. A grammar is immutable; all threads may share it for as long as its
 * pool lives.
 */
#ifndef CORE_SCHEMA_GRAMMAR_H
#define CORE_SCHEMA_GRAMMAR_H

#include <apr_hash.h>
#include <apr_tables.h>
#include <libxml/tree.h>

typedef enum {
    STM_ATTRIBUTE_UNSET = 0,
    STM_ATTRIBUTE_TEXT,
    STM_ATTRIBUTE_NUMBER, /* a whole number, at least 1 where the schema says so */
    STM_ATTRIBUTE_CHOICE  /* one of values */
} stm_attribute_kind_t;

typedef struct stm_attribute_rule_t {
    const char *name; /* "xml:lang" with its prefix */
    int is_required;
    stm_attribute_kind_t value;
    int is_positive;
    const apr_array_header_t *values; /* const char * */
} stm_attribute_rule_t;

typedef struct stm_element_type_t stm_element_type_t;

typedef struct stm_child_rule_t {
    const char *name;
    const stm_element_type_t *type;
} stm_child_rule_t;

struct stm_element_type_t {
    const char *name;
    int has_text;                   /* words may stand directly in it */
    apr_array_header_t *children;   /* stm_child_rule_t */
    apr_array_header_t *attributes; /* stm_attribute_rule_t */
};

typedef struct stm_grammar_t {
    const stm_element_type_t *root; /* of the outermost element */
    apr_hash_t *parents;            /* element name to the name of one element it may stand in */
    apr_hash_t *types;        /* element name to its type (stm_element_type_t *), of several the one
                               * that holds most */
    const char *const *names; /* of all elements, ends with NULL */
} stm_grammar_t;

/** Reads the grammar of the root element @a root, of the type of that name, from the schema
 * document
 * @a xsd and what that includes (@a included; NULL: nothing), which may be freed afterwards. NULL
 * where they use anything else. */
const stm_grammar_t *stm_grammar_read(xmlDocPtr xsd, xmlDocPtr included, const char *root,
                                      apr_pool_t *result_pool);

/** The rule for a child or an attribute of that name; NULL where it is not allowed. */
const stm_child_rule_t *stm_grammar_child(const stm_element_type_t *type, const char *name);
const stm_attribute_rule_t *stm_grammar_attribute(const stm_element_type_t *type, const char *name);

/** @a names, which end with NULL, as "a, b or c", with @a last in place of "or". */
const char *stm_grammar_list(const char *const *names, const char *last, apr_pool_t *result_pool);

/** The names of the allowed children, which end with NULL. */
const char *const *stm_grammar_child_names(const stm_element_type_t *type, apr_pool_t *result_pool);

/** The names of the allowed children as "a, b or c", with @a last in place of "or". */
const char *stm_grammar_child_list(const stm_element_type_t *type, const char *last,
                                   apr_pool_t *result_pool);

#endif
