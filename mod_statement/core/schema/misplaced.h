/**
 * core/schema/misplaced - what to say of an element that may not stand where it does.
 */
#ifndef CORE_SCHEMA_MISPLACED_H
#define CORE_SCHEMA_MISPLACED_H

#include "core/schema/grammar.h"

typedef struct stm_misplaced_t {
    const char *message, *remedy;
} stm_misplaced_t;

/** What to say of @a node, an element of the vocabulary, where it may not stand; @a parent is the
 * type of the element around it. */
stm_misplaced_t stm_misplaced(const xmlNode *node, const stm_element_type_t *parent,
                              const stm_grammar_t *grammar, apr_pool_t *result_pool);

#endif
