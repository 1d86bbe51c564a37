/* In a preview the addresses of a statement's own files carry what opens them. */
#include <apr_strings.h>
#include <string.h>

#include "core/edition/internal.h"
#include "core/xml/plain.h"

/* A file of the newsroom: its last step has an ending, which a statement's page has not. */
static int is_file(const char *address, const char *base)
{
    const char *slash;

    if (strncmp(address, base, strlen(base)) != 0 || strpbrk(address, "?#")) {
        return 0;
    }
    slash = strrchr(address, '/');
    return slash && strchr(slash, '.') != NULL;
}

static void sign(xmlNode *node, const char *name, const stm_view_t *view, apr_pool_t *pool)
{
    const char *address = stm_plain_attribute(node, name, pool);

    if (address && is_file(address, view->base)) {
        xmlSetProp(node, BAD_CAST name,
                   BAD_CAST apr_pstrcat(pool, address, "?", view->file_query, NULL));
    }
}

void stm_edition_sign_files(xmlNode *node, const stm_editing_t *editing)
{
    sign(node, "href", editing->view, editing->pool);
    sign(node, "poster", editing->view, editing->pool);
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            stm_edition_sign_files(child, editing);
        }
    }
}
