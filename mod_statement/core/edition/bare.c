/*
 * Links whose words are their address: text and paper, which print the address behind the words,
 * print it once.
 */
#include "core/edition/internal.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <libxml/tree.h>
#include <string.h>

/* What tells addresses apart for a reader: without the scheme and a slash at the end, encoded. */
static const char *core_of(const char *text, apr_pool_t *pool)
{
    static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:", "//"};
    apr_size_t i, length;

    for (i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
        if (apr_cstr_casecmpn(text, schemes[i], strlen(schemes[i])) == 0) {
            text += strlen(schemes[i]);
            break;
        }
    }
    length = strlen(text);
    if (length > 1 && text[length - 1] == '/') {
        length--;
    }
    return stm_edition_encode(apr_pstrcat(pool, "//", apr_pstrmemdup(pool, text, length), NULL),
                              pool);
}

static int is_same(const char *one, const char *other)
{
    apr_size_t host = 2 + strcspn(one + 2, "/?#");

    return apr_cstr_casecmpn(one, other, host) == 0 && strcmp(one + host, other + host) == 0;
}

void stm_edition_mark_bare_link(xmlNode *node, const char *href, const stm_editing_t *editing)
{
    xmlChar *content = xmlNodeGetContent(node);
    char *words = apr_pstrdup(editing->pool, content == NULL ? "" : (const char *)content);

    xmlFree(content);
    apr_collapse_spaces(words, words);
    if (*words != '\0' && is_same(core_of(words, editing->pool), core_of(href, editing->pool))) {
        stm_tree_mark(node, "bare", "yes");
    }
}
