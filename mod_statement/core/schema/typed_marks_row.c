#include <string.h>

#include "core/base/utf8.h"
#include "core/schema/typed_marks.h"
#include "core/xml/plain.h"

/* Marks that are nothing else. */
static int is_double(apr_uint32_t code)
{
    return code == '"' || code == 0xAB || code == 0xBB || (code >= 0x201C && code <= 0x201F) ||
           code == 0x2039 || code == 0x203A || (code >= 0x300C && code <= 0x300F);
}

static int is_opening_single(apr_uint32_t code)
{
    return code == 0x2018 || code == 0x201A || code == 0x201B;
}

static int is_closing_single(apr_uint32_t code)
{
    return code == 0x2018 || code == 0x2019;
}

static int is_digit(const stm_typed_row_t *row, int at)
{
    return at >= 0 && row->signs[at].kind == STM_SIGN_LETTER && row->signs[at].code >= '0' &&
           row->signs[at].code <= '9';
}

static int is_partner(const stm_typed_row_t *row, int at)
{
    return row->signs[at].kind == STM_SIGN_LETTER && is_closing_single(row->signs[at].code) &&
           !stm_typed_marks_is_word(row, at + 1) &&
           !stm_typed_marks_is_space(row->signs[at - 1].code);
}

/* A single mark counts only with its partner, since alone it is an apostrophe. *end, where the
 * search for the last one ended, never goes back: many marks cost one walk all together. */
static void find_single(stm_typed_row_t *row, int start, int *end)
{
    *end = *end < start + 2 ? start + 2 : *end;
    while (*end < row->count && !is_partner(row, *end)) {
        ++*end;
    }
    if (*end < row->count) {
        row->signs[start].mark = row->signs[*end].mark = STM_MARK_CERTAIN;
    }
}

static void find_marks(stm_typed_row_t *row)
{
    int is_open = 0, partner = 0, is_foreign = stm_typed_marks_is_transliterated(row);

    for (int i = 0; i < row->count; i++) {
        stm_sign_t *sign = &row->signs[i];

        if (sign->kind != STM_SIGN_LETTER || sign->mark != STM_MARK_NONE) {
            continue;
        }
        if (sign->code == '"') {
            /* After a digit, with none open, it says inches or seconds. */
            sign->mark = is_open || !is_digit(row, i - 1) ? STM_MARK_CERTAIN : STM_MARK_NONE;
            is_open = sign->mark != STM_MARK_NONE ? !is_open : 0;
        }
        else if (is_double(sign->code)) {
            sign->mark = STM_MARK_CERTAIN;
        }
        else if (is_opening_single(sign->code) && !is_foreign &&
                 !stm_typed_marks_is_word(row, i - 1)) {
            find_single(row, i, &partner);
        }
    }
}

int stm_typed_marks_visible(const stm_typed_row_t *row, int at, int step)
{
    while (at >= 0 && at < row->count && row->signs[at].kind == STM_SIGN_LETTER &&
           stm_typed_marks_is_space(row->signs[at].code)) {
        at += step;
    }
    return at >= 0 && at < row->count && row->signs[at].kind == STM_SIGN_LETTER ? at : -1;
}

int stm_typed_marks_is_at_edge(const xmlNode *block, int is_start)
{
    const xmlNode *node = block;

    if (!stm_plain_is(block, "p")) {
        return 0;
    }
    do {
        node = is_start ? node->prev : node->next;
    } while (node != NULL && (node->type != XML_ELEMENT_NODE || stm_plain_is(node, "attribution")));
    return node == NULL && stm_plain_is(block->parent, "blockquote");
}

static void put(apr_array_header_t *signs, stm_sign_kind_t kind, apr_uint32_t code,
                const xmlNode *node, int index)
{
    stm_sign_t *sign = &APR_ARRAY_PUSH(signs, stm_sign_t);

    memset(sign, 0, sizeof(*sign));
    sign->kind = kind;
    sign->code = code;
    sign->node = node;
    sign->index = index;
}

static void put_text(apr_array_header_t *signs, const xmlNode *text)
{
    const char *at = (const char *)text->content;

    for (int index = 0, length; at != NULL && *at != '\0'; index++, at += length) {
        apr_uint32_t code = stm_utf8_decode(at, &length);

        put(signs, STM_SIGN_LETTER, code, text, index);
    }
}

static void collect(apr_array_header_t *signs, const xmlNode *element)
{
    for (const xmlNode *node = element->children; node != NULL; node = node->next) {
        int is_quote = stm_plain_is(node, "quote");

        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            put_text(signs, node);
        }
        else if (stm_plain_is_inline(node)) {
            if (is_quote) {
                put(signs, STM_SIGN_QUOTE_START, 0, node, 0);
            }
            collect(signs, node);
            if (is_quote) {
                put(signs, STM_SIGN_QUOTE_END, 0, node, 0);
            }
        }
    }
}

/* The first bytes of all marks: this sees each byte of each document. */
#define MARK_STARTS "\"\xC2\xE2\xE3"

static int has_mark_in(const xmlNode *text)
{
    const char *at = (const char *)text->content;

    for (at = at ? strpbrk(at, MARK_STARTS) : NULL; at; at = strpbrk(at + 1, MARK_STARTS)) {
        int length;
        apr_uint32_t code = stm_utf8_decode(at, &length);

        if (is_double(code) || is_opening_single(code)) {
            return 1;
        }
    }
    return text->content != NULL && stm_typed_marks_has_apostrophe((const char *)text->content);
}

int stm_typed_marks_are_in(const xmlNode *element)
{
    for (const xmlNode *node = element->children; node != NULL; node = node->next) {
        int is_text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;

        if (is_text ? has_mark_in(node)
                    : stm_plain_is_inline(node) && stm_typed_marks_are_in(node)) {
            return 1;
        }
    }
    return 0;
}

void stm_typed_marks_read(stm_typed_row_t *row, const xmlNode *block, apr_pool_t *result_pool)
{
    apr_array_header_t *signs = apr_array_make(result_pool, 64, sizeof(stm_sign_t));

    collect(signs, block);
    row->signs = (stm_sign_t *)signs->elts;
    row->count = signs->nelts;
    find_marks(row);
    stm_typed_marks_find_apostrophes(row);
}
