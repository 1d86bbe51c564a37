/**
 * core/edition/alternates - the other languages in which an edition's statement can be read.
 */
#ifndef CORE_EDITION_ALTERNATES_H
#define CORE_EDITION_ALTERNATES_H

#include <apr_tables.h>

#include "core/xml/document.h"

typedef struct stm_alternate_t {
    const char *lang;    /* "de" */
    const char *address; /* absolute, encoded */
} stm_alternate_t;

/** Those of @a edition (made by stm_edition_make) that this reader may follow, in their order.
 * One whose language or address could not stand in a header is left out. */
apr_array_header_t *stm_alternates_list(const stm_document_t *edition, apr_pool_t *result_pool);

#endif
