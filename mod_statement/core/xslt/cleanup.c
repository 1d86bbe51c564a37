#include "core/xslt/cleanup.h"

#include <libxslt/transform.h>

static apr_status_t free_transform(void *transform)
{
    xsltFreeTransformContext(transform);
    return APR_SUCCESS;
}

static apr_status_t free_xml(void *xml)
{
    xmlFreeDoc(xml);
    return APR_SUCCESS;
}

void stm_cleanup_transform(xsltTransformContextPtr transform, apr_pool_t *pool)
{
    apr_pool_cleanup_register(pool, transform, free_transform, apr_pool_cleanup_null);
}

void stm_cleanup_result(xmlDocPtr result, apr_pool_t *pool)
{
    apr_pool_cleanup_register(pool, result, free_xml, apr_pool_cleanup_null);
}
