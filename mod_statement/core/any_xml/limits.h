/**
 * core/any_xml/limits - what one transformation of a stranger's document may take.
 */
#ifndef CORE_ANY_XML_LIMITS_H
#define CORE_ANY_XML_LIMITS_H

#include <apr.h>

#include "core/xslt/budget.h"

/** libxml2's own bound is 256. */
#define STM_TRANSFORM_MAX_DEPTH 250

typedef struct stm_transform_limits_t {
    apr_size_t max_bytes;       /* of a document, and of each that document() reads */
    apr_size_t max_sheet_bytes; /* of a stylesheet with all that it imports */
    apr_size_t max_subset;      /* bytes of a DOCTYPE */
    apr_size_t max_output;      /* bytes of a page */
    apr_uint64_t max_work;      /* operations; memory and time follow from it */
    int max_nodes;              /* elements and attributes of a document */
    int max_depth;              /* of elements; at most STM_TRANSFORM_MAX_DEPTH */
    int max_sheets;             /* files of one stylesheet, as often as they are imported */
    int max_import_depth;       /* of imports inside one another */
    int max_documents;          /* that document() reads in one transformation */
} stm_transform_limits_t;

extern const stm_transform_limits_t stm_transform_limits_default;

/** What max_work allows: by default 200 MB, and ten seconds of the processor. */
stm_budget_t stm_transform_budget(const stm_transform_limits_t *limits, const int *is_unwanted);

#endif
