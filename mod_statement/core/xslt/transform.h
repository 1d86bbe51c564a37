/**
 * core/xslt/transform - contexts of libxslt that have transformed a document and will transform
 * others.
 *
 * To make one enters some eighty functions and elements of XSLT into tables of its own, which
 * costs a tenth of a short page. Each stylesheet keeps a few; any thread.
 */
#ifndef CORE_XSLT_TRANSFORM_H
#define CORE_XSLT_TRANSFORM_H

#include <apr_pools.h>
#include <libxslt/xsltInternals.h>

typedef struct stm_transforms_t stm_transforms_t;

typedef struct stm_transform_t {
    xsltTransformContextPtr context;
    struct _xsltTransformContext fresh; /* what it has to be like again */
} stm_transform_t;

/** Of @a sheet, which must outlive the cleanups of @a result_pool that are registered from now on.
 */
stm_transforms_t *stm_transforms_create(xsltStylesheetPtr sheet, apr_pool_t *result_pool);

/** One to transform @a xml with, alone; NULL: no memory. It knows exsl:node-set and has limits for
 * depth and parsing; its sandbox, its callbacks and all else is for its user to set. */
stm_transform_t *stm_transform_take(stm_transforms_t *transforms, xmlDocPtr xml);

/** Frees all that it has made but the result, before the document is freed. It is kept where
 * @a is_sound says that it came to its end and nothing of that is left in it; freed otherwise. */
void stm_transform_give(stm_transforms_t *transforms, stm_transform_t *transform, int is_sound);

/** Frees those that are idle. */
void stm_transforms_rest(stm_transforms_t *transforms);

#endif
