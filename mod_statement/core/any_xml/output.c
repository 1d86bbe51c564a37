#include "core/any_xml/output.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <libxslt/imports.h>
#include <libxslt/xsltutils.h>
#include <string.h>
#include <strings.h>

#include "core/base/bytes.h"
#include "core/output/result_tree.h"

#define FIRST_SIZE 16384

typedef struct sink_t {
    stm_bytes_t bytes;
    apr_size_t max_bytes;
    int is_full;
} sink_t;

static int write_piece(void *context, const char *piece, int length)
{
    sink_t *sink = context;

    if (stm_bytes_size(&sink->bytes) + (apr_size_t)length > sink->max_bytes) {
        sink->is_full = 1;
        return -1;
    }
    stm_bytes_add(&sink->bytes, piece, (apr_size_t)length);
    return length;
}

static apr_status_t free_bytes(void *bytes)
{
    xmlFree(bytes);
    return APR_SUCCESS;
}

static xmlCharEncodingHandlerPtr encoder_of(const char *charset)
{
    return strcmp(charset, "utf-8") == 0 ? NULL : xmlFindCharEncodingHandler(charset);
}

static int leave_to_libxslt(stm_transform_page_t *page, xmlDocPtr result, xsltStylesheetPtr style,
                            apr_size_t max_bytes, apr_pool_t *pool)
{
    sink_t sink = {.max_bytes = max_bytes};
    xmlOutputBufferPtr buffer;
    int written;

    stm_bytes_init(&sink.bytes, FIRST_SIZE);
    buffer = xmlOutputBufferCreateIO(write_piece, NULL, &sink, encoder_of(page->charset));
    if (buffer == NULL) {
        stm_bytes_drop(&sink.bytes);
        return 0;
    }
    written = xsltSaveResultTo(buffer, result, style);
    if (xmlOutputBufferClose(buffer) < 0 || written < 0 || sink.is_full) {
        stm_bytes_drop(&sink.bytes);
        return 0;
    }
    page->size = stm_bytes_size(&sink.bytes);
    page->bytes = stm_bytes_finish(&sink.bytes);
    apr_pool_cleanup_register(pool, page->bytes, free_bytes, apr_pool_cleanup_null);
    return 1;
}

static int has_end(const char *text, const char *end)
{
    apr_size_t length = strlen(text), size = strlen(end);

    return length >= size && strcasecmp(text + length - size, end) == 0;
}

static int is_xml_type(const char *type)
{
    return strpbrk(type, " ;\t\r\n") == NULL &&
           (has_end(type, "+xml") || strcasecmp(type, "text/xml") == 0 ||
            strcasecmp(type, "application/xml") == 0);
}

static const char *xml_type(const xmlDoc *result, const char *wanted)
{
    static const char *const known[][2] = {
        {"http://www.w3.org/1999/xhtml", "application/xhtml+xml"},
        {"http://www.w3.org/2000/svg", "image/svg+xml"},
    };
    const xmlNode *root = xmlDocGetRootElement((xmlDocPtr)result);

    for (apr_size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (root != NULL && root->ns != NULL &&
            strcmp((const char *)root->ns->href, known[i][0]) == 0) {
            return known[i][1];
        }
    }
    return wanted != NULL && is_xml_type(wanted) ? wanted : "application/xml";
}

static void set_type(stm_transform_page_t *page, const xmlDoc *result, xsltStylesheetPtr style,
                     apr_pool_t *pool)
{
    const xmlChar *method, *media_type, *encoding;
    char *letter;

    XSLT_GET_IMPORT_PTR(method, style, method)
    XSLT_GET_IMPORT_PTR(media_type, style, mediaType)
    XSLT_GET_IMPORT_PTR(encoding, style, encoding)
    if (xmlStrEqual(method, BAD_CAST "html") ||
        (method == NULL && result->type == XML_HTML_DOCUMENT_NODE)) {
        page->media_type = "text/html";
    }
    else if (xmlStrEqual(method, BAD_CAST "text")) {
        page->media_type = "text/plain";
    }
    else {
        page->media_type = apr_pstrdup(pool, xml_type(result, (const char *)media_type));
    }
    letter = apr_pstrdup(pool, encoding == NULL ? "utf-8" : (const char *)encoding);
    page->charset = letter;
    for (; *letter != '\0'; letter++) {
        *letter = (char)apr_tolower(*letter);
    }
}

int stm_any_xml_write(stm_transform_page_t *page, xmlDocPtr result, xsltStylesheetPtr style,
                      apr_size_t max_bytes, apr_pool_t *result_pool)
{
    set_type(page, result, style, result_pool);
    if (stm_output_write_own(&page->bytes, &page->size, result, style, result_pool) ==
        APR_SUCCESS) {
        return page->size <= max_bytes;
    }
    return leave_to_libxslt(page, result, style, max_bytes, result_pool);
}
