#include "core/any_xml/parse.h"

#include <libxml/SAX2.h>
#include <string.h>

#include "core/any_xml/dtd.h"
#include "core/any_xml/prolog.h"
#include "core/xml/bounds.h"
#include "core/xml/libxml.h"
#include "core/xml/source.h"
#include "core/xml/wellformed.h"
#include "core/xslt/budget.h"

/* libxml2 passes each attribute as so many pointers. */
#define ATTRIBUTE_PARTS 5

/* Each attribute that a DOCTYPE gives is compared with all that the element has. */
#define MAX_COMPARISONS 5000000

typedef enum { FINE = 0, DEEP, CROWDED, GROWN, MEMORY, TIME } excess_t;

/* What the callbacks of one parse share; the DTD's are in core/any_xml/dtd. */
typedef struct parse_t {
    stm_dtd_t dtd; /* first, so that core/any_xml/dtd finds it */
    const stm_transform_limits_t *limits;
    stm_budget_t budget;
    excess_t excess;
    int depth, nodes, namespaces, comparisons;
    unsigned short declared[STM_TRANSFORM_MAX_DEPTH + 1]; /* namespaces, on each open element */
    int error_line;
    char error[256];
} parse_t;

static void stop(xmlParserCtxtPtr parser, parse_t *parse, excess_t excess)
{
    if (parse->excess == FINE) {
        parse->excess = excess;
        parse->error_line = xmlSAX2GetLineNumber(parser);
    }
    xmlStopParser(parser);
}

/* Zero: it is beyond them. */
static int is_within(xmlParserCtxtPtr parser, parse_t *parse)
{
    if (parse->budget.state == STM_BUDGET_LEFT) {
        return 1;
    }
    stop(parser, parse, parse->budget.state == STM_BUDGET_NO_TIME ? TIME : MEMORY);
    return 0;
}

static int count_element(xmlParserCtxtPtr parser, parse_t *parse, int namespaces, int attributes,
                         int defaulted)
{
    parse->nodes += 1 + attributes;
    parse->namespaces += namespaces;
    parse->comparisons += defaulted * (attributes + 1);
    if (parse->depth >= parse->limits->max_depth) {
        stop(parser, parse, DEEP);
    }
    else if (parse->nodes > parse->limits->max_nodes || attributes > STM_BOUND_ATTRIBUTES ||
             parse->namespaces > STM_BOUND_NAMESPACES || parse->comparisons > MAX_COMPARISONS) {
        stop(parser, parse, CROWDED);
    }
    else {
        parse->declared[parse->depth++] = (unsigned short)namespaces;
    }
    return parse->excess == FINE && is_within(parser, parse);
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                          int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    xmlParserCtxtPtr parser = context;

    if (count_element(parser, parser->_private, namespace_count, attribute_count,
                      defaulted_count)) {
        xmlSAX2StartElementNs(context, name, prefix, uri, namespace_count, namespaces,
                              attribute_count, defaulted_count, attributes);
    }
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri)
{
    parse_t *parse = ((xmlParserCtxtPtr)context)->_private;

    if (parse->depth > 0) {
        parse->namespaces -= parse->declared[--parse->depth];
    }
    xmlSAX2EndElementNs(context, name, prefix, uri);
}

/* Of each reference: between two the parser may have copied much. */
static xmlEntityPtr get_entity(void *context, const xmlChar *name)
{
    xmlParserCtxtPtr parser = context;

    return is_within(parser, parser->_private) ? stm_dtd_entity(parser, name) : NULL;
}

static void keep_first_error(void *context, stm_xml_error_t error)
{
    xmlParserCtxtPtr parser = context;
    parse_t *parse = parser->_private;

    if (error->level == XML_ERR_FATAL && parse->error[0] == '\0') {
        const char *message = error->message == NULL ? "unknown error" : error->message;

        snprintf(parse->error, sizeof(parse->error), "%.*s", (int)strcspn(message, "\n"), message);
        parse->error_line = parse->excess == FINE ? error->line : parse->error_line;
        if (error->code == XML_ERR_ENTITY_LOOP && parse->excess == FINE) {
            parse->excess = GROWN;
        }
    }
}

static void set_up(xmlParserCtxtPtr parser, parse_t *parse)
{
    parser->sax->startElementNs = start_element;
    parser->sax->endElementNs = end_element;
    parser->sax->getEntity = get_entity;
    parser->sax->serror = keep_first_error;
    parser->_private = parse;
    stm_dtd_set_up(parser->sax);
}

static apr_status_t free_xml(void *xml)
{
    xmlFreeDoc(xml);
    return APR_SUCCESS;
}

void stm_any_xml_release(xmlDocPtr xml, apr_pool_t *pool)
{
    apr_pool_cleanup_kill(pool, xml, free_xml);
}

static apr_status_t refuse(stm_problems_t *problems, apr_status_t status, const char *name,
                           int line, const char *message, const char *remedy)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR,
                     status == STM_ELIMIT ? "xml-limit" : "xml-malformed", name, line, 0, remedy,
                     "%s", message);
    return status;
}

static apr_status_t refuse_excess(const parse_t *parse, const char *name, stm_problems_t *problems)
{
    static const char *const messages[] = {
        [DEEP] = "Its elements are nested too deeply",
        [CROWDED] = "It has too many elements, attributes or namespaces",
        [GROWN] = "Its entities refer to themselves, or make it too large",
        [MEMORY] = "It takes more memory than one document may",
        [TIME] = "It takes more time than one document may",
    };

    return refuse(problems, STM_ELIMIT, name, parse->error_line, messages[parse->excess], NULL);
}

/* The tree; NULL where the text is not well-formed or beyond a bound. */
static xmlDocPtr read_text(parse_t *parse, const stm_source_t *text, const char *url,
                           xmlDictPtr dict)
{
    const int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOENT | XML_PARSE_DTDLOAD |
                        XML_PARSE_DTDATTR | XML_PARSE_IGNORE_ENC;
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    xmlDocPtr xml;

    if (parser == NULL) {
        return NULL;
    }
    if (dict != NULL) {
        xmlDictFree(parser->dict);
        parser->dict = dict;
        xmlDictReference(dict);
    }
    set_up(parser, parse);
    stm_budget_begin(&parse->budget, NULL);
    xml = xmlCtxtReadMemory(parser, text->text, (int)text->size, url, NULL, options);
    stm_budget_end(&parse->budget);
    if (xml != NULL && parse->excess != FINE) {
        xmlFreeDoc(xml);
        xml = NULL;
    }
    xmlFreeParserCtxt(parser);
    return xml;
}

static apr_status_t check_beginning(stm_prolog_t *prolog, const stm_source_t *text,
                                    const stm_transform_limits_t *limits, stm_problems_t *problems,
                                    apr_pool_t *pool)
{
    const char *crowded = stm_wellformed_crowded(text);

    stm_prolog_read(prolog, text->text, text->size, pool);
    if (prolog->doctype_size > limits->max_subset) {
        return refuse(problems, STM_ELIMIT, text->name, 0, "Its DOCTYPE is too long", NULL);
    }
    if (crowded != NULL) {
        return refuse(problems, STM_ELIMIT, text->name, 0, "One tag has too many attributes", NULL);
    }
    return APR_SUCCESS;
}

static apr_status_t parse_text(xmlDocPtr *xml, const stm_source_t *text, const char *url,
                               stm_dtd_reader_t *dtds, const stm_transform_limits_t *limits,
                               xmlDictPtr dict, stm_problems_t *problems, apr_pool_t *pool)
{
    parse_t parse = {.dtd = {.reader = dtds, .pool = pool},
                     .limits = limits,
                     .budget = stm_transform_budget(limits, NULL)};

    *xml = read_text(&parse, text, url, dict);
    if (parse.excess != FINE) {
        return refuse_excess(&parse, text->name, problems);
    }
    if (*xml == NULL) {
        return refuse(problems, STM_EMALFORMED, text->name, parse.error_line,
                      parse.error[0] == '\0' ? "It is not well-formed" : parse.error, NULL);
    }
    apr_pool_cleanup_register(pool, *xml, free_xml, apr_pool_cleanup_null);
    return APR_SUCCESS;
}

apr_status_t stm_any_xml_parse(xmlDocPtr *xml, const stm_any_xml_t *source, stm_dtd_reader_t *dtds,
                               const stm_transform_limits_t *limits, xmlDictPtr dict,
                               stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_source_t text;
    stm_prolog_t prolog;
    apr_status_t status;

    *xml = NULL;
    if (source->size > limits->max_bytes) {
        return refuse(problems, STM_ELIMIT, source->name, 0, "It has more bytes than it may", NULL);
    }
    status =
        stm_source_decode(&text, source->name, source->bytes, source->size, problems, result_pool);
    if (status == APR_SUCCESS) {
        status = check_beginning(&prolog, &text, limits, problems, result_pool);
    }
    return status != APR_SUCCESS
               ? status
               : parse_text(xml, &text, source->url, dtds, limits, dict, problems, result_pool);
}
