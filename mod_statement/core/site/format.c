#include "core/site/format.h"

#include <apr_cstr.h>
#include <string.h>

#include "core/xml/plain.h"

static const stm_format_t builtin[] = {
    {"html", "html", "text/html", "statement-html.xsl", "statement-html.xsl", STM_LINKS_PATH, NULL},
    {"rss", "rss", "application/rss+xml", "feed-rss.xsl", "feed-rss.xsl", STM_LINKS_ABSOLUTE, NULL},
    {"atom", "atom", "application/atom+xml", "feed-atom.xsl", "feed-atom.xsl", STM_LINKS_ABSOLUTE,
     NULL},
    {"json", "json", "application/feed+json", "feed-json.xsl", "feed-json.xsl", STM_LINKS_ABSOLUTE,
     NULL},
    {"txt", "txt", "text/plain", "statement-txt.xsl", NULL, STM_LINKS_ABSOLUTE, NULL},
    {"vcf", "vcf", "text/vcard", "statement-vcf.xsl", NULL, STM_LINKS_ABSOLUTE, NULL},
    {"ics", "ics", "text/calendar", "statement-ics.xsl", NULL, STM_LINKS_ABSOLUTE, "event"},
};

const apr_array_header_t *stm_format_builtin(apr_pool_t *result_pool)
{
    apr_size_t i, count = sizeof(builtin) / sizeof(*builtin);
    apr_array_header_t *formats = apr_array_make(result_pool, (int)count, sizeof(stm_format_t));

    for (i = 0; i < count; i++) {
        APR_ARRAY_PUSH(formats, stm_format_t) = builtin[i];
    }
    return formats;
}

const char *stm_format_builtin_type(const char *name)
{
    apr_size_t i;

    for (i = 0; i < sizeof(builtin) / sizeof(*builtin); i++) {
        if (apr_cstr_casecmp(builtin[i].name, name) == 0) {
            return builtin[i].media_type;
        }
    }
    return NULL;
}

const stm_format_t *stm_format_sitemap(void)
{
    static const stm_format_t sitemap = {
        "sitemap", "xml", "application/xml", NULL, "sitemap.xsl", STM_LINKS_ABSOLUTE, NULL};

    return &sitemap;
}

int stm_format_suits(const stm_format_t *format, const stm_document_t *document)
{
    const xmlNode *root = xmlDocGetRootElement(document->xml);

    return format->part == NULL ||
           (root != NULL &&
            stm_plain_child(stm_plain_child(root, "head", NULL), format->part, NULL) != NULL);
}

const stm_format_t *stm_format_by_name(const apr_array_header_t *formats, const char *name)
{
    int i;

    for (i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, const stm_format_t);

        if (apr_cstr_casecmp(format->name, name) == 0) {
            return format;
        }
    }
    return NULL;
}

const stm_format_t *stm_format_by_extension(const apr_array_header_t *formats, const char *ext)
{
    int i;

    for (i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, const stm_format_t);

        if (strcmp(format->extension, ext) == 0) {
            return format;
        }
    }
    return NULL;
}

/* Media type and character set come from the stylesheet itself unless the setting has them. */
void stm_format_apply(apr_array_header_t *formats, const stm_format_t *given)
{
    stm_format_t *format = (stm_format_t *)stm_format_by_name(formats, given->name);

    if (format == NULL) {
        format = apr_array_push(formats);
        *format = *given;
        format->links = STM_LINKS_ABSOLUTE;
        if (format->extension == NULL) {
            format->extension = format->name;
        }
        return;
    }
    if (format->list_sheet != NULL && strcmp(format->list_sheet, format->statement_sheet) == 0) {
        format->list_sheet = given->statement_sheet;
    }
    format->statement_sheet = given->statement_sheet;
    format->media_type = given->media_type;
    if (given->extension != NULL) {
        format->extension = given->extension;
    }
}
