#include "core/xml/document_tree.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "core/base/memory_reserve.h"
#include "core/xml/container.h"
#include "core/xml/libxml.h"
#include "core/xml/positions.h"
#include "core/xml/wellformed.h"

/* What the callbacks of one parse share. */
typedef struct parse_t {
    const stm_source_t *source;
    xmlNode *open; /* the innermost element that has not ended; NULL: none */
    int depth, max_depth;
    int is_too_deep;
    int namespaces, has_too_many_namespaces;
    int is_uncounted; /* no page holds it all: only its size is bounded */
    stm_weight_t weight;
    stm_counted_t crowded; /* of which there are too many; STM_COUNTED_KINDS: none */
    int sources, has_too_many_sources;
    stm_stretch_t *stretch; /* NULL: all of it is wanted */
    int is_in_body;         /* the head has ended before */
    int error;              /* libxml2's code of the first fatal error */
    long error_at;
} parse_t;

/* Zero: it is one too many. */
static int count_part(parse_t *parse, const char *element)
{
    stm_counted_t part = stm_bounds_part(element);

    parse->is_uncounted |= parse->depth == 1 && strcmp(element, STM_NEWSROOM_ROOT) == 0;
    if (!parse->is_uncounted && part != STM_COUNTED_KINDS &&
        ++parse->weight.parts[part] > stm_bounds_most(part)) {
        parse->crowded = part;
        return 0;
    }
    return 1;
}

/* A prefix is looked for among all that are declared around it. */
static int count_namespaces(parse_t *parse, int count)
{
    parse->namespaces += count;
    parse->has_too_many_namespaces = parse->namespaces > STM_BOUND_NAMESPACES;
    return !parse->has_too_many_namespaces;
}

/* libxml2 passes each attribute as so many pointers, of which the first is its name. */
#define ATTRIBUTE_PARTS 5

/* Each would be looked for, and they are counted again with those inside them. */
static int count_source(parse_t *parse, const char *element, const xmlChar **attributes, int count)
{
    if (strcmp(element, "statement") == 0) {
        for (int i = 0; i < count; i++) {
            parse->sources += strcmp((const char *)attributes[ATTRIBUTE_PARTS * i], "src") == 0;
        }
    }
    parse->has_too_many_sources = parse->sources > STM_BOUND_SOURCES;
    return !parse->has_too_many_sources;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                          int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    xmlParserCtxtPtr parser = context;
    parse_t *parse = parser->_private;

    parse->is_too_deep = ++parse->depth > parse->max_depth;
    if (parse->is_too_deep || !count_part(parse, (const char *)name) ||
        !count_namespaces(parse, namespace_count) ||
        !count_source(parse, (const char *)name, attributes, attribute_count)) {
        parse->error_at = stm_xml_position(parser);
        xmlStopParser(parser);
        return;
    }
    xmlSAX2StartElementNs(context, name, prefix, uri, namespace_count, namespaces, attribute_count,
                          defaulted_count, attributes);
    parse->open = parse->open != NULL ? parse->open->last : xmlDocGetRootElement(parser->myDoc);
    if (parse->open != NULL) {
        stm_positions_note(parse->open, parser, parse->source);
    }
}

/* Whether nothing may stand behind @a at that the beginning needs: another head, or a statement
 * that is reproduced, without which this one may not be shown. A name with a prefix may be either.
 */
static int is_only_text_behind(const stm_source_t *source, const char *at)
{
    const char *end = source->text + source->size;

    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        const char *name = ++at;

        at += strcspn(at, " \t\r\n/>:<");
        if (*at == ':' || strncmp(name, "head", 4) == 0 || strncmp(name, "statement", 9) == 0) {
            return 0;
        }
    }
    return 1;
}

/* Behind a paragraph of the body, which tells what a list says of the statement. */
static void end_early(parse_t *parse, xmlParserCtxtPtr parser, const char *name)
{
    stm_stretch_t *stretch = parse->stretch;
    const long at = stm_xml_position(parser);

    if (!parse->is_in_body || strcmp(name, "p") != 0 || at < (long)stretch->enough) {
        return;
    }
    stretch->is_cut = is_only_text_behind(parse->source, parse->source->text + at);
    parse->stretch = NULL;
    if (stretch->is_cut) {
        xmlStopParser(parser);
    }
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri)
{
    parse_t *parse = ((xmlParserCtxtPtr)context)->_private;

    parse->depth--;
    xmlSAX2EndElementNs(context, name, prefix, uri);
    parse->open = parse->open != NULL && parse->depth > 0 ? parse->open->parent : NULL;
    if (parse->stretch != NULL) {
        parse->is_in_body |= parse->depth == 1 && strcmp((const char *)name, "head") == 0;
        parse->is_in_body &= parse->depth != 1 || strcmp((const char *)name, "body") != 0;
        end_early(parse, context, (const char *)name);
    }
}

static int is_blank(const xmlChar *text, int length)
{
    while (length > 0 && apr_isspace(*text)) {
        text++;
        length--;
    }
    return length == 0;
}

/* Half the nodes of a well laid out document would be the white space between its elements. */
static void take_text(void *context, const xmlChar *text, int length)
{
    const parse_t *parse = ((xmlParserCtxtPtr)context)->_private;
    const xmlNode *parent = parse->open;

    if (parent == NULL || !is_blank(text, length) ||
        !stm_container_is((const char *)parent->name)) {
        xmlSAX2Characters(context, text, length);
    }
}

static void keep_first_error(void *context, stm_xml_error_t error)
{
    xmlParserCtxtPtr parser = context;
    parse_t *parse = parser->_private;

    if (parse->error == 0 && error->level == XML_ERR_FATAL) {
        parse->error = error->code;
        parse->error_at = stm_xml_position(parser);
    }
}

static apr_status_t free_tree(void *data)
{
    stm_document_t *document = data;

    xmlFreeDoc(document->xml);
    document->xml = NULL;
    return APR_SUCCESS;
}

/* @a xml may be NULL. */
static void keep_tree(stm_document_t *document, xmlDocPtr xml)
{
    document->xml = xml;
    if (xml != NULL) {
        apr_pool_cleanup_register(document->pool, document, free_tree, apr_pool_cleanup_null);
    }
}

static void set_up(xmlParserCtxtPtr parser, parse_t *parse)
{
    parser->sax->entityDecl = NULL;
    parser->sax->externalSubset = NULL;
    parser->sax->startElementNs = start_element;
    parser->sax->endElementNs = end_element;
    parser->sax->characters = take_text;
    parser->sax->ignorableWhitespace = take_text;
    parser->sax->serror = keep_first_error;
    parser->_private = parse;
}

/* The parser reads a string where it stands, and makes a copy of its own of anything else. */
static xmlDocPtr read_text(xmlParserCtxtPtr parser, const stm_source_t *source, int more_options,
                           apr_pool_t *pool)
{
    const int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC | more_options;

    if (memchr(source->text, '\0', source->size) != NULL) {
        return xmlCtxtReadMemory(parser, source->text, (int)source->size, NULL, NULL, options);
    }
    return xmlCtxtReadDoc(parser, BAD_CAST apr_pstrmemdup(pool, source->text, source->size), NULL,
                          NULL, options);
}

/* NULL where the text is not well-formed. */
static xmlDocPtr parse_text(parse_t *parse, apr_pool_t *pool)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    xmlDocPtr xml;

    if (parser == NULL) {
        return NULL;
    }
    set_up(parser, parse);
    /* So that the tree of what was parsed is there; of what is not well-formed there is none. */
    xml = read_text(parser, parse->source, parse->stretch ? XML_PARSE_RECOVER : 0, pool);
    if (xml != NULL && parse->error != 0) {
        xmlFreeDoc(xml);
        xml = NULL;
    }
    xmlFreeParserCtxt(parser);
    return xml;
}

static int is_past_limit(const parse_t *parse)
{
    return parse->is_too_deep || parse->crowded != STM_COUNTED_KINDS ||
           parse->has_too_many_namespaces || parse->has_too_many_sources;
}

/* The parser stood behind the tag. */
static void find_tag(stm_cursor_t *cursor, const stm_source_t *source, long end)
{
    const char *start = memrchr(source->text, '<', (apr_size_t)end);

    stm_cursor_start(cursor, source);
    stm_cursor_move(cursor, start ? start : source->text);
}

static apr_status_t refuse_limit(const stm_source_t *source, const parse_t *parse,
                                 stm_problems_t *problems)
{
    stm_cursor_t cursor;

    find_tag(&cursor, source, parse->error_at);
    if (parse->is_too_deep) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "too-deep", source->name, cursor.line,
                         cursor.column, "Quote and nest less deeply.",
                         "Elements stand in one another more than %d levels deep",
                         parse->max_depth);
    }
    else if (parse->crowded != STM_COUNTED_KINDS) {
        stm_bounds_refuse_part(problems, parse->crowded, source->name, cursor.line, cursor.column);
    }
    else if (parse->has_too_many_sources) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "too-many", source->name, cursor.line,
                         cursor.column,
                         "Link to some of the statements that it reproduces instead.",
                         "More than %d statements are reproduced by src", STM_BOUND_SOURCES);
    }
    else {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "too-many", source->name, cursor.line,
                         cursor.column, "Delete them: the vocabulary has no namespace.",
                         "More than %d xmlns attributes stand in one statement",
                         STM_BOUND_NAMESPACES);
    }
    return STM_ELIMIT;
}

apr_status_t stm_document_tree_parse(stm_document_t *document, const stm_source_t *source,
                                     const stm_limits_t *limits, stm_stretch_t *stretch,
                                     stm_problems_t *problems)
{
    parse_t parse = {.source = source,
                     .max_depth = limits->max_depth,
                     .crowded = STM_COUNTED_KINDS,
                     .stretch = stretch};

    const unsigned int failures = stm_memory_reserve_failures();

    keep_tree(document, parse_text(&parse, document->pool));
    if (stm_memory_reserve_failures() != failures) {
        return APR_ENOMEM; /* nothing is known of it */
    }
    if (is_past_limit(&parse)) {
        return refuse_limit(source, &parse, problems);
    }
    document->weight = parse.weight;
    if (document->xml == NULL) {
        stm_wellformed_explain(source, parse.error, parse.error_at, problems, document->pool);
        return STM_EMALFORMED;
    }
    stm_positions_keep(document->xml, source, document->pool);
    return APR_SUCCESS;
}

stm_document_t *stm_document_create(const char *name, const char *root, apr_pool_t *result_pool)
{
    stm_document_t *made = apr_pcalloc(result_pool, sizeof(*made));

    made->name = apr_pstrdup(result_pool, name);
    made->pool = result_pool;
    keep_tree(made, xmlNewDoc(BAD_CAST "1.0"));
    xmlDocSetRootElement(made->xml, xmlNewDocNode(made->xml, NULL, BAD_CAST root, NULL));
    return made;
}

void stm_document_drop(stm_document_t *document)
{
    if (document->xml != NULL) {
        apr_pool_cleanup_run(document->pool, document, free_tree);
    }
}

void stm_document_settle_places(const stm_document_t *document)
{
    stm_positions_settle(document->xml);
}

void stm_document_position(const xmlNode *node, int *line, int *column)
{
    stm_positions_get(node, line, column);
}

void stm_document_character(const xmlNode *text, int index, int *line, int *column)
{
    stm_positions_character(text, index, line, column);
}
