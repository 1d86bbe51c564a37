#include "stm_places.h"

#include <apr_lib.h>
#include <string.h>

typedef struct place_t {
    int line, column;             /* of a text: its first visible character */
    int start_line, start_column; /* of a text: its first character */
    apr_size_t start;             /* its offset in the source's text */
} place_t;

typedef struct walk_t {
    stm_cursor_t cursor;
    const char *text, *at, *end;
    xmlNodePtr open, next;
    apr_pool_t *pool;
} walk_t;

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

static place_t *mark(walk_t *walk, const char *start, const char *visible)
{
    place_t *place = apr_palloc(walk->pool, sizeof(*place));

    stm_cursor_move(&walk->cursor, start);
    place->start = (apr_size_t)(start - walk->text);
    place->start_line = walk->cursor.line;
    place->start_column = walk->cursor.column;
    stm_cursor_move(&walk->cursor, visible);
    place->line = walk->cursor.line;
    place->column = walk->cursor.column;
    return place;
}

static void enter_element(walk_t *walk)
{
    const char *start = walk->at;
    xmlNodePtr element = walk->next;

    if (element != NULL && element->type == XML_ELEMENT_NODE) {
        element->_private = mark(walk, start, start);
    }
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

static const char *first_visible(const char *at, const char *end)
{
    while (at < end && apr_isspace(*at)) {
        at++;
    }
    return at < end ? at : NULL;
}

static void pass_text(walk_t *walk)
{
    const char *start = walk->at, *visible = NULL;

    while (walk->at < walk->end && (*walk->at != '<' || looks_at(walk, "<![CDATA["))) {
        const char *tag = memchr(walk->at, '<', (apr_size_t)(walk->end - walk->at));

        if (tag == walk->at) {
            walk->at += strlen("<![CDATA[");
            visible = visible ? visible : walk->at;
            skip_past(walk, "]]>");
            continue;
        }
        tag = tag ? tag : walk->end;
        visible = visible ? visible : first_visible(walk->at, tag);
        walk->at = tag;
    }
    if (walk->next != NULL && walk->next->type == XML_TEXT_NODE) {
        walk->next->_private = mark(walk, start, visible ? visible : start);
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

void stm_places_mark(xmlDocPtr xml, const stm_source_t *source, apr_pool_t *pool)
{
    walk_t walk = {.text = source->text,
                   .at = source->text,
                   .end = source->text + source->size,
                   .open = (xmlNodePtr)xml,
                   .next = xml->children,
                   .pool = pool};

    stm_cursor_start(&walk.cursor, source);
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

void stm_places_get(const xmlNode *node, int *line, int *column)
{
    const place_t *place = NULL;

    if (node != NULL && (node->type == XML_ELEMENT_NODE || node->type == XML_TEXT_NODE)) {
        place = node->_private;
    }
    *line = place ? place->line : 0;
    *column = place ? place->column : 0;
}

void stm_places_character(const char *source_text, apr_size_t size, const xmlNode *text, int index,
                          int *line, int *column)
{
    const place_t *place = text->_private;
    walk_t walk = {.text = source_text, .end = source_text + size};
    stm_source_t source = {NULL, source_text, size};

    stm_places_get(text, line, column);
    if (place == NULL || source_text == NULL) {
        return;
    }
    walk.at = source_text + place->start;
    stm_cursor_start(&walk.cursor, &source);
    walk.cursor.at = walk.at;
    walk.cursor.line = place->start_line;
    walk.cursor.column = place->start_column;
    for (int is_literal = 0;;) {
        if (looks_at(&walk, is_literal ? "]]>" : "<![CDATA[")) {
            walk.at += is_literal ? strlen("]]>") : strlen("<![CDATA[");
            is_literal = !is_literal;
        }
        else if (index-- == 0 || walk.at >= walk.end) {
            break;
        }
        else if (*walk.at == '&' && !is_literal) {
            skip_past(&walk, ";");
        }
        else {
            walk.at += looks_at(&walk, "\r\n") ? 2 : stm_source_sequence(walk.at, walk.end);
        }
    }
    stm_cursor_move(&walk.cursor, walk.at);
    *line = walk.cursor.line;
    *column = walk.cursor.column;
}
