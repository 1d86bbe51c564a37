#include <apr_strings.h>
#include <string.h>

#include "command/fix_passes.h"
#include "command/fix_tokens.h"
#include "core/base/utf8.h"
#include "core/schema/typed_marks.h"
#include "core/xml/document.h"
#include "core/xml/plain.h"

typedef struct place_t {
    const char *at;
    int line, column;
} place_t;

typedef struct marks_t {
    apr_array_header_t *edits;
    const fix_text_t *text;
    fix_tokens_t tokens;
    place_t place;       /* moves forward through the text, as far as it is asked to */
    const char **places; /* of the signs of a row that may be replaced; NULL: it cannot */
    int group;
} marks_t;

typedef struct pair_t {
    int open, close;
} pair_t;

static void start(marks_t *marks)
{
    int has_bom = marks->text->size >= 3 && memcmp(marks->text->bytes, "\xEF\xBB\xBF", 3) == 0;

    marks->place = (place_t){marks->text->bytes + (has_bom ? 3 : 0), 1, 1};
}

static void step(place_t *place)
{
    if (*place->at == '\n' || (*place->at == '\r' && place->at[1] != '\n')) {
        place->line++;
        place->column = 1;
        place->at++;
        return;
    }
    place->column++;
    do {
        place->at++;
    } while (((unsigned char)*place->at & 0xC0) == 0x80);
}

/* A CDATA section can hold no element. */
static int is_in_words(const marks_t *marks, const char *at)
{
    const fix_token_t *token = fix_tokens_at(&marks->tokens, at);

    return token != NULL && token->kind == FIX_WORDS;
}

/* Where a text begins; NULL: unknown. */
static const char *find_text(marks_t *marks, const xmlNode *text)
{
    place_t *place = &marks->place;
    int line, column;

    stm_document_character(text, 0, &line, &column);
    if (line == 0) {
        return NULL;
    }
    if (line < place->line || (line == place->line && column < place->column)) {
        start(marks);
    }
    while (*place->at != '\0' && (place->line < line || place->column < column) &&
           place->line <= line) {
        step(place);
    }
    return place->line == line && place->column == column ? place->at : NULL;
}

/* The character of a text behind the one at @a at; at a section or a comment it stays there. */
static const char *next_in_text(const char *at)
{
    const char *end;
    int length;

    if (*at == '&') {
        end = strchr(at, ';');
        return end != NULL ? end + 1 : at;
    }
    if (*at == '<' || *at == '\0') {
        return at;
    }
    if (at[0] == '\r' && at[1] == '\n') {
        return at + 2;
    }
    stm_utf8_decode(at, &length);
    return at + length;
}

/* The end of the character, or of the reference that stands for it, at @a at; NULL: something else
 * is there. */
static const char *past(const stm_sign_t *sign, const char *at)
{
    int length;
    const char *end;

    if (at == NULL) {
        return NULL;
    }
    if (*at == '&') {
        end = strchr(at, ';');
        return end != NULL && end - at < 12 ? end + 1 : NULL;
    }
    return stm_utf8_decode(at, &length) == sign->code ? at + length : NULL;
}

static int is_space(const stm_typed_row_t *row, int at)
{
    return at >= 0 && at < row->count && row->signs[at].kind == STM_SIGN_LETTER &&
           stm_typed_marks_is_space(row->signs[at].code);
}

/* Scripts that write no spaces between words put marks directly at letters. */
#define FIRST_WITHOUT_SPACES 0x2E80

static int is_letter(const stm_typed_row_t *row, int at)
{
    return stm_typed_marks_is_word(row, at) && row->signs[at].code < FIRST_WITHOUT_SPACES;
}

static int can_open(const stm_typed_row_t *row, int at)
{
    return !is_letter(row, at - 1) && !is_space(row, at + 1);
}

static int can_close(const stm_typed_row_t *row, int at)
{
    return !is_letter(row, at + 1) && !is_space(row, at - 1);
}

static int is_one_of(apr_uint32_t code, apr_uint32_t a, apr_uint32_t b)
{
    return code == a || code == b;
}

static int is_angle(apr_uint32_t code)
{
    return is_one_of(code, 0xAB, 0xBB) || is_one_of(code, 0x2039, 0x203A);
}

static int is_corner(apr_uint32_t code)
{
    return code >= 0x300C && code <= 0x300F;
}

/* Whether the two are a pair in some language. */
static int pairs(apr_uint32_t open, apr_uint32_t close)
{
    static const apr_uint32_t all[][2] = {
        {'"', '"'},       {0x201C, 0x201D}, {0x201D, 0x201D}, {0x201E, 0x201C}, {0x201E, 0x201D},
        {0x2018, 0x2019}, {0x201A, 0x2018}, {0x201A, 0x2019}, {0xAB, 0xBB},     {0xBB, 0xAB},
        {0x2039, 0x203A}, {0x203A, 0x2039}, {0x300C, 0x300D}, {0x300E, 0x300F}};
    size_t i = 0;

    while (i < sizeof(all) / sizeof(*all) && (all[i][0] != open || all[i][1] != close)) {
        i++;
    }
    return i < sizeof(all) / sizeof(*all);
}

static int closes(const stm_typed_row_t *row, int at, int open)
{
    apr_uint32_t code = row->signs[at].code;

    return pairs(row->signs[open].code, code) &&
           (is_angle(code) ? !is_letter(row, at + 1) : is_corner(code) || can_close(row, at));
}

static int opens(const stm_typed_row_t *row, int at)
{
    apr_uint32_t code = row->signs[at].code;

    if (is_angle(code)) {
        return !is_letter(row, at - 1);
    }
    return is_corner(code)
               ? is_one_of(code, 0x300C, 0x300E)
               : code != 0x2019 && code != 0x201F && code != 0x201B && can_open(row, at);
}

/* Signs that close a single mark may be apostrophes: where there are more of them than were opened,
 * nobody can tell which is which. */
static int are_singles_sure(const stm_typed_row_t *row)
{
    int opened = 0, closing = 0;

    for (int i = 0; i < row->count; i++) {
        const stm_sign_t *sign = &row->signs[i];

        if (sign->kind == STM_SIGN_LETTER && sign->code == 0x2019) {
            closing += !stm_typed_marks_is_word(row, i + 1) && !is_space(row, i - 1);
        }
        opened += sign->mark == STM_MARK_CERTAIN && is_one_of(sign->code, 0x2018, 0x201A);
    }
    return opened == 0 || closing <= opened;
}

/* Non-zero where all marks pair, in one way only. */
static int pair_all(const stm_typed_row_t *row, apr_array_header_t *found, apr_pool_t *pool)
{
    apr_array_header_t *open = apr_array_make(pool, 8, sizeof(int));

    for (int i = 0; i < row->count; i++) {
        int top = open->nelts > 0 ? APR_ARRAY_IDX(open, open->nelts - 1, int) : -1;

        if (row->signs[i].mark != STM_MARK_CERTAIN) {
            continue;
        }
        if (top >= 0 && closes(row, i, top)) {
            APR_ARRAY_PUSH(found, pair_t) = (pair_t){top, i};
            apr_array_pop(open);
        }
        else if (opens(row, i)) {
            APR_ARRAY_PUSH(open, int) = i;
        }
        else {
            return 0;
        }
    }
    return open->nelts == 0 && are_singles_sure(row);
}

/* The nearest sign from @a at on in direction @a direction that is no space; -1: none. */
static int beyond(const stm_typed_row_t *row, int at, int direction)
{
    do {
        at += direction;
    } while (is_space(row, at));
    return at >= 0 && at < row->count ? at : -1;
}

static int is_edge(const stm_typed_row_t *row, int at, stm_sign_kind_t kind)
{
    return at >= 0 && row->signs[at].kind == kind;
}

typedef enum { PAIR_QUOTES, PAIR_REPEATS, PAIR_DOUBTFUL } meaning_t;

/* What the marks are beside those that a quotation around or within them prints. */
static meaning_t meaning_between(int first, int last, const stm_typed_row_t *row,
                                 stm_sign_kind_t at_first, stm_sign_kind_t at_last)
{
    int is_first = is_edge(row, first, at_first), is_last = is_edge(row, last, at_last);

    if (is_first && is_last) {
        return row->signs[first].node == row->signs[last].node ? PAIR_REPEATS : PAIR_DOUBTFUL;
    }
    return is_first || is_last ? PAIR_DOUBTFUL : PAIR_QUOTES;
}

static meaning_t meaning_in_block(const stm_typed_row_t *row, const pair_t *pair,
                                  const xmlNode *block)
{
    int is_first = beyond(row, pair->open, -1) < 0 && stm_typed_marks_is_at_edge(block, 1);
    int is_last = beyond(row, pair->close, 1) < 0 && stm_typed_marks_is_at_edge(block, 0);

    return is_first && is_last ? PAIR_REPEATS : is_first || is_last ? PAIR_DOUBTFUL : PAIR_QUOTES;
}

static meaning_t meaning_of(const stm_typed_row_t *row, const pair_t *pair, const xmlNode *block)
{
    meaning_t meaning = meaning_between(beyond(row, pair->open, -1), beyond(row, pair->close, 1),
                                        row, STM_SIGN_QUOTE_START, STM_SIGN_QUOTE_END);

    if (meaning == PAIR_QUOTES) {
        meaning = meaning_between(beyond(row, pair->open, 1), beyond(row, pair->close, -1), row,
                                  STM_SIGN_QUOTE_START, STM_SIGN_QUOTE_END);
    }
    return meaning == PAIR_QUOTES ? meaning_in_block(row, pair, block) : meaning;
}

/* The spaces within French marks go with them. */
static int with_spaces(const stm_typed_row_t *row, int at, int direction)
{
    int last = at;

    while (is_angle(row->signs[at].code) && is_space(row, last + direction) &&
           row->signs[last + direction].node == row->signs[at].node &&
           row->signs[last + direction].code != '\n') {
        last += direction;
    }
    return last;
}

/* Replaces the characters from @a first to @a last. Zero where one of them is not found. */
static int replace(const marks_t *marks, const stm_typed_row_t *row, int first, int last,
                   const char *instead)
{
    const char *from = marks->places[first];
    const char *to = past(&row->signs[last], marks->places[last]);

    if (from == NULL || to == NULL || past(&row->signs[first], from) == NULL || to < from) {
        return 0;
    }
    fix_text_replace(marks->edits, marks->text, from, to, instead, marks->group);
    return 1;
}

static void mend_pair(const marks_t *marks, const stm_typed_row_t *row, const pair_t *pair,
                      meaning_t meaning)
{
    int is_quote = meaning == PAIR_QUOTES, count = marks->edits->nelts;

    if (row->signs[pair->open].node->parent != row->signs[pair->close].node->parent) {
        return;
    }
    if (!replace(marks, row, pair->open, with_spaces(row, pair->open, 1),
                 is_quote ? "<quote>" : "") ||
        !replace(marks, row, with_spaces(row, pair->close, -1), pair->close,
                 is_quote ? "</quote>" : "")) {
        marks->edits->nelts = count;
    }
}

/* Each text is looked up once, and its characters are counted from there. */
static void find_places(marks_t *marks, const stm_typed_row_t *row, apr_pool_t *pool)
{
    const char *at = NULL;

    marks->places = apr_pcalloc(pool, sizeof(*marks->places) * (apr_size_t)row->count);
    for (int i = 0; i < row->count; i++) {
        const stm_sign_t *sign = &row->signs[i];

        if (sign->kind != STM_SIGN_LETTER) {
            continue;
        }
        at = sign->index == 0 ? find_text(marks, sign->node) : at ? next_in_text(at) : NULL;
        if (at != NULL && (sign->mark == STM_MARK_CERTAIN || is_space(row, i)) &&
            is_in_words(marks, at)) {
            marks->places[i] = at;
        }
    }
}

static void mend_block(marks_t *marks, const xmlNode *block, apr_pool_t *pool)
{
    apr_array_header_t *found = apr_array_make(pool, 8, sizeof(pair_t));
    stm_typed_row_t row = {.count = 0};

    stm_typed_marks_read(&row, block, pool);
    if (!pair_all(&row, found, pool)) {
        return;
    }
    find_places(marks, &row, pool);
    for (int i = 0; i < found->nelts; i++) {
        const pair_t *pair = &APR_ARRAY_IDX(found, i, pair_t);
        meaning_t meaning = meaning_of(&row, pair, block);

        if (meaning != PAIR_DOUBTFUL) {
            mend_pair(marks, &row, pair, meaning);
        }
    }
}

void fix_marks(apr_array_header_t *edits, const fix_text_t *text, const fix_settings_t *settings,
               apr_pool_t *pool)
{
    marks_t marks = {.edits = edits, .text = text};
    stm_document_t *document;
    const xmlNode *root;
    apr_pool_t *block_pool;

    (void)settings;
    if (!text->is_utf8 ||
        stm_document_parse(&document, "", text->bytes, text->size, &stm_limits_default,
                           stm_problems_create(pool), pool) != APR_SUCCESS) {
        return;
    }
    fix_tokens_read(&marks.tokens, text, pool);
    start(&marks);
    apr_pool_create(&block_pool, pool);
    root = xmlDocGetRootElement(document->xml);
    for (const xmlNode *node = root; node; node = stm_plain_next(node, root)) {
        if (node->type == XML_ELEMENT_NODE && !stm_plain_is_inline(node) &&
            stm_typed_marks_are_in(node)) {
            marks.group++;
            mend_block(&marks, node, block_pool);
            apr_pool_clear(block_pool);
        }
    }
}
