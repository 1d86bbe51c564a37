/* What is typed by hand where an element says it: bullets, numbers, headings. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#include "core/base/utf8.h"
#include "core/i18n/language.h"
#include "core/schema/rules.h"
#include "core/xml/end_mark.h"
#include "core/xml/plain.h"

#define MOST_LETTERS 40 /* bytes of a month's name */
#define MOST_LOOKED  50 /* words of one document that are looked for among the months */

typedef enum { TYPED_NOTHING = 0, TYPED_BULLET, TYPED_NUMBER } kind_t;

/* How a line begins. */
typedef struct start_t {
    kind_t kind;
    apr_uint32_t sign; /* the bullet, or what closes the number */
    int value;         /* of the number */
    const char *rest;  /* behind it */
} start_t;

static const char *skip_space(const char *text)
{
    for (;;) {
        if (apr_isspace(*text)) {
            text++;
        }
        else if (strncmp(text, "\u00A0", 2) == 0) {
            text += 2;
        }
        else {
            return text;
        }
    }
}

static int is_space_at(const char *text)
{
    return apr_isspace(*text) || strncmp(text, "\u00A0", 2) == 0;
}

/* U+F0B7 and U+F0A7 are bullets of Word's fonts. A dash begins a speech in many languages. */
static int is_bullet(apr_uint32_t code)
{
    static const apr_uint32_t bullets[] = {'*',    '-',    0xB7,   0x2022, 0x2023, 0x2043,
                                           0x2219, 0x25A0, 0x25AA, 0x25B8, 0x25BA, 0x25CB,
                                           0x25CF, 0x25E6, 0x27A2, 0x27A4, 0xF0A7, 0xF0B7};

    for (size_t i = 0; i < sizeof(bullets) / sizeof(*bullets); i++) {
        if (bullets[i] == code) {
            return 1;
        }
    }
    return 0;
}

static int is_word_at(const char *text)
{
    int length;

    return *text != '\0' && u_isalnum((UChar32)stm_utf8_decode(text, &length));
}

static start_t bullet_at(const char *text)
{
    start_t start = {TYPED_NOTHING, 0, 0, NULL};
    int length;

    start.sign = *text ? stm_utf8_decode(text, &length) : 0;
    if (start.sign == 0 || !is_bullet(start.sign) ||
        (start.sign < 0x80 && !is_space_at(text + length))) {
        return start;
    }
    start.rest = skip_space(text + length);
    start.kind = is_word_at(start.rest) ? TYPED_BULLET : TYPED_NOTHING;
    return start;
}

/* "1.", "1)", "(1)", "a)", "(a)"; letters before a full stop are initials, and large numbers are
 * years. */
static start_t number_at(const char *text)
{
    start_t start = {TYPED_NOTHING, 0, 0, NULL};
    int is_bracketed = *text == '(', is_letter;
    const char *at = text + is_bracketed;

    is_letter = *at >= 'a' && *at <= 'z';
    if (is_letter) {
        start.value = *at++ - 'a' + 1;
    }
    for (; !is_letter && apr_isdigit(*at) && at - text < 3; at++) {
        start.value = start.value * 10 + (*at - '0');
    }
    if (at == text + is_bracketed || (*at != ')' && (*at != '.' || is_bracketed || is_letter)) ||
        !is_space_at(at + 1)) {
        return start;
    }
    start.sign = (apr_uint32_t)(*at + (is_bracketed ? 0x100 : 0) + (is_letter ? 0x200 : 0));
    start.rest = skip_space(at + 1);
    start.kind = is_word_at(start.rest) ? TYPED_NUMBER : TYPED_NOTHING;
    return start;
}

static start_t start_of(const char *text)
{
    start_t start = bullet_at(skip_space(text));

    return start.kind == TYPED_BULLET ? start : number_at(skip_space(text));
}

/* The last word that was looked for among the months. */
typedef struct names_t {
    const char *lang;
    char word[MOST_LETTERS + 1];
    int is_month, looked;
    apr_pool_t *pool;
} names_t;

static int is_month(names_t *names, const char *word, size_t length)
{
    apr_pool_t *pool;

    if (length > MOST_LETTERS) {
        return 0;
    }
    if (strncmp(names->word, word, length) == 0 && names->word[length] == '\0') {
        return names->is_month;
    }
    if (++names->looked > MOST_LOOKED) {
        return 1;
    }
    memcpy(names->word, word, length);
    names->word[length] = '\0';
    apr_pool_create(&pool, names->pool);
    names->is_month = stm_language_month(names->word, names->lang, pool) > 0;
    apr_pool_destroy(pool);
    return names->is_month;
}

/* "1. Mai …" and "2. Mai …" are dates. */
static int are_dates(names_t *names, const start_t *a, const start_t *b)
{
    static const char ends[] = " \t\r\n.,:;";
    size_t length = strcspn(a->rest, ends);

    return length > 0 && strcspn(b->rest, ends) == length &&
           strncmp(a->rest, b->rest, length) == 0 && is_month(names, a->rest, length);
}

static int goes_on(names_t *names, const start_t *before, const start_t *start)
{
    if (before->kind == TYPED_NOTHING || before->kind != start->kind ||
        before->sign != start->sign) {
        return 0;
    }
    return start->kind == TYPED_BULLET ||
           (start->value == before->value + 1 && !are_dates(names, before, start));
}

static const char *remedy_for(const start_t *start, const xmlNode *holder, apr_pool_t *pool)
{
    if (start->kind == TYPED_BULLET) {
        return stm_plain_is(holder, "item")
                   ? "Delete them: <list> puts its own."
                   : "Write <list> with an <item> for each of them, without the bullets.";
    }
    if (stm_plain_is(holder, "item")) {
        return "Delete them, and write <list kind=\"number\">, which counts by itself.";
    }
    return start->value == 1
               ? "Write <list kind=\"number\"> with an <item> for each of them, without the "
                 "numbers."
               : apr_psprintf(
                     pool,
                     "Write <list kind=\"number\" start=\"%d\"> with an <item> for each of "
                     "them, without the numbers.",
                     start->value);
}

static void warn_of_run(const stm_check_t *check, const xmlNode *holder, const start_t *start)
{
    stm_check_warning(check, holder, "typed-list", remedy_for(start, holder, check->pool),
                      start->kind == TYPED_BULLET ? "Lines begin with typed bullets here"
                                                  : "Lines begin with typed numbers here");
}

/* A run of lines, in one paragraph or in several. */
typedef struct run_t {
    names_t *names;
    start_t last, first;
    const xmlNode *holder; /* of the first */
    int is_reported;
} run_t;

static void take_line(const stm_check_t *check, run_t *run, const xmlNode *holder,
                      const xmlNode *text)
{
    const start_t start =
        text ? start_of((const char *)text->content) : (start_t){TYPED_NOTHING, 0, 0, NULL};

    if (!goes_on(run->names, &run->last, &start)) {
        run->holder = holder;
        run->first = start;
        run->is_reported = 0;
    }
    else if (!run->is_reported) {
        warn_of_run(check, run->holder, &run->first);
        run->is_reported = 1;
    }
    run->last = start;
}

/* The first words from @a node on within @a holder; NULL where a new line comes first. */
static const xmlNode *words_from(const xmlNode *node, const xmlNode *holder)
{
    while (node != NULL && !stm_check_is_words(node) && !stm_plain_is(node, "br") &&
           !stm_plain_is(node, "p")) {
        node = stm_plain_next(node, holder);
    }
    return node != NULL && stm_check_is_words(node) ? node : NULL;
}

static void take_paragraph(const stm_check_t *check, run_t *run, const xmlNode *holder)
{
    take_line(check, run, holder, words_from(holder->children, holder));
    for (const xmlNode *node = holder->children; node != NULL; node = node->next) {
        if (stm_plain_is(node, "br")) {
            take_line(check, run, holder, words_from(node->next, holder));
        }
    }
}

/* All lines of what stands in a row in @a holder: paragraphs, or the items of a list. */
static void check_lines(const stm_check_t *check, const xmlNode *parent, names_t *names)
{
    run_t run = {.names = names};

    for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (stm_plain_is(node, "p") || stm_plain_is(node, "item")) {
            take_paragraph(check, &run, node);
        }
        else if (node->type == XML_ELEMENT_NODE) {
            run.last.kind = TYPED_NOTHING;
        }
    }
}

static int is_all_strong(const xmlNode *paragraph)
{
    int has_strong = 0;

    for (const xmlNode *node = paragraph->children; node != NULL; node = node->next) {
        if (stm_plain_is(node, "strong")) {
            has_strong = 1;
        }
        else if (stm_check_is_words(node) ||
                 (node->type == XML_ELEMENT_NODE && !stm_plain_is(node, "br") &&
                  !stm_plain_is(node, "noteref"))) {
            return 0;
        }
    }
    return has_strong;
}

/* Where a section might begin. */
static void check_heading(const stm_check_t *check, const xmlNode *paragraph)
{
    const char *words;

    if ((!stm_plain_is(paragraph->parent, "body") && !stm_plain_is(paragraph->parent, "section") &&
         !stm_plain_is(paragraph->parent, "note")) ||
        !is_all_strong(paragraph)) {
        return;
    }
    words = stm_plain_words(paragraph, check->pool);
    if (*words != '\0' && !stm_end_mark_is(words) && !stm_end_mark_is_ornament(words)) {
        stm_check_warning(check, paragraph, "strong-paragraph",
                          "If it is a heading, write <section> with <heading> and what is "
                          "below it; else take <strong> away.",
                          "The whole paragraph is in <strong>");
    }
}

void stm_rules_typed(const stm_check_t *check)
{
    names_t names = {.lang = stm_plain_lang(check->root, check->pool), .pool = check->pool};

    names.lang = names.lang ? names.lang : "en";
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (stm_plain_is(node, "p")) {
            check_heading(check, node);
        }
        else if (node->children != NULL) {
            check_lines(check, node, &names);
        }
    }
}
