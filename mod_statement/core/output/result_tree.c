#include "core/output/result_tree.h"

#include <libxslt/imports.h>
#include <libxslt/xsltutils.h>

#include "core/output/internal.h"

/* A page of a short statement; longer ones double it. */
#define FIRST_SIZE 16384

typedef void (*method_t)(stm_output_t *output);

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

static method_t method_of(xmlDocPtr result, xsltStylesheetPtr style)
{
    const xmlChar *method, *method_uri;

    XSLT_GET_IMPORT_PTR(method, style, method)
    XSLT_GET_IMPORT_PTR(method_uri, style, methodURI)
    if (method_uri != NULL) {
        return NULL;
    }
    if (method == NULL) {
        return result->type == XML_HTML_DOCUMENT_NODE ? stm_output_html : stm_output_xml;
    }
    if (xmlStrEqual(method, BAD_CAST "html")) {
        return result->type == XML_HTML_DOCUMENT_NODE ? stm_output_html : NULL;
    }
    if (xmlStrEqual(method, BAD_CAST "text")) {
        return stm_output_text;
    }
    return xmlStrEqual(method, BAD_CAST "xml") ? stm_output_xml : NULL;
}

static int names_xhtml(const xmlChar *identifier)
{
    return identifier != NULL && xmlStrcasestr(identifier, BAD_CAST "xhtml") != NULL;
}

static int is_plain(const xmlDtd *type)
{
    return type == NULL || (type->children == NULL && type->notations == NULL &&
                            !names_xhtml(type->SystemID) && !names_xhtml(type->ExternalID));
}

static int knows(const stm_output_t *output, method_t method)
{
    const xmlChar *encoding = output->encoding;

    return method != NULL && (encoding == NULL || xmlStrcasecmp(encoding, BAD_CAST "UTF-8") == 0) &&
           (method != stm_output_xml || is_plain(output->result->intSubset));
}

static void read_settings(stm_output_t *output, xmlDocPtr result, xsltStylesheetPtr style)
{
    int omits;

    output->result = result;
    output->is_foreign = 0;
    XSLT_GET_IMPORT_PTR(output->encoding, style, encoding)
    XSLT_GET_IMPORT_INT(output->indent, style, indent)
    XSLT_GET_IMPORT_INT(output->standalone, style, standalone)
    XSLT_GET_IMPORT_INT(omits, style, omitXmlDeclaration)
    output->omits_declaration = omits == 1;
}

static int is_empty(xmlDocPtr result)
{
    return result->children == NULL ||
           (result->children->type == XML_DTD_NODE && result->children->next == NULL);
}

apr_status_t stm_output_write_own(const char **bytes, apr_size_t *size, xmlDocPtr result,
                                  xsltStylesheetPtr style, apr_pool_t *result_pool)
{
    method_t method = method_of(result, style);
    stm_output_t output;

    read_settings(&output, result, style);
    if (!knows(&output, method)) {
        return APR_ENOTIMPL;
    }
    stm_bytes_init(&output.bytes, FIRST_SIZE);
    if (!is_empty(result)) {
        method(&output);
    }
    if (output.is_foreign) {
        stm_bytes_drop(&output.bytes);
        return APR_ENOTIMPL;
    }
    *size = stm_bytes_size(&output.bytes);
    *bytes = keep(stm_bytes_finish(&output.bytes), result_pool);
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

/* libxslt passes over an element that begins with a reference. */
static int is_entered(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && node->children != NULL &&
           node->children->type != XML_ENTITY_REF_NODE;
}

/* Of a text only the text. */
void stm_output_text(stm_output_t *output)
{
    const xmlNode *node = output->result->children;

    while (node != NULL) {
        if (node->type == XML_TEXT_NODE) {
            stm_bytes_add_string(&output->bytes, node->content);
        }
        if (is_entered(node)) {
            node = node->children;
            continue;
        }
        while (node != NULL && node->next == NULL) {
            node = node->parent;
        }
        node = node == NULL ? NULL : node->next;
    }
}
