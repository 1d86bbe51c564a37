#include "core/xslt/sheet_tune.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <libxml/xpath.h>
#include <libxslt/imports.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltconfig.h>
#include <libxslt/xsltutils.h>
#include <string.h>

/* Of those that may hold many nodes. */
static const char *const axes[] = {
    "preceding-sibling", "following-sibling", "preceding", "following",
    "ancestor-or-self",  "ancestor",          "child",     "descendant-or-self",
    "descendant"};

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static int is_name_character(char character)
{
    return apr_isalnum(character) || (character & 0x80) != 0 ||
           (character != '\0' && strchr("_-.", character) != NULL);
}

static const char *skip_name(const char *at)
{
    while (is_name_character(*at)) {
        at++;
    }
    return at;
}

/* Past @a word and the space behind it; NULL where it is not what stands there. */
static const char *skip_word(const char *at, const char *word)
{
    apr_size_t length = strlen(word);

    if (at == NULL || strncmp(at, word, length) != 0) {
        return NULL;
    }
    return skip_space(at + length);
}

static const char *skip_axis(const char *at)
{
    apr_size_t i;

    for (i = 0; at != NULL && i < sizeof(axes) / sizeof(axes[0]); i++) {
        const char *end = skip_word(skip_word(at, axes[i]), "::");

        if (end != NULL) {
            return end;
        }
    }
    return NULL;
}

/* "*", "name", "prefix:name", "prefix:*" or "node()". */
static const char *skip_test(const char *at)
{
    const char *end;

    if (at == NULL) {
        return NULL;
    }
    if (strncmp(at, "node()", 6) == 0) {
        return at + 6;
    }
    end = skip_name(at);
    if (end > at && *end == ':') {
        at = end + 1;
        end = skip_name(at);
    }
    return end > at ? end : *at == '*' ? at + 1 : NULL;
}

/* The end of the step in "not(STEP)", which stands at @a at; NULL where something else does. */
static const char *end_of_step(const char *at)
{
    const char *end = skip_test(skip_axis(skip_word(skip_word(at, "not"), "(")));

    return end != NULL && *skip_space(end) == ')' ? end : NULL;
}

/* Past the literal, the name or the one character at @a at. */
static const char *skip_token(const char *at)
{
    const char *end;

    if (*at == '"' || *at == '\'') {
        end = strchr(at + 1, *at);
        return end == NULL ? at + strlen(at) : end + 1;
    }
    end = skip_name(at);
    if (end > at && *end == ':' && end[1] != ':') {
        end = skip_name(end + 1);
    }
    return end > at ? end : at + 1;
}

const char *stm_sheet_tune_expression(const char *expression, apr_pool_t *result_pool)
{
    const char *at = expression, *rest = expression, *tuned = "";

    while (*at != '\0') {
        const char *end = end_of_step(at);

        if (end != NULL) {
            tuned = apr_pstrcat(result_pool, tuned,
                                apr_pstrmemdup(result_pool, rest, (apr_size_t)(end - rest)), "[1]",
                                NULL);
            rest = end;
        }
        at = end != NULL ? end : skip_token(at);
    }
    return rest == expression ? NULL : apr_pstrcat(result_pool, tuned, rest, NULL);
}

#ifndef XSLT_REFACTORED
/* Where an instruction keeps the text of its expression; NULL: it has none of its own. */
static const xmlChar **text_of(xsltStylePreCompPtr instruction)
{
    switch (instruction->type) {
    case XSLT_FUNC_IF:
    case XSLT_FUNC_WHEN:
        return &instruction->test;
    case XSLT_FUNC_APPLYTEMPLATES:
    case XSLT_FUNC_FOREACH:
    case XSLT_FUNC_VALUEOF:
    case XSLT_FUNC_VARIABLE:
        return &instruction->select;
    default:
        return NULL;
    }
}

static void tune(xsltStylePreCompPtr instruction, xsltStylesheetPtr sheet, apr_pool_t *pool)
{
    const xmlChar **text = text_of(instruction);
    const char *tuned = text != NULL && *text != NULL && instruction->comp != NULL
                            ? stm_sheet_tune_expression((const char *)*text, pool)
                            : NULL;
    xmlXPathCompExprPtr compiled = tuned != NULL ? xsltXPathCompile(sheet, BAD_CAST tuned) : NULL;

    if (compiled != NULL) {
        xmlXPathFreeCompExpr(instruction->comp);
        instruction->comp = compiled;
        *text = xmlDictLookup(sheet->dict, BAD_CAST tuned, -1);
    }
}

static void tune_all(xsltStylesheetPtr sheet, apr_pool_t *pool)
{
    xsltElemPreCompPtr next;

    for (next = sheet->preComps; next != NULL; next = next->next) {
        tune((xsltStylePreCompPtr)next, sheet, pool);
    }
}

void stm_sheet_tune(xsltStylesheetPtr sheet)
{
    apr_pool_t *pool;

    /* The fields are those of the headers. */
    if (xsltLibxsltVersion != LIBXSLT_VERSION || apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return;
    }
    for (; sheet != NULL; sheet = xsltNextImport(sheet)) {
        tune_all(sheet, pool);
    }
    apr_pool_destroy(pool);
}
#else
void stm_sheet_tune(xsltStylesheetPtr sheet)
{
    (void)sheet;
}
#endif
