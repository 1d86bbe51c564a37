/*
 * White space: what an editor's "format" adds or moves must not change a word.
 *
 * Elements that hold only elements lose it. In elements that hold words it is collapsed, goes at
 * the edges, and is moved out of inline elements to the outermost place between two words, so
 * that a link or a mark of quotation never starts or ends with a space.
 */
#include "core/edition/internal.h"
#include "core/i18n/invisible.h"
#include "core/i18n/language.h"
#include "core/xml/container.h"
#include "core/xml/plain.h"

#include <libxml/parserInternals.h>
#include <libxml/xmlstring.h>
#include <string.h>

/* The words of one element, seen as a row of words and gaps whatever inline elements hold them. */
typedef struct row_t {
    xmlNode *gap;    /* the space between two words comes after this node */
    int has_words;   /* a word was seen since the row or the line began */
    int is_gap;      /* white space was seen since the last word */
    int is_broken;   /* with a line break in it */
    int last;        /* the last word's last character; 0: an object such as a note's number */
    xmlBuffer **out; /* a text in the making: one for the whole edition, made when it is needed */
} row_t;

static int is_text(const xmlNode *node)
{
    return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

static int is_space(xmlChar character)
{
    return character == ' ' || character == '\n' || character == '\t' || character == '\r';
}

static int is_blank(const xmlNode *node)
{
    const xmlChar *next = node->content;

    while (next != NULL && is_space(*next)) {
        next++;
    }
    return next == NULL || *next == '\0';
}

static int is_spaceless(int character)
{
    return character != 0 && stm_language_is_spaceless((apr_uint32_t)character);
}

static int first_character(const xmlChar *text)
{
    int length = 4;
    int character = xmlGetUTF8Char(text, &length);

    return character < 0 ? 0 : character;
}

static int last_character(const xmlChar *text, const xmlChar *end)
{
    const xmlChar *start = end - 1;

    while (start > text && (*start & 0xC0) == 0x80) {
        start--;
    }
    return first_character(start);
}

/* Writes the space before the word or object to come in @a node. Non-zero: it belongs into the text
 * that @a node is, right before the word, and is still to be written. */
static int put_space(const row_t *row, xmlNode *node)
{
    xmlNode *next = row->gap->next;

    if (row->gap == node || (next == node && is_text(node) && !is_text(row->gap))) {
        return 1;
    }
    if (is_text(row->gap)) {
        xmlNodeAddContentLen(row->gap, BAD_CAST " ", 1);
    }
    else if (next != NULL && is_text(next)) {
        xmlNodeSetContentLen(next, BAD_CAST " ", 1);
    }
    else {
        xmlAddNextSibling(row->gap, xmlNewDocText(row->gap->doc, BAD_CAST " "));
    }
    return 0;
}

/* A word that begins with @a first, or an object (0), begins in @a node. As put_space. */
static int begin_word(row_t *row, xmlNode *node, int first)
{
    int is_joined = row->is_broken && is_spaceless(row->last) && is_spaceless(first);
    int is_apart = row->is_gap && row->has_words && !is_joined;

    row->is_gap = row->is_broken = 0;
    row->has_words = 1;
    return is_apart && put_space(row, node);
}

static const xmlChar *skip_space(row_t *row, const xmlChar *next)
{
    for (; is_space(*next); next++) {
        row->is_gap = 1;
        row->is_broken |= *next == '\n' || *next == '\r';
    }
    return next;
}

static const xmlChar *end_of_words(const xmlChar *words, const xmlChar *end)
{
    return BAD_CAST stm_plain_words_end((const char *)words, (const char *)end);
}

static void note_words(row_t *row, xmlNode *text, const xmlChar *words, const xmlChar *end)
{
    row->last = last_character(words, end);
    row->gap = text;
}

/* Cuts @a text down to a part of itself. A string of the dictionary has other users, too. */
static void cut_text(xmlNode *text, const xmlChar *start, const xmlChar *end)
{
    xmlDict *dict = text->doc->dict;

    if (start == text->content && *end == '\0') {
        return;
    }
    if (dict != NULL && xmlDictOwns(dict, text->content)) {
        xmlNodeSetContentLen(text, start, (int)(end - start));
    }
    else {
        memmove(text->content, start, (size_t)(end - start));
        text->content[end - start] = '\0';
    }
}

static xmlBuffer *empty_buffer(xmlBuffer **out)
{
    if (*out == NULL) {
        *out = xmlBufferCreate();
        xmlBufferSetAllocationScheme(*out, XML_BUFFER_ALLOC_DOUBLEIT);
    }
    else {
        xmlBufferEmpty(*out);
    }
    return *out;
}

/* Word by word, as a text of its own. */
static void gather_text(row_t *row, xmlNode *text)
{
    const xmlChar *next = text->content, *const end = next + xmlStrlen(next);
    xmlBuffer *out = empty_buffer(row->out);

    while (*(next = skip_space(row, next)) != '\0') {
        const xmlChar *words = next;

        next = end_of_words(words, end);
        if (begin_word(row, text, first_character(words))) {
            xmlBufferAdd(out, BAD_CAST " ", 1);
        }
        xmlBufferAdd(out, words, (int)(next - words));
        note_words(row, text, words, next);
    }
    xmlNodeSetContentLen(text, xmlBufferContent(out), xmlBufferLength(out));
}

/* Most texts have all their words in a row, with nothing to settle but at the ends. */
static void settle_run(row_t *row, xmlNode *text, const xmlChar *words, const xmlChar *end)
{
    int is_apart = begin_word(row, text, first_character(words));

    note_words(row, text, words, end);
    skip_space(row, end);
    if (is_apart && words > text->content && words[-1] == ' ') {
        words--;
        is_apart = 0;
    }
    cut_text(text, words, end);
    if (is_apart) {
        xmlBuffer *out = empty_buffer(row->out);

        xmlBufferAdd(out, BAD_CAST " ", 1);
        xmlBufferCat(out, text->content);
        xmlNodeSetContentLen(text, xmlBufferContent(out), xmlBufferLength(out));
    }
}

static void settle_text(row_t *row, xmlNode *text)
{
    const xmlChar *words = text->content == NULL ? BAD_CAST "" : text->content, *end, *rest;

    text->type = XML_TEXT_NODE;
    text->name = xmlStringText;
    words = skip_space(row, words);
    rest = end = end_of_words(words, words + xmlStrlen(words));
    while (is_space(*rest)) {
        rest++;
    }
    if (*rest != '\0') {
        gather_text(row, text);
    }
    else if (end > words) {
        settle_run(row, text, words, end);
    }
    else if (text->content != NULL) {
        cut_text(text, words, end);
    }
}

static int has_words(const xmlNode *node)
{
    const xmlNode *child;

    for (child = node->children; child != NULL; child = child->next) {
        if (is_text(child) ? !is_blank(child) : has_words(child)) {
            return 1;
        }
    }
    return 0;
}

/* What prints something although no words stand in it. */
static int is_object(const xmlNode *node)
{
    static const char *const objects[] = {"noteref", "link", "time", "abbr", NULL};

    return stm_plain_is_one_of(node, objects) && !has_words(node);
}

static void remove_texts(xmlNode *parent)
{
    xmlNode *node, *next;

    for (node = parent->children; node != NULL; node = next) {
        next = node->next;
        if (is_text(node)) {
            stm_tree_remove(node);
        }
        else {
            remove_texts(node);
        }
    }
}

static void settle_inlines(row_t *row, xmlNode *parent)
{
    xmlNode *node;

    for (node = parent->children; node != NULL; node = node->next) {
        if (is_text(node)) {
            settle_text(row, node);
        }
        else if (stm_plain_is(node, "br")) {
            row->has_words = row->is_gap = row->is_broken = 0;
        }
        else if (is_object(node)) {
            begin_word(row, node, 0);
            remove_texts(node);
            row->last = 0;
            row->gap = node;
        }
        else {
            settle_inlines(row, node);
            if (row->gap != NULL && row->gap->parent == node) {
                row->gap = node;
            }
        }
    }
}

static void remove_empty_texts(xmlNode *parent)
{
    xmlNode *node, *next;

    for (node = parent->children; node != NULL; node = next) {
        next = node->next;
        if (is_text(node) && (node->content == NULL || *node->content == '\0')) {
            stm_tree_remove(node);
        }
        else {
            remove_empty_texts(node);
        }
    }
}

typedef enum { AT_START, AT_END } edge_t;

/* Cuts white space of every kind from one edge of a text; zero where nothing is left of it. */
static int trim_text(xmlNode *text, edge_t edge)
{
    const char *content = (const char *)text->content, *end = content + strlen(content);
    const char *start = edge == AT_START ? stm_invisible_start(content) : content;

    end = edge == AT_END ? stm_invisible_end(content, end) : end;
    cut_text(text, BAD_CAST start, BAD_CAST end);
    return end > start;
}

/* No-break and ideographic spaces at the edges of words are white space, too, however deep they
 * stand. Zero: there was nothing else in @a parent. */
static int trim_edge(xmlNode *parent, edge_t edge)
{
    xmlNode *node = edge == AT_START ? parent->children : parent->last, *next;

    for (; node != NULL; node = next) {
        next = edge == AT_START ? node->next : node->prev;
        if (is_text(node) ? trim_text(node, edge) : is_object(node) || trim_edge(node, edge)) {
            return 1;
        }
    }
    return 0;
}

static void settle_row(xmlNode *parent, xmlBuffer **out)
{
    row_t row = {.out = out};

    settle_inlines(&row, parent);
    trim_edge(parent, AT_START);
    trim_edge(parent, AT_END);
    remove_empty_texts(parent);
}

/* Some elements tell by what stands in them. An unknown one counts as a part of running text, so
 * that its words are kept as they stand. */
static int holds_elements(const xmlNode *node)
{
    static const char *const sometimes[] = {"item", "cell", "speaker", NULL};
    const xmlNode *child;

    if (stm_container_is((const char *)node->name)) {
        return 1;
    }
    if (stm_plain_is_one_of(node, sometimes)) {
        for (child = node->children; child != NULL; child = child->next) {
            if (child->type == XML_ELEMENT_NODE && !stm_plain_is_inline(child)) {
                return 1;
            }
        }
    }
    return 0;
}

static void settle(xmlNode *root, xmlBuffer **out)
{
    xmlNode *node, *next;

    if (!holds_elements(root)) {
        settle_row(root, out);
        return;
    }
    for (node = root->children; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE) {
            settle(node, out);
        }
        else if (is_text(node) && is_blank(node)) {
            stm_tree_remove(node);
        }
    }
}

void stm_edition_normalize_space(xmlNode *root)
{
    xmlBuffer *out = NULL;

    settle(root, &out);
    xmlBufferFree(out);
}
