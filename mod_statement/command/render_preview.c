#include "command/render_preview.h"

#include <apr_base64.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <libxml/uri.h>
#include <string.h>
#include <strings.h>

#include "core/i18n/date.h"
#include "core/site/statement.h"
#include "core/xml/plain.h"

#define MOST_BYTES (8 * 1024 * 1024)

/* NULL: it cannot be read, or is too large. */
static const char *bytes_of(const char *path, apr_size_t *size, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t found;
    char *bytes;

    if (apr_file_open(&file, path, APR_FOPEN_READ, 0, pool) != APR_SUCCESS ||
        apr_file_info_get(&found, APR_FINFO_SIZE | APR_FINFO_TYPE, file) != APR_SUCCESS ||
        found.filetype != APR_REG || found.size > MOST_BYTES) {
        return NULL;
    }
    *size = (apr_size_t)found.size;
    bytes = apr_pcalloc(pool, *size + 1);
    return apr_file_read_full(file, bytes, *size, NULL) == APR_SUCCESS ? bytes : NULL;
}

static const char *type_of(const char *path)
{
    static const char *const types[][2] = {{".png", "image/png"},     {".jpg", "image/jpeg"},
                                           {".jpeg", "image/jpeg"},   {".gif", "image/gif"},
                                           {".svg", "image/svg+xml"}, {".webp", "image/webp"},
                                           {".avif", "image/avif"}};
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++) {
        if (strcasecmp(types[i][0], dot) == 0) {
            return types[i][1];
        }
    }
    return NULL;
}

static void inline_picture(xmlNode *node, const stm_render_context_t *context, apr_pool_t *pool)
{
    const char *address = stm_plain_attribute(node, "href", pool);
    const apr_size_t length = strlen(context->base);
    const char *type = address ? type_of(address) : NULL, *bytes;
    apr_size_t size;
    char *name, *text;

    if (!type || strncmp(address, context->base, length) != 0) {
        return;
    }
    name = apr_palloc(pool, strlen(address) + 1);
    xmlURIUnescapeString(address + length, 0, name);
    bytes = bytes_of(apr_pstrcat(pool, context->newsroom->root, "/", name, NULL), &size, pool);
    if (bytes) {
        text = apr_palloc(pool, (apr_size_t)apr_base64_encode_len((int)size));
        apr_base64_encode_binary(text, (const unsigned char *)bytes, (int)size);
        xmlSetProp(node, BAD_CAST "href",
                   BAD_CAST apr_pstrcat(pool, "data:", type, ";base64,", text, NULL));
    }
}

static void inline_pictures(xmlNode *node, const stm_render_context_t *context, apr_pool_t *pool)
{
    if (stm_plain_is(node, "image")) {
        inline_picture(node, context, pool);
    }
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            inline_pictures(child, context, pool);
        }
    }
}

/* As the edition says it. */
static void find_reason(stm_render_context_t *context, const xmlNode *root, apr_pool_t *pool)
{
    xmlChar *moment = xmlGetNsProp((xmlNode *)root, BAD_CAST "embargoed", BAD_CAST STM_META_NS);
    const char *status = stm_plain_attribute(root, "status", pool);
    stm_date_t date;

    if (status) {
        context->preview = "draft";
        context->public_from = STM_NEVER;
    }
    else if (moment && stm_date_parse(&date, (const char *)moment) == STM_DATE_GOOD) {
        context->preview = "embargoed";
        context->public_from = stm_date_moment(&date, NULL);
    }
    xmlFree(moment);
}

void render_preview(stm_render_context_t *context, apr_array_header_t *params,
                    const stm_document_t *document, const char *stylesheets,
                    apr_pool_t *result_pool)
{
    xmlNode *root = xmlDocGetRootElement(document->xml);
    apr_size_t size;
    const char *style =
        bytes_of(apr_pstrcat(result_pool, stylesheets, "/statement.css", NULL), &size, result_pool);

    find_reason(context, root, result_pool);
    inline_pictures(root, context, result_pool);
    if (style) {
        APR_ARRAY_PUSH(params, stm_param_t) = (stm_param_t){"inline-style", style};
    }
}
