#include "core/any_xml/tokens.h"

#include <libxslt/extensions.h>
#include <libxslt/variables.h>
#include <string.h>

#include "core/base/utf8.h"

/* Where tokens go: the tree of a call, freed by libxslt when nobody refers to it any more. */
typedef struct tokens_t {
    xmlDocPtr tree;
    xmlXPathObjectPtr nodes;
} tokens_t;

static void add(tokens_t *tokens, const char *text, size_t length)
{
    xmlNodePtr node = xmlNewDocRawNode(tokens->tree, NULL, BAD_CAST "token", NULL);

    if (node != NULL) {
        xmlAddChild(node, xmlNewDocTextLen(tokens->tree, BAD_CAST text, (int)length));
        xmlAddChild((xmlNodePtr)tokens->tree, node);
        xmlXPathNodeSetAddUnique(tokens->nodes->nodesetval, node);
    }
}

/* Each letter of @a delimiters ends a token; where there is none, every letter is one. */
static void tokenize(tokens_t *tokens, const char *text, const char *delimiters)
{
    const char *start = text;
    int length;

    for (; *text != '\0'; text += length) {
        char letter[8];

        stm_utf8_decode(text, &length);
        if (*delimiters == '\0') {
            add(tokens, text, (size_t)length);
            continue;
        }
        memcpy(letter, text, (size_t)length);
        letter[length] = '\0';
        if (strstr(delimiters, letter) != NULL) {
            if (text > start) {
                add(tokens, start, (size_t)(text - start));
            }
            start = text + length;
        }
    }
    if (*delimiters != '\0' && text > start) {
        add(tokens, start, (size_t)(text - start));
    }
}

/* The whole of @a pattern does. */
static void split(tokens_t *tokens, const char *text, const char *pattern)
{
    const char *found;

    if (*pattern == '\0') {
        tokenize(tokens, text, pattern);
        return;
    }
    while ((found = memmem(text, strlen(text), pattern, strlen(pattern))) != NULL) {
        if (found > text) {
            add(tokens, text, (size_t)(found - text));
        }
        text = found + strlen(pattern);
    }
    if (*text != '\0') {
        add(tokens, text, strlen(text));
    }
}

static int start(tokens_t *tokens, xmlXPathParserContextPtr context)
{
    xsltTransformContextPtr transform = xsltXPathGetTransformContext(context);

    tokens->tree = xsltCreateRVT(transform);
    tokens->nodes = xmlXPathNewNodeSet(NULL);
    return tokens->tree != NULL && tokens->nodes != NULL &&
           xsltRegisterLocalRVT(transform, tokens->tree) == 0;
}

/* Longer ones would multiply with the text. */
#define MAX_DELIMITERS 256

static void call(xmlXPathParserContextPtr context, int count, const char *otherwise,
                 void (*cut)(tokens_t *tokens, const char *text, const char *delimiters))
{
    tokens_t tokens = {NULL, NULL};
    xmlChar *delimiters, *text;

    if (count != 1 && count != 2) {
        xmlXPathErr(context, XPATH_INVALID_ARITY);
        return;
    }
    delimiters = count == 2 ? xmlXPathPopString(context) : xmlStrdup(BAD_CAST otherwise);
    text = xmlXPathPopString(context);
    if (xmlStrlen(delimiters) > MAX_DELIMITERS) {
        xmlXPathErr(context, XPATH_INVALID_OPERAND);
    }
    else if (text != NULL && delimiters != NULL && start(&tokens, context)) {
        cut(&tokens, (const char *)text, (const char *)delimiters);
        valuePush(context, tokens.nodes);
    }
    else {
        xmlXPathFreeObject(tokens.nodes);
        xmlXPathErr(context, XPATH_MEMORY_ERROR);
    }
    xmlFree(delimiters);
    xmlFree(text);
}

void stm_tokens_tokenize(xmlXPathParserContextPtr context, int count)
{
    call(context, count, "\t\r\n ", tokenize);
}

void stm_tokens_split(xmlXPathParserContextPtr context, int count)
{
    call(context, count, " ", split);
}
