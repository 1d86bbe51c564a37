#include "core/xml/plain.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/i18n/invisible.h"
#include "core/i18n/language.h"
#include "core/i18n/windows_1252.h"
#include "core/xml/superscript.h"

typedef enum { MARKS_OUT, MARKS_IN } marks_t;
typedef enum { BLOCKS_IN_LINE, BLOCKS_APART } blocks_t;

/* Text in the making. A space and opening marks wait until the next visible letter comes: so
 * white space at an element's edge ends up outside it. */
typedef struct writer_t {
    char *bytes;
    apr_size_t size, room;
    apr_array_header_t *opens; /* const char *: marks that wait */
    int has_space, has_break;  /* white space that waits, and whether a line broke in it */
    int has_lead;              /* white space before the first letter */
    int has_block;             /* whether it stands between two blocks that are to be kept apart */
    apr_size_t closed_at;      /* how many bytes there were after the last closing mark */
    apr_uint32_t last;         /* the last visible character */
    int is_title;              /* invisible letters leave it */
    const char *lang;
    marks_t marks;
    blocks_t blocks;
    apr_pool_t *pool;
} writer_t;

static void put(writer_t *writer, const char *text, apr_size_t length)
{
    if (length > writer->room - writer->size) {
        apr_size_t room = (writer->size + length) * 2;
        char *larger = apr_palloc(writer->pool, room);

        memcpy(larger, writer->bytes, writer->size);
        writer->bytes = larger;
        writer->room = room;
    }
    memcpy(writer->bytes + writer->size, text, length);
    writer->size += length;
}

static void put_space(writer_t *writer, apr_uint32_t next)
{
    int is_silent = writer->has_break && !writer->has_block &&
                    stm_language_is_spaceless(writer->last) && stm_language_is_spaceless(next);

    if (writer->has_space && writer->size > 0 && !is_silent) {
        put(writer, writer->has_block ? "\n" : " ", 1);
    }
    writer->has_lead |= writer->has_space && writer->size == 0;
    writer->has_space = writer->has_break = writer->has_block = 0;
}

static void put_opens(writer_t *writer)
{
    for (int i = 0; i < writer->opens->nelts; i++) {
        const char *mark = APR_ARRAY_IDX(writer->opens, i, const char *);

        put(writer, mark, strlen(mark));
    }
    apr_array_clear(writer->opens);
}

static int is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static apr_uint32_t last_character(const char *text, const char *end)
{
    int length;

    do {
        end--;
    } while (end > text && ((unsigned char)*end & 0xC0) == 0x80);
    return stm_utf8_decode(end, &length);
}

static void write_words(writer_t *writer, const char *words, const char *end)
{
    int length;

    put_space(writer, stm_utf8_decode(words, &length));
    put_opens(writer);
    put(writer, words, (apr_size_t)(end - words));
    writer->last = last_character(words, end);
}

#define EACH_BYTE(byte) (APR_UINT64_C(0x0101010101010101) * (byte))

/* Whether one of eight bytes of text is a line break or a tab, or two neighbours are spaces. */
static int has_gap(apr_uint64_t eight)
{
    const apr_uint64_t others = eight ^ EACH_BYTE(' ');
    const apr_uint64_t spaces =
        ~(((others & EACH_BYTE(0x7F)) + EACH_BYTE(0x7F)) | others | EACH_BYTE(0x7F));
    const apr_uint64_t low = ~((eight & EACH_BYTE(0x7F)) + EACH_BYTE(0x80 - ' ')) & ~eight;

    return ((low & EACH_BYTE(0x80)) | (spaces & (spaces << 8))) != 0;
}

/* A space at the end of eight bytes may have a neighbour in the next ones. */
static const char *skip_words(const char *at, const char *end)
{
    apr_uint64_t eight;

    for (; end - at >= 8; at += at[7] == ' ' ? 7 : 8) {
        memcpy(&eight, at, 8);
        if (has_gap(eight)) {
            break;
        }
    }
    return at;
}

const char *stm_plain_words_end(const char *at, const char *end)
{
    for (;; at++) {
        at = skip_words(at, end);
        while (at < end && !is_space(*at)) {
            at++;
        }
        if (end - at < 2 || *at != ' ' || is_space(at[1])) {
            return at;
        }
    }
}

/* With the letters that were meant, and without those that are not to be seen. */
static const char *mended(const writer_t *writer, const xmlNode *text)
{
    const char *words = stm_windows_1252_mend((const char *)text->content, writer->pool);

    words = stm_invisible_spaced(words, writer->pool);
    return writer->is_title ? stm_invisible_removed(words, writer->pool) : words;
}

static void write_text(writer_t *writer, const char *text)
{
    const char *const text_end = text + strlen(text);

    while (*text != '\0') {
        if (is_space(*text)) {
            writer->has_space = 1;
            writer->has_break |= *text == '\n' || *text == '\r';
            text++;
        }
        else {
            const char *end = stm_plain_words_end(text, text_end);

            write_words(writer, text, end);
            text = end;
        }
    }
}

static void write_node(writer_t *writer, const xmlNode *node, int level);

static void write_children(writer_t *writer, const xmlNode *element, int level)
{
    for (const xmlNode *child = element->children; child != NULL; child = child->next) {
        write_node(writer, child, level);
    }
}

/* Marks that meet are kept apart, unless the second brings a space of its own, as French ones do,
 * or half an em, as East Asian ones do. */
static void put_close(writer_t *writer, const char *mark)
{
    static const char *const spaced[] = {"\u00a0", "\u202f", "」", "』", "》", "〉"};
    int meets = writer->closed_at > 0 && writer->closed_at == writer->size;

    for (size_t i = 0; i < sizeof(spaced) / sizeof(spaced[0]); i++) {
        meets = meets && strncmp(mark, spaced[i], strlen(spaced[i])) != 0;
    }
    if (meets) {
        put(writer, "\u202f", strlen("\u202f"));
    }
    put(writer, mark, strlen(mark));
    writer->closed_at = writer->size;
    writer->last = 0;
}

/* An empty quotation leaves no mark behind. */
static void write_quote(writer_t *writer, const xmlNode *quote, int level)
{
    stm_quotation_marks_t marks;
    apr_size_t before = writer->size;
    int waiting = writer->opens->nelts;

    stm_language_quotation_marks(&marks, writer->lang, level + 1);
    APR_ARRAY_PUSH(writer->opens, const char *) = apr_pstrdup(writer->pool, marks.open);
    write_children(writer, quote, level + 1);
    if (writer->size == before) {
        writer->opens->nelts = waiting;
    }
    else if (xmlHasNsProp(quote, BAD_CAST "continues", NULL) == NULL) {
        put_close(writer, marks.close);
    }
}

static void start(writer_t *writer)
{
    writer->room = 256;
    writer->bytes = apr_palloc(writer->pool, writer->room);
    writer->opens = apr_array_make(writer->pool, 4, sizeof(const char *));
}

/* No-break and ideographic spaces at the edges are white space too. */
static const char *finish(writer_t *writer)
{
    const char *end = stm_invisible_end(writer->bytes, writer->bytes + writer->size);

    writer->size = (apr_size_t)(end - writer->bytes);
    put(writer, "", 1);
    return stm_invisible_start(writer->bytes);
}

/* Raised and lowered words are known as a whole before they are written. */
static void write_script(writer_t *writer, const xmlNode *script, int level)
{
    writer_t inner = {.is_title = writer->is_title,
                      .lang = writer->lang,
                      .marks = writer->marks,
                      .blocks = writer->blocks,
                      .pool = writer->pool};
    const char *words;

    start(&inner);
    write_children(&inner, script, level);
    words = stm_superscript_words(script, finish(&inner), writer->pool);
    writer->has_space |= inner.has_lead;
    if (*words != '\0') {
        write_words(writer, words, words + strlen(words));
    }
    writer->has_space |= inner.has_space;
}

/* Moments as documents write them are no words. */
static int is_silent(const xmlNode *element)
{
    return stm_plain_is(element, "noteref") || stm_plain_is(element, "published") ||
           stm_plain_is(element, "expires") || stm_plain_is_internal(element);
}

static void end_block(writer_t *writer)
{
    writer->has_space = 1;
    writer->has_block = writer->blocks == BLOCKS_APART;
}

static void write_node(writer_t *writer, const xmlNode *node, int level)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        write_text(writer, mended(writer, node));
    }
    else if (node->type != XML_ELEMENT_NODE || is_silent(node)) {
        return;
    }
    else if (stm_plain_is(node, "quote") && writer->marks == MARKS_IN) {
        write_quote(writer, node, level);
    }
    else if (stm_superscript_is(node)) {
        write_script(writer, node, level);
    }
    else if (stm_plain_is_inline(node) && !stm_plain_is(node, "br")) {
        write_children(writer, node, level);
    }
    else {
        end_block(writer);
        write_children(writer, node, level);
        end_block(writer);
    }
}

static const char *write_all(const xmlNode *element, const char *lang, marks_t marks,
                             blocks_t blocks, apr_pool_t *pool)
{
    writer_t writer = {.is_title = stm_plain_is(element, "title"),
                       .lang = lang,
                       .marks = marks,
                       .blocks = blocks,
                       .pool = pool};

    start(&writer);
    write_children(&writer, element, 0);
    return finish(&writer);
}

const char *stm_plain_inline(const xmlNode *element, const char *lang, apr_pool_t *result_pool)
{
    return write_all(element, lang, MARKS_IN, BLOCKS_IN_LINE, result_pool);
}

const char *stm_plain_words(const xmlNode *element, apr_pool_t *result_pool)
{
    return write_all(element, NULL, MARKS_OUT, BLOCKS_IN_LINE, result_pool);
}

const char *stm_plain_script(const xmlNode *script, apr_pool_t *result_pool)
{
    const char *words = stm_plain_words(script, result_pool);

    return stm_superscript_is(script) ? stm_superscript_words(script, words, result_pool) : words;
}

const char *stm_plain_statement(const xmlNode *statement, apr_pool_t *result_pool)
{
    writer_t writer = {.marks = MARKS_OUT, .blocks = BLOCKS_APART, .pool = result_pool};
    const xmlNode *head = NULL, *title, *node;

    start(&writer);
    for (node = statement->children; node != NULL; node = node->next) {
        if (head == NULL && stm_plain_is(node, "head") && !stm_plain_is_internal(node)) {
            head = node;
        }
        else {
            write_node(&writer, node, 0);
        }
    }
    end_block(&writer);
    put(&writer, STM_PLAIN_HEAD, strlen(STM_PLAIN_HEAD));
    title = stm_plain_child(head, "title", NULL);
    for (node = head ? head->children : NULL; node != NULL; node = node->next) {
        if (node != title) {
            write_node(&writer, node, 0);
        }
    }
    return finish(&writer);
}
