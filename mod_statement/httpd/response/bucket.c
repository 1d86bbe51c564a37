#include "httpd/response/bucket.h"

typedef struct shared_t {
    apr_bucket_refcount refcount; /* has to come first */
    stm_page_mapping_t *mapping;
    const char *bytes;
} shared_t;

static apr_status_t read_bucket(apr_bucket *bucket, const char **bytes, apr_size_t *size,
                                apr_read_type_e block)
{
    const shared_t *shared = bucket->data;

    (void)block;
    *bytes = shared->bytes + bucket->start;
    *size = bucket->length;
    return APR_SUCCESS;
}

static void destroy_bucket(void *data)
{
    shared_t *shared = data;

    if (apr_bucket_shared_destroy(shared)) {
        stm_page_mapping_release(shared->mapping);
        apr_bucket_free(shared);
    }
}

/* It belongs to no pool, so there is nothing to set aside. */
static const apr_bucket_type_t bucket_type = {"STATEMENT_PAGE",
                                              5,
                                              APR_BUCKET_DATA,
                                              destroy_bucket,
                                              read_bucket,
                                              apr_bucket_setaside_noop,
                                              apr_bucket_shared_split,
                                              apr_bucket_shared_copy};

apr_bucket *stmh_bucket_create(stm_page_mapping_t *mapping, const char *bytes, apr_size_t size,
                               apr_bucket_alloc_t *allocator)
{
    apr_bucket *bucket = apr_bucket_alloc(sizeof(*bucket), allocator);
    shared_t *shared = apr_bucket_alloc(sizeof(*shared), allocator);

    APR_BUCKET_INIT(bucket);
    bucket->free = apr_bucket_free;
    bucket->list = allocator;
    stm_page_mapping_retain(mapping);
    shared->mapping = mapping;
    shared->bytes = bytes;
    bucket = apr_bucket_shared_make(bucket, shared, 0, size);
    bucket->type = &bucket_type;
    return bucket;
}
