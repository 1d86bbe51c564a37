/**
 * core/any_xml/fetch - how a transformation gets at stylesheets and documents.
 *
 * The core resolves addresses and asks its caller for each of them: it opens no file and no
 * connection of its own. The caller decides what may be read, counts it, and takes its fingerprint.
 */
#ifndef CORE_ANY_XML_FETCH_H
#define CORE_ANY_XML_FETCH_H

#include <apr_errno.h>
#include <apr_pools.h>

typedef enum {
    STM_FETCH_UNSET = 0,
    STM_FETCH_STYLESHEET, /* of an instruction, xsl:import or xsl:include */
    STM_FETCH_DOCUMENT    /* of document() */
} stm_fetch_kind_t;

typedef struct stm_fetched_t {
    const char *bytes; /* live as long as the pool that the function was given */
    apr_size_t size;
    const char *url; /* where they are, if not at the address that was asked for; else NULL */
} stm_fetched_t;

/** Gets what is at @a url: an absolute http or https URL without a fragment. Called once for each
 * URL of a transformation, in the thread that called stm_transform; libxml2's handlers of the
 * thread are the caller's own meanwhile, and what it allocates counts for no budget. @a result_pool
 * lives until the end of the transformation.
 *
 * APR_SUCCESS. APR_EAGAIN: the transformation has to stop now, stm_transform returns APR_EAGAIN;
 * the caller may get the URL and begin anew. Any other status: it is not there or must not be read;
 * a stylesheet fails then, and document() has no nodes. */
typedef apr_status_t (*stm_fetch_func_t)(stm_fetched_t *fetched, void *baton, const char *url,
                                         stm_fetch_kind_t kind, apr_pool_t *result_pool);

#endif
