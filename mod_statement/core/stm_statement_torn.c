/*
 * Of a draft that is no well-formed document nobody can say what it means, but the files that it
 * names are as secret as it is.
 */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "stm_statement.h"

/* Also what word processors make of quotation marks (their first byte in UTF-8 is 0xE2). */
#define QUOTES "\"'\xE2\x80\x9C\x9D\x98\x99"
#define ENDS   QUOTES "<> \t\r\n"

/* The bytes as a string; without zero bytes the ASCII letters of UTF-16 read as such. */
static char *text_of(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, size + 1), *out = text;

    for (apr_size_t i = 0; i < size; i++) {
        if (bytes[i] != '\0') {
            *out++ = bytes[i];
        }
    }
    *out = '\0';
    return text;
}

static const char *skip_spaces(const char *text)
{
    while (apr_isspace(*text)) {
        text++;
    }
    return text;
}

/* Whether the "=" follows the name of an address, which needs no dot. */
static int is_address(const char *equals)
{
    const char *end = equals;

    while (end > equals - 8 && apr_isspace(end[-1])) {
        end--;
    }
    return strncmp(end - 4, "href", 4) == 0 || strncmp(end - 4, "cite", 4) == 0;
}

/* The next value of an attribute that may say where something is, whatever its name is meant to be;
 * NULL: none. */
static const char *next_value(const char *text)
{
    while ((text = strchr(text, '=')) != NULL) {
        const char *value = skip_spaces(text + 1);

        value += strspn(value, QUOTES);
        if (memchr(value, '.', strcspn(value, ENDS)) != NULL || is_address(text)) {
            return value;
        }
        text++;
    }
    return NULL;
}

static void add_address(apr_array_header_t *edges, const char *value, apr_pool_t *pool)
{
    stm_edge_t *edge = apr_array_push(edges);

    memset(edge, 0, sizeof(*edge));
    edge->kind = STM_EDGE_INTERNAL;
    edge->href = apr_pstrmemdup(pool, value, strcspn(value, ENDS));
}

stm_statement_t *stm_statement_torn(const char *bytes, apr_size_t size, apr_pool_t *result_pool)
{
    stm_statement_t *statement = apr_pcalloc(result_pool, sizeof(*statement));
    /* Room for a look back from the first "=". */
    const char *at =
        apr_pstrcat(result_pool, "            ", text_of(bytes, size, result_pool), NULL);

    statement->status = STM_STATUS_DRAFT;
    statement->published_at = statement->expires_at = statement->withdrawn_at = STM_NEVER;
    statement->tags = apr_array_make(result_pool, 1, sizeof(stm_tag_t));
    statement->issuers = apr_array_make(result_pool, 1, sizeof(const char *));
    statement->authors = apr_array_make(result_pool, 1, sizeof(const char *));
    statement->edges = apr_array_make(result_pool, 4, sizeof(stm_edge_t));
    at += 12;
    while ((at = next_value(at)) != NULL) {
        add_address(statement->edges, at, result_pool);
    }
    return statement;
}
