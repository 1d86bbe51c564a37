/**
 * core/xslt/sandbox - what a stylesheet may reach while it transforms: nothing outside its roots.
 */
#ifndef CORE_XSLT_SANDBOX_H
#define CORE_XSLT_SANDBOX_H

#include <apr_errno.h>
#include <apr_pools.h>
#include <libxslt/xsltInternals.h>

/** libxslt reads and writes no file for @a transform and has no network; document() reads below the
 * stylesheet's roots (core/xslt/document_function). @a pool lives as long as the transform.
 * APR_ENOMEM or APR_EGENERAL: it must not run. */
apr_status_t stm_sandbox_enter(xsltTransformContextPtr transform, apr_pool_t *pool);

#endif
