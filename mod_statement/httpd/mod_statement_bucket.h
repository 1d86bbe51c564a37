/**
 * mod_statement_bucket - bytes of a mapped page on their way to a client.
 *
 * A bucket is a user of its mapping: that goes only after its last bucket, whatever has become of
 * the request and of the page's file by then.
 */
#ifndef MOD_STATEMENT_BUCKET_H
#define MOD_STATEMENT_BUCKET_H

#include <apr_buckets.h>

#include "stm_pages.h"

/** A bucket of @a size bytes from @a bytes on, which lie in @a mapping. */
apr_bucket *stm_bucket_create(stm_mapping_t *mapping, const char *bytes, apr_size_t size,
                              apr_bucket_alloc_t *allocator);

#endif
