/* Bytes to a parsed document: each is taken, left to httpd, or refused at a place in words. */
#include <string.h>

#include "core/xml/document.h"
#include "core/xml/root.h"
#include "fuzz/checks.h"

void fuzz_setup(apr_pool_t *pool)
{
    (void)pool;
}

static void must_have_places(const xmlNode *node, int lines)
{
    for (; node != NULL; node = node->next) {
        int line = 0, column = 0;

        if (node->type == XML_ELEMENT_NODE) {
            stm_document_position(node, &line, &column);
            FUZZ_MUST(line > 0 && line <= lines && column > 0, "<%s> is at %d:%d", node->name, line,
                      column);
            must_have_places(node->children, lines);
        }
    }
}

/* At least as many as there can be: the bytes may be UTF-16. */
static int lines_of(const char *bytes, apr_size_t size)
{
    int lines = 1;

    for (apr_size_t i = 0; i < size; i++) {
        lines += bytes[i] == '\n' || bytes[i] == '\r';
    }
    return lines;
}

static void must_be_ours(const stm_document_t *document, const char *bytes, apr_size_t size)
{
    const xmlNode *root = xmlDocGetRootElement(document->xml);

    FUZZ_MUST(strcmp((const char *)root->name, "statement") == 0, "<%s>", root->name);
    FUZZ_MUST(document->xml->intSubset == NULL, "it has a DOCTYPE");
    stm_document_settle_places(document);
    must_have_places(root, lines_of(bytes, size));
}

static void parse(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    apr_status_t status =
        stm_document_parse(&document, "a.xml", bytes, size, &stm_limits_default, problems, pool);

    fuzz_must_be_problems(problems, status != APR_SUCCESS && status != STM_EFOREIGN,
                          status == STM_EMALFORMED, pool);
    switch (status) {
    case APR_SUCCESS:
        must_be_ours(document, bytes, size);
        break;
    case STM_EFOREIGN:
        FUZZ_MUST(stm_root_of(bytes, size, STM_PART_WHOLE) == STM_ROOT_FOREIGN, "it is ours");
        break;
    default:
        FUZZ_MUST(status == STM_EMALFORMED || status == STM_ELIMIT, "status %d", status);
    }
}

static void parse_newsroom(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    apr_status_t status = stm_document_parse_newsroom(&document, "newsroom.xml", bytes, size,
                                                      &stm_limits_default, problems, pool);

    fuzz_must_be_problems(problems, status != APR_SUCCESS, status == STM_EMALFORMED, pool);
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    parse(bytes, size, pool);
    parse_newsroom(bytes, size, pool);
    stm_root_of(bytes, size, STM_PART_BEGINNING);
}
