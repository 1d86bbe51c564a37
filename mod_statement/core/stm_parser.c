#include "stm_parser.h"

#include <libxml/dict.h>
#include <libxml/parserInternals.h>

#include "stm_idle.h"

/* The vocabulary has some hundred names; what is beyond are names of documents of other kinds. */
#define MOST_NAMES 1000

static stm_idle_t idle = STM_IDLE_INITIALIZER;

static void set_up(xmlParserCtxt *parser)
{
    parser->sax->entityDecl = NULL;
    parser->sax->externalSubset = NULL;
}

xmlParserCtxt *stm_parser_take(void)
{
    xmlParserCtxt *parser = stm_idle_take(&idle);

    if (parser == NULL && (parser = xmlNewParserCtxt()) != NULL) {
        set_up(parser);
    }
    return parser;
}

void stm_parser_give(xmlParserCtxt *parser)
{
    if (xmlDictSize(parser->dict) > MOST_NAMES || !stm_idle_put(&idle, parser)) {
        xmlFreeParserCtxt(parser);
    }
}

void stm_parser_rest(void)
{
    xmlParserCtxt *parser;

    while ((parser = stm_idle_take(&idle)) != NULL) {
        xmlFreeParserCtxt(parser);
    }
}
