/**
 * core/http/coding - content codings: which one a client takes, and bytes in it.
 */
#ifndef CORE_HTTP_CODING_H
#define CORE_HTTP_CODING_H

#include <apr_pools.h>

typedef enum { STM_CODING_PLAIN = 0, STM_CODING_GZIP, STM_CODING_BROTLI } stm_coding_t;

#define STM_CODINGS 3

/** "gzip", "br"; NULL for the plain form. */
const char *stm_coding_name(stm_coding_t coding);

/** The coding for a client that sent the Accept-Encoding header @a accept (NULL: none), of those
 * with a bit (1 << coding) in @a offered; the plain form is always on offer. Of equal weights the
 * smaller form wins (RFC 9110 section 12.5.3); what cannot be read counts for nothing. */
stm_coding_t stm_coding_choose(const char *accept, unsigned int offered);

/** @a bytes in @a coding, the same for the same bytes. APR_ENOTIMPL: not built in; APR_EINCOMPLETE:
 * it would not be smaller; APR_ENOMEM. */
apr_status_t stm_coding_apply(const char **coded, apr_size_t *coded_size, stm_coding_t coding,
                              const char *bytes, apr_size_t size, apr_pool_t *result_pool);

#endif
