/**
 * core/any_xml/resources - what one transformation has fetched: each URL once.
 */
#ifndef CORE_ANY_XML_RESOURCES_H
#define CORE_ANY_XML_RESOURCES_H

#include <apr_hash.h>

#include "core/any_xml/transform.h"

typedef struct stm_resource_t {
    apr_status_t status;
    const char *bytes;
    apr_size_t size;
    const char *url;         /* where it is */
    const char *fingerprint; /* of the bytes; NULL: nobody has asked for it as a stylesheet */
} stm_resource_t;

typedef struct stm_resources_t {
    const stm_transform_source_t *source;
    const stm_transform_limits_t *limits;
    apr_hash_t *by_url; /* stm_resource_t */
    stm_dtd_reader_t *dtds;
    stm_problems_t *problems;
    int documents;  /* fetched for document() */
    int is_stopped; /* the caller wants the transformation to end: APR_EAGAIN */
    apr_pool_t *pool;
} stm_resources_t;

/** With the source document as the first of them. */
void stm_resources_init(stm_resources_t *resources, const stm_transform_source_t *source,
                        const stm_transform_limits_t *limits, stm_problems_t *problems,
                        apr_pool_t *pool);

/** What is at @a url, without its fragment. Its status: APR_EINVAL where it is no http or https
 * URL, or one longer than httpd reads, STM_ELIMIT past the number of documents, else what the
 * caller's function says. */
const stm_resource_t *stm_resources_get(stm_resources_t *resources, const char *url,
                                        stm_fetch_kind_t kind);

#endif
