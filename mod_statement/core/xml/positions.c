#include "core/xml/positions.h"

#include <apr_lib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/xml/libxml.h"

/* What a document's places are worked out from. */
typedef struct places_t {
    stm_source_t source;
    stm_cursor_t cursor; /* at the place that was asked for last */
    int has_texts;       /* whether texts have got their offsets, too */
} places_t;

typedef struct walk_t {
    const char *text, *at, *end;
    xmlNodePtr open, next;
} walk_t;

/* Offsets are counted from 1 on: 0 says that there is none. */
static void *keep_offset(apr_size_t offset)
{
    return (void *)(offset + 1);
}

static const char *start_of(const places_t *places, const xmlNode *node)
{
    apr_size_t offset = (apr_size_t)node->_private;

    return offset ? places->source.text + offset - 1 : NULL;
}

/* The parser stands at the end of the tag; "<" cannot stand in it (XML 1.0 section 3.1). */
void stm_positions_note(xmlNode *element, xmlParserCtxtPtr parser, const stm_source_t *source)
{
    long end = stm_xml_position(parser);
    const char *start = end > 0 && (apr_size_t)end <= source->size
                            ? memrchr(source->text, '<', (apr_size_t)end)
                            : NULL;

    if (start != NULL) {
        element->_private = keep_offset((apr_size_t)(start - source->text));
    }
}

void stm_positions_keep(xmlDocPtr xml, const stm_source_t *source, apr_pool_t *pool)
{
    places_t *places = apr_pcalloc(pool, sizeof(*places));

    places->source = *source;
    stm_cursor_start(&places->cursor, source);
    xml->_private = places;
}

static int looks_at(const walk_t *walk, const char *string)
{
    apr_size_t length = strlen(string);

    return (apr_size_t)(walk->end - walk->at) >= length && memcmp(walk->at, string, length) == 0;
}

static void skip_past(walk_t *walk, const char *string)
{
    const char *found =
        memmem(walk->at, (apr_size_t)(walk->end - walk->at), string, strlen(string));

    walk->at = found ? found + strlen(string) : walk->end;
}

/* Past the tag's closing bracket; non-zero where the element is empty. */
static int skip_tag(walk_t *walk)
{
    const char *at = walk->at;
    char quote = 0, before = 0;

    for (; at < walk->end && (quote != 0 || *at != '>'); at++) {
        before = *at;
        if (quote != 0) {
            quote = before == quote ? 0 : quote;
        }
        else if (before == '"' || before == '\'') {
            quote = before;
        }
    }
    walk->at = at + (at < walk->end);
    return before == '/';
}

static void enter_element(walk_t *walk)
{
    xmlNodePtr element = walk->next;

    walk->at++;
    if (skip_tag(walk)) {
        walk->next = element ? element->next : NULL;
    }
    else if (element != NULL) {
        walk->open = element;
        walk->next = element->children;
    }
}

static void leave_element(walk_t *walk)
{
    skip_past(walk, ">");
    if (walk->open != NULL && walk->open->type == XML_ELEMENT_NODE) {
        walk->next = walk->open->next;
        walk->open = walk->open->parent;
    }
}

static void pass_text(walk_t *walk)
{
    const char *start = walk->at;

    while (walk->at < walk->end && (*walk->at != '<' || looks_at(walk, "<![CDATA["))) {
        if (*walk->at == '<') {
            skip_past(walk, "]]>");
        }
        else {
            const char *tag = memchr(walk->at, '<', (apr_size_t)(walk->end - walk->at));

            walk->at = tag ? tag : walk->end;
        }
    }
    if (walk->next != NULL && walk->next->type == XML_TEXT_NODE) {
        walk->next->_private = keep_offset((apr_size_t)(start - walk->text));
        walk->next = walk->next->next;
    }
}

static void pass_aside(walk_t *walk, const char *start, const char *end, xmlElementType type)
{
    walk->at += strlen(start);
    skip_past(walk, end);
    if (walk->next != NULL && walk->next->type == type) {
        walk->next = walk->next->next;
    }
}

static walk_t begin_walk(xmlDocPtr xml, const stm_source_t *source)
{
    return (walk_t){.text = source->text,
                    .at = source->text,
                    .end = source->text + source->size,
                    .open = (xmlNodePtr)xml,
                    .next = xml ? xml->children : NULL};
}

/* The text, which the parser has accepted, is walked once beside its tree. */
static void mark_texts(xmlDocPtr xml, const stm_source_t *source)
{
    walk_t walk = begin_walk(xml, source);

    if (looks_at(&walk, "<?xml") && source->size > 5 && apr_isspace(source->text[5])) {
        skip_past(&walk, "?>");
    }
    while (walk.at < walk.end) {
        if (*walk.at != '<' || looks_at(&walk, "<![CDATA[")) {
            pass_text(&walk);
        }
        else if (looks_at(&walk, "<!--")) {
            pass_aside(&walk, "<!--", "-->", XML_COMMENT_NODE);
        }
        else if (looks_at(&walk, "<?")) {
            pass_aside(&walk, "<?", "?>", XML_PI_NODE);
        }
        else if (looks_at(&walk, "</")) {
            leave_element(&walk);
        }
        else {
            enter_element(&walk);
        }
    }
}

void stm_positions_settle(xmlDocPtr xml)
{
    places_t *places = xml->_private;

    if (places != NULL && !places->has_texts) {
        mark_texts(xml, &places->source);
        places->has_texts = 1;
    }
}

/* The document's places, with those of texts where @a node is one; NULL: nothing is known. */
static places_t *places_of(const xmlNode *node)
{
    places_t *places = node != NULL && node->doc != NULL ? node->doc->_private : NULL;

    if (places != NULL && node->type == XML_TEXT_NODE) {
        stm_positions_settle(node->doc);
    }
    return places;
}

static void locate(places_t *places, const char *at, int *line, int *column)
{
    if (at < places->cursor.at) {
        stm_cursor_start(&places->cursor, &places->source);
    }
    stm_cursor_move(&places->cursor, at);
    *line = places->cursor.line;
    *column = places->cursor.column;
}

/* The first character that shows of the text at @a start, or the first of a CDATA section. */
static const char *first_visible(const places_t *places, const char *start)
{
    walk_t walk = begin_walk(NULL, &places->source);

    for (walk.at = start; walk.at < walk.end && apr_isspace(*walk.at); walk.at++) {
    }
    if (looks_at(&walk, "<![CDATA[")) {
        return walk.at + strlen("<![CDATA[");
    }
    return walk.at < walk.end && *walk.at != '<' ? walk.at : start;
}

void stm_positions_get(const xmlNode *node, int *line, int *column)
{
    places_t *places = places_of(node);
    const char *start = NULL;

    *line = *column = 0;
    if (places != NULL && (node->type == XML_ELEMENT_NODE || node->type == XML_TEXT_NODE)) {
        start = start_of(places, node);
    }
    if (start != NULL) {
        locate(places, node->type == XML_TEXT_NODE ? first_visible(places, start) : start, line,
               column);
    }
}

/* Character @a index of the text at @a start, which may be written as references and in CDATA
 * sections. */
static const char *find_character(const places_t *places, const char *start, int index)
{
    walk_t walk = begin_walk(NULL, &places->source);

    walk.at = start;
    for (int is_literal = 0;;) {
        if (looks_at(&walk, is_literal ? "]]>" : "<![CDATA[")) {
            walk.at += is_literal ? strlen("]]>") : strlen("<![CDATA[");
            is_literal = !is_literal;
        }
        else if (index-- == 0 || walk.at >= walk.end) {
            return walk.at;
        }
        else if (*walk.at == '&' && !is_literal) {
            skip_past(&walk, ";");
        }
        else {
            walk.at += looks_at(&walk, "\r\n") ? 2 : stm_utf8_length(walk.at, walk.end);
        }
    }
}

void stm_positions_character(const xmlNode *text, int index, int *line, int *column)
{
    places_t *places = places_of(text);
    const char *start = places != NULL ? start_of(places, text) : NULL;

    *line = *column = 0;
    if (start != NULL) {
        locate(places, find_character(places, start, index), line, column);
    }
}
