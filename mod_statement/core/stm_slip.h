/**
 * stm_slip - what people write who know web pages, word processors and other press formats.
 *
 * A mistake is mended fastest where the message says how the same thing is written here.
 */
#ifndef STM_SLIP_H
#define STM_SLIP_H

#include "stm_grammar.h"

typedef struct stm_slip_t {
    const char *name;
    const char *instead; /* the element that does it here; "": none is needed, what stands in it
                            belongs to the element around; NULL: something else does it */
    const char *remedy;
} stm_slip_t;

/** What to write instead of the element @a name, in whatever capitals; NULL: nobody knows it. */
const stm_slip_t *stm_slip_of(const char *name);

typedef struct stm_misplaced_t {
    const char *message, *remedy;
} stm_misplaced_t;

/** What to say of @a node, an element of the vocabulary, where it may not stand; @a parent is the
 * type of the element around it. */
stm_misplaced_t stm_slip_misplaced(const xmlNode *node, const stm_type_t *parent,
                                   const stm_grammar_t *grammar, apr_pool_t *result_pool);

#endif
