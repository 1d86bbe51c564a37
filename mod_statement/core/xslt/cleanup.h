/**
 * core/xslt/cleanup - frees what belongs to a transformation with a pool.
 */
#ifndef CORE_XSLT_CLEANUP_H
#define CORE_XSLT_CLEANUP_H

#include <apr_pools.h>
#include <libxslt/xsltInternals.h>

/** Frees @a transform with @a pool. */
void stm_cleanup_transform(xsltTransformContextPtr transform, apr_pool_t *pool);

/** Frees @a result, a tree, with @a pool. */
void stm_cleanup_result(xmlDocPtr result, apr_pool_t *pool);

#endif
