#include "core/output/result_tree.h"

#include <libxml/HTMLtree.h>
#include <libxslt/imports.h>
#include <libxslt/xsltutils.h>

#include "core/output/html.h"

/* A page of a short statement; longer ones double it. */
#define FIRST_SIZE 16384

static apr_status_t free_bytes(void *bytes)
{
    xmlFree(bytes);
    return APR_SUCCESS;
}

static const char *keep(char *bytes, apr_pool_t *pool)
{
    apr_pool_cleanup_register(pool, bytes, free_bytes, apr_pool_cleanup_null);
    return bytes;
}

/* HTML in UTF-8 without indentation. */
static int is_ours(xmlDocPtr result, xsltStylesheetPtr style)
{
    const xmlChar *method, *method_uri, *encoding;
    int indent;

    XSLT_GET_IMPORT_PTR(method, style, method)
    XSLT_GET_IMPORT_PTR(method_uri, style, methodURI)
    XSLT_GET_IMPORT_PTR(encoding, style, encoding)
    XSLT_GET_IMPORT_INT(indent, style, indent)
    return result->type == XML_HTML_DOCUMENT_NODE && result->children != NULL && indent == 0 &&
           method_uri == NULL && (method == NULL || xmlStrEqual(method, BAD_CAST "html")) &&
           (encoding == NULL || xmlStrcasecmp(encoding, BAD_CAST "UTF-8") == 0);
}

apr_status_t stm_output_write_own(const char **bytes, apr_size_t *size, xmlDocPtr result,
                                  xsltStylesheetPtr style, apr_pool_t *result_pool)
{
    const xmlChar *encoding;
    stm_bytes_t written;

    if (!is_ours(result, style)) {
        return APR_ENOTIMPL;
    }
    XSLT_GET_IMPORT_PTR(encoding, style, encoding)
    htmlSetMetaEncoding(result, encoding == NULL ? BAD_CAST "UTF-8" : encoding);
    stm_bytes_init(&written, FIRST_SIZE);
    if (!stm_output_html(&written, result)) {
        stm_bytes_drop(&written);
        return APR_ENOTIMPL;
    }
    *size = stm_bytes_size(&written);
    *bytes = keep(stm_bytes_finish(&written), result_pool);
    return APR_SUCCESS;
}

static apr_status_t leave_to_libxslt(const char **bytes, apr_size_t *size, xmlDocPtr result,
                                     xsltStylesheetPtr style, apr_pool_t *result_pool)
{
    xmlChar *text = NULL;
    int length = 0;

    if (xsltSaveResultToString(&text, &length, result, style) != 0) {
        return APR_ENOMEM;
    }
    *bytes = text == NULL ? "" : keep((char *)text, result_pool);
    *size = (apr_size_t)length;
    return APR_SUCCESS;
}

apr_status_t stm_output_write(const char **bytes, apr_size_t *size, xmlDocPtr result,
                              xsltStylesheetPtr style, apr_pool_t *result_pool)
{
    apr_status_t status = stm_output_write_own(bytes, size, result, style, result_pool);

    return status == APR_ENOTIMPL ? leave_to_libxslt(bytes, size, result, style, result_pool)
                                  : status;
}
