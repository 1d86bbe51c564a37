#include "core/xml/press.h"

#include <string.h>

#include "core/base/problem.h"
#include "core/xml/wellformed.h"

typedef struct format_t {
    const char *root;  /* NULL: any */
    const char *token; /* in its tag or in the DOCTYPE before it; NULL: nothing is needed */
    const char *name;
} format_t;

/* The first that fits counts: a root's name alone tells little. */
static const format_t formats[] = {
    {NULL, "http://iptc.org/std/nar/2006-10-01/", "NewsML-G2"},
    {"newsMessage", NULL, "NewsML-G2"},
    {"newsItem", NULL, "NewsML-G2"},
    {"packageItem", NULL, "NewsML-G2"},
    {"conceptItem", NULL, "NewsML-G2"},
    {"knowledgeItem", NULL, "NewsML-G2"},
    {"planningItem", NULL, "NewsML-G2"},
    {"NewsML", NULL, "NewsML 1"},
    {"nitf", NULL, "NITF"},
    {"ninjs", NULL, "ninjs"},
    {"html", NULL, "XHTML"},
    {NULL, "http://www.w3.org/1999/xhtml", "XHTML"},
    {NULL, "docbook.org/ns/docbook", "DocBook"},
    {NULL, "DocBook", "DocBook"},
    {"wordDocument", NULL, "a Word document"},
    {NULL, "http://schemas.microsoft.com/office/2006/xmlPackage", "a Word document"},
    {NULL, "urn:oasis:names:tc:opendocument", "an OpenDocument text"},
    {"TEI", NULL, "TEI"},
    {NULL, "JATS", "JATS"},
    {NULL, "OASIS//DTD DITA", "DITA"},
};

/* Up to the end of the root's tag. */
static apr_size_t length_of_start(const stm_source_t *source, const stm_outline_t *outline)
{
    const char *end = source->text + source->size;
    const char *close = memchr(outline->root_at, '>', (apr_size_t)(end - outline->root_at));

    return (apr_size_t)((close ? close : end) - source->text);
}

const char *stm_press_format(const char *bytes, apr_size_t size, apr_pool_t *scratch_pool)
{
    stm_source_t source;
    stm_outline_t outline;
    apr_size_t length;

    if (stm_source_decode(&source, NULL, bytes, size, stm_problems_create(scratch_pool),
                          scratch_pool) != APR_SUCCESS) {
        return NULL;
    }
    stm_wellformed_outline(&outline, &source, scratch_pool);
    if (outline.root == NULL) {
        return NULL;
    }
    length = length_of_start(&source, &outline);
    for (apr_size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        const format_t *format = &formats[i];

        if ((format->root == NULL || strcmp(format->root, outline.root) == 0) &&
            (format->token == NULL ||
             memmem(source.text, length, format->token, strlen(format->token)) != NULL)) {
            return format->name;
        }
    }
    return NULL;
}
