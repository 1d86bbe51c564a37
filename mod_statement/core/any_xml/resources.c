#include "core/any_xml/resources.h"

#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "core/base/fingerprint.h"
#include "core/base/table.h"

/* Stylesheets are compared with compiled ones, documents with nothing. */
static const stm_resource_t *ready(stm_resource_t *resource, stm_fetch_kind_t kind,
                                   apr_pool_t *pool)
{
    if (kind == STM_FETCH_STYLESHEET && resource->status == APR_SUCCESS &&
        resource->fingerprint == NULL) {
        resource->fingerprint = stm_fingerprint(resource->bytes, resource->size, pool);
    }
    return resource;
}

void stm_resources_init(stm_resources_t *resources, const stm_transform_source_t *source,
                        const stm_transform_limits_t *limits, stm_problems_t *problems,
                        apr_pool_t *pool)
{
    stm_resource_t *own = apr_pcalloc(pool, sizeof(*own));

    *resources = (stm_resources_t){.source = source,
                                   .limits = limits,
                                   .by_url = stm_table_make(pool),
                                   .dtds = source->dtds == NULL ? stm_dtd_reader_create(NULL, pool)
                                                                : source->dtds,
                                   .problems = problems,
                                   .pool = pool};
    own->bytes = source->bytes;
    own->size = source->size;
    own->url = source->url;
    apr_hash_set(resources->by_url, source->url, APR_HASH_KEY_STRING, own);
}

/* As much as httpd reads of a request line by default (LimitRequestLine). */
#define LONGEST_URL 8190

static int is_fetchable(const char *url)
{
    return (strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0) &&
           strlen(url) <= LONGEST_URL;
}

/* Documents are counted here, stylesheets as often as they are imported. */
static int is_one_too_many(stm_resources_t *resources, stm_fetch_kind_t kind)
{
    return kind == STM_FETCH_DOCUMENT && ++resources->documents > resources->limits->max_documents;
}

static void fetch(stm_resources_t *resources, stm_resource_t *resource, const char *url,
                  stm_fetch_kind_t kind)
{
    const stm_transform_source_t *source = resources->source;
    stm_fetched_t fetched = {.bytes = NULL};

    resource->status = source->fetch(&fetched, source->baton, url, kind, resources->pool);
    resources->is_stopped |= resource->status == APR_EAGAIN;
    if (resource->status == APR_SUCCESS) {
        resource->bytes = fetched.bytes;
        resource->size = fetched.size;
        resource->url = fetched.url == NULL ? url : apr_pstrdup(resources->pool, fetched.url);
    }
}

const stm_resource_t *stm_resources_get(stm_resources_t *resources, const char *url,
                                        stm_fetch_kind_t kind)
{
    const char *whole = apr_pstrmemdup(resources->pool, url, strcspn(url, "#"));
    stm_resource_t *resource = apr_hash_get(resources->by_url, whole, APR_HASH_KEY_STRING);

    if (resource != NULL) {
        return ready(resource, kind, resources->pool);
    }
    resource = apr_pcalloc(resources->pool, sizeof(*resource));
    if (!is_fetchable(whole)) {
        resource->status = APR_EINVAL;
    }
    else if (is_one_too_many(resources, kind)) {
        resource->status = STM_ELIMIT;
    }
    else {
        fetch(resources, resource, whole, kind);
    }
    apr_hash_set(resources->by_url, whole, APR_HASH_KEY_STRING, resource);
    return ready(resource, kind, resources->pool);
}
