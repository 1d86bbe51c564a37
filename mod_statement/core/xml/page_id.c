#include "core/xml/page_id.h"

#include <apr_escape.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/xml/plain.h"

int stm_page_id_is_made(const char *id)
{
    return strcmp(id, "content") == 0 || strcmp(id, "filters") == 0 ||
           strncmp(id, "note-", 5) == 0 || strncmp(id, "entry-", 6) == 0 ||
           strncmp(id, "ref-", 4) == 0 || (id[0] == 's' && apr_isdigit(id[1]));
}

int stm_page_id_is_general(const char *fragment)
{
    return *fragment == '\0' || strcmp(fragment, "top") == 0 || strncmp(fragment, ":~:", 3) == 0 ||
           stm_page_id_is_made(fragment);
}

int stm_page_id_is_typed(const xmlNode *element)
{
    return stm_plain_is(element, "section") || stm_plain_is(element, "callout") ||
           stm_plain_is(element, "blockquote") || stm_plain_is(element, "quote");
}

const char *stm_page_id_of(const char *href, apr_pool_t *result_pool)
{
    const char *decoded;

    while (apr_isspace(*href)) {
        href++;
    }
    decoded = *href == '#' ? apr_punescape_url(result_pool, href + 1, NULL, NULL, 0) : NULL;
    return *href == '#' && decoded == NULL ? href + 1 : decoded;
}
