#include "stm_parser.h"

#include <libxml/dict.h>
#include <libxml/parserInternals.h>
#include <pthread.h>

/* As many as a few threads at work have in use. */
#define MOST_IDLE 8

/* The vocabulary has some hundred names; what is beyond are names of documents of other kinds. */
#define MOST_NAMES 1000

static pthread_mutex_t idle_lock = PTHREAD_MUTEX_INITIALIZER;
static xmlParserCtxt *idle[MOST_IDLE]; /* guarded by idle_lock */
static int idle_count;                 /* guarded by idle_lock */

static xmlParserCtxt *take_idle(void)
{
    xmlParserCtxt *parser = NULL;

    pthread_mutex_lock(&idle_lock);
    if (idle_count > 0) {
        parser = idle[--idle_count];
    }
    pthread_mutex_unlock(&idle_lock);
    return parser;
}

static int put_idle(xmlParserCtxt *parser)
{
    int has_room;

    pthread_mutex_lock(&idle_lock);
    has_room = idle_count < MOST_IDLE;
    if (has_room) {
        idle[idle_count++] = parser;
    }
    pthread_mutex_unlock(&idle_lock);
    return has_room;
}

static void set_up(xmlParserCtxt *parser)
{
    parser->sax->entityDecl = NULL;
    parser->sax->externalSubset = NULL;
}

xmlParserCtxt *stm_parser_take(void)
{
    xmlParserCtxt *parser = take_idle();

    if (parser == NULL && (parser = xmlNewParserCtxt()) != NULL) {
        set_up(parser);
    }
    return parser;
}

void stm_parser_give(xmlParserCtxt *parser)
{
    if (xmlDictSize(parser->dict) > MOST_NAMES || !put_idle(parser)) {
        xmlFreeParserCtxt(parser);
    }
}
