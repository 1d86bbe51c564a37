#include "core/render/sitemap.h"

#include "core/i18n/date.h"

stm_document_t *stm_sitemap_create(apr_pool_t *result_pool)
{
    return stm_document_create("sitemap", "sitemap", result_pool);
}

static xmlNode *add(xmlNode *parent, const char *name, const char *address)
{
    xmlNode *node = xmlNewChild(parent, NULL, BAD_CAST name, NULL);

    xmlNewProp(node, BAD_CAST "href", BAD_CAST address);
    return node;
}

void stm_sitemap_add(stm_document_t *sitemap, const char *address, apr_time_t changed_at)
{
    xmlNode *node = add(xmlDocGetRootElement(sitemap->xml), "address", address);

    if (changed_at != 0) {
        xmlNewProp(node, BAD_CAST "changed", BAD_CAST stm_date_rfc3339(changed_at, sitemap->pool));
    }
}

void stm_sitemap_alternate(stm_document_t *sitemap, const char *lang, const char *address)
{
    if (lang != NULL && lang[0] != '\0') {
        xmlNode *node = add(xmlDocGetRootElement(sitemap->xml)->last, "alternate", address);

        xmlNodeSetLang(node, BAD_CAST lang);
    }
}

void stm_sitemap_part(stm_document_t *sitemap, const char *address)
{
    add(xmlDocGetRootElement(sitemap->xml), "part", address);
}

static int count_parts(int total)
{
    return total / STM_SITEMAP_ADDRESSES + (total % STM_SITEMAP_ADDRESSES != 0);
}

int stm_sitemap_parts(int total)
{
    int parts = count_parts(total);

    return parts > 1 ? parts : 0;
}

void stm_sitemap_range(int *offset, int *limit, int total, int part)
{
    int first; /* from the oldest */

    *offset = *limit = 0;
    if (part <= count_parts(total)) {
        first = (part - 1) * STM_SITEMAP_ADDRESSES;
        *limit = total - first < STM_SITEMAP_ADDRESSES ? total - first : STM_SITEMAP_ADDRESSES;
        *offset = total - first - *limit;
    }
}
