/**
 * httpd/response/bucket - bytes of a mapped page on their way to a client.
 *
 * A bucket is a user of its mapping: that goes only after its last bucket, whatever has become of
 * the request and of the page's file by then.
 */
#ifndef HTTPD_RESPONSE_BUCKET_H
#define HTTPD_RESPONSE_BUCKET_H

#include <apr_buckets.h>

#include "core/page_store/store.h"

/** A bucket of @a size bytes from @a bytes on, which lie in @a mapping. */
apr_bucket *stmh_bucket_create(stm_page_mapping_t *mapping, const char *bytes, apr_size_t size,
                               apr_bucket_alloc_t *allocator);

#endif
