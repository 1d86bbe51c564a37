/**
 * core/schema/misplaced - the message and the remedy for a known element in the wrong place.
 */
#ifndef CORE_SCHEMA_MISPLACED_H
#define CORE_SCHEMA_MISPLACED_H

#include "core/schema/grammar.h"

typedef struct stm_misplaced_t {
    const char *message, *remedy;
} stm_misplaced_t;

/** Explains @a node, an element of the vocabulary that @a parent, the type of the element around
 * it, does not allow. The strings live in @a result_pool or as long as the process. Any thread. */
stm_misplaced_t stm_misplaced(const xmlNode *node, const stm_element_type_t *parent,
                              const stm_grammar_t *grammar, apr_pool_t *result_pool);

#endif
