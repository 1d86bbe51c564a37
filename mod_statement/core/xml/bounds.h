/**
 * core/xml/bounds - how much one page may hold.
 *
 * A few kilobytes of notes, tags or reproduced statements can cost minutes in a stylesheet or in
 * the index, whose work grows with their product. So their sums are bounded, in every mode of
 * validation, before anything is done with them: a document's own while it is parsed, those of the
 * whole page (with all statements that it reproduces) from the sums of its parts, without
 * rendering.
 */
#ifndef CORE_XML_BOUNDS_H
#define CORE_XML_BOUNDS_H

#include <apr_pools.h>

#include "core/base/problem.h"

#define STM_BOUND_ATTRIBUTES   256               /* in one start tag */
#define STM_BOUND_NAMESPACES   256               /* xmlns attributes in one document */
#define STM_BOUND_DEPTH        8                 /* statements by `src` inside one another */
#define STM_BOUND_SOURCES      64                /* the same, of one page in all */
#define STM_BOUND_SOURCE_BYTES (4 * 1024 * 1024) /* of their files together */

typedef enum {
    STM_COUNTED_TAG = 0,
    STM_COUNTED_ISSUER,
    STM_COUNTED_CONTACT,
    STM_COUNTED_NOTE,
    STM_COUNTED_ENTRY,
    STM_COUNTED_KINDS
} stm_counted_t;

/** What a document, or a page in the making, holds. */
typedef struct stm_weight_t {
    int parts[STM_COUNTED_KINDS];
    int sources, depth;
    apr_off_t source_bytes;
} stm_weight_t;

/** The part that an element of that name is; STM_COUNTED_KINDS: none of them. */
stm_counted_t stm_bounds_part(const char *element);

/** How many of them a page may hold. */
int stm_bounds_most(stm_counted_t part);

/** Adds the problem of one part too many at @a line and @a column of @a file. */
void stm_bounds_refuse_part(stm_problems_t *problems, stm_counted_t part, const char *file,
                            int line, int column);

/** Adds to @a page the statement that weighs @a source and whose file has @a bytes, reproduced in
 * it once. Sums never overflow: they stay just above their bounds. */
void stm_bounds_add(stm_weight_t *page, const stm_weight_t *source, apr_off_t bytes);

/** @a weight's parts and @a bytes as text, and what stm_bounds_write has made of them. NULL reads
 * as nothing. */
const char *stm_bounds_write(const stm_weight_t *weight, apr_off_t bytes, apr_pool_t *result_pool);
void stm_bounds_read(stm_weight_t *weight, apr_off_t *bytes, const char *text);

/** Why a page of this weight is refused, with what to do about it in *@a remedy; NULL: it is not.
 * Its words fit behind the place of the `src` that makes it too heavy. */
const char *stm_bounds_fault(const stm_weight_t *page, const char **remedy,
                             apr_pool_t *result_pool);

#endif
