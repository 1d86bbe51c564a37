#include "core/xml/superscript.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#include "core/base/utf8.h"
#include "core/xml/plain.h"

#define MAX_DEPTH 3

typedef enum { RAISED, LOWERED } side_t;

/* What a script's words consist of. */
typedef struct contents_t {
    int characters, letters, digits, signs, others;
    int is_unicode;     /* all of it has letters of its own */
    apr_uint32_t first; /* character */
} contents_t;

static const struct {
    apr_uint32_t typed;
    const char *scripts[2]; /* by side_t */
} table[] = {{'0', {"⁰", "₀"}},   {'1', {"¹", "₁"}},    {'2', {"²", "₂"}},    {'3', {"³", "₃"}},
             {'4', {"⁴", "₄"}},   {'5', {"⁵", "₅"}},    {'6', {"⁶", "₆"}},    {'7', {"⁷", "₇"}},
             {'8', {"⁸", "₈"}},   {'9', {"⁹", "₉"}},    {'+', {"⁺", "₊"}},    {'-', {"⁻", "₋"}},
             {'=', {"⁼", "₌"}},   {'(', {"⁽", "₍"}},    {')', {"⁾", "₎"}},    {'n', {"ⁿ", "ₙ"}},
             {' ', {"", ""}},     {0x2010, {"⁻", "₋"}}, {0x2011, {"⁻", "₋"}}, {0x2013, {"⁻", "₋"}},
             {0x2212, {"⁻", "₋"}}};

static const char *script_of(apr_uint32_t character, side_t side)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].typed == character) {
            return table[i].scripts[side];
        }
    }
    return NULL;
}

/* ³ and ₃ are digits here too: they come from a script inside this one. */
static int is_digit(apr_uint32_t character)
{
    return u_isdigit((UChar32)character) || u_charType((UChar32)character) == U_OTHER_NUMBER;
}

static int is_sign(apr_uint32_t character)
{
    return character < 0x80 ? strchr("+-=/", (int)character) != NULL
                            : character == 0x2212 || character == 0x2013;
}

static void count(contents_t *contents, apr_uint32_t character)
{
    if (contents->characters++ == 0) {
        contents->first = character;
    }
    if (is_digit(character)) {
        contents->digits++;
    }
    else if (u_isalpha((UChar32)character)) {
        contents->letters++;
    }
    else if (is_sign(character)) {
        contents->signs++;
    }
    else {
        contents->others++;
    }
}

/* A space between two digits keeps two numbers apart, or the groups of one. */
static int parts_digits(const char *words, const char *space)
{
    return space > words && apr_isdigit(space[-1]) && apr_isdigit(space[1]);
}

static contents_t look_at(const char *words)
{
    contents_t contents = {.is_unicode = 1};
    int length, count_of_n = 0;

    for (const char *at = words; *at != '\0'; at += length) {
        apr_uint32_t character = stm_utf8_decode(at, &length);

        count(&contents, character);
        count_of_n += character == 'n';
        if (script_of(character, RAISED) == NULL || count_of_n > 1 ||
            (character == ' ' && parts_digits(words, at))) {
            contents.is_unicode = 0;
        }
    }
    return contents;
}

static const char *in_unicode(const char *words, side_t side, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, 3 * strlen(words) + 1), *to = text;
    int length;

    for (; *words != '\0'; words += length) {
        const char *script = script_of(stm_utf8_decode(words, &length), side);
        apr_size_t size = script == NULL ? 0 : strlen(script);

        memcpy(to, script == NULL ? "" : script, size);
        to += size;
    }
    *to = '\0';
    return text;
}

static const char *skip_digits(const char *at)
{
    int length;

    while (*at != '\0' && u_isdigit((UChar32)stm_utf8_decode(at, &length))) {
        at += length;
    }
    return at;
}

/* One number needs no brackets. A comma in a subscript is between two, as in x_(1,2). */
static int is_number(const char *words, side_t side)
{
    const char *digits = words + (*words == '-' || *words == '+'), *end = skip_digits(digits),
               *more;

    if (end > digits && (*end == '.' || (*end == ',' && side == RAISED))) {
        more = skip_digits(end + 1);
        end = more > end + 1 ? more : end;
    }
    return end > digits && *end == '\0';
}

static const char *in_ascii(const char *words, side_t side, int is_single, apr_pool_t *pool)
{
    const char *mark = side == RAISED ? "^" : "_";

    return is_single ? apr_pstrcat(pool, mark, words, NULL)
                     : apr_pstrcat(pool, mark, "(", words, ")", NULL);
}

/* The text before @a node in its block, however deep it stands; NULL: none. */
static const xmlNode *text_before(const xmlNode *node)
{
    while (node != NULL &&
           !(node->prev == NULL && (stm_plain_is(node, "p") || stm_plain_is(node, "title")))) {
        if (node->prev == NULL) {
            node = node->parent;
            continue;
        }
        for (node = node->prev; node->last != NULL && node->type == XML_ELEMENT_NODE;) {
            node = node->last;
        }
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
            node->content[0] != '\0') {
            return node;
        }
    }
    return NULL;
}

static int is_after_digit(const xmlNode *script)
{
    const xmlNode *text = text_before(script);
    const char *start = text ? (const char *)text->content : "", *at = start + strlen(start);
    int length;

    while (at > start && ((unsigned char)*--at & 0xC0) == 0x80) {
    }
    return *at != '\0' && u_isdigit((UChar32)stm_utf8_decode(at, &length));
}

static const xmlAttr *language_of(const xmlNode *node)
{
    const xmlAttr *attribute = NULL;

    while (node != NULL && node->type == XML_ELEMENT_NODE && attribute == NULL) {
        attribute = xmlHasNsProp(node, BAD_CAST "lang", XML_XML_NAMESPACE);
        node = node->parent;
    }
    return attribute;
}

static int is_in(const xmlNode *node, const char *lang)
{
    const xmlAttr *attribute = language_of(node);
    const char *value =
        attribute && attribute->children ? (const char *)attribute->children->content : NULL;

    return value != NULL && strncmp(value, lang, 2) == 0 && (value[2] == '\0' || value[2] == '-');
}

/* Variables are Latin or Greek: 2ᵏ. Languages raise the last letter of an ordinal: French 2e,
 * Italian 1a and 1o, Catalan 1r and 4t, Greek 1η; no other script has variables. */
static int is_variable(const xmlNode *script, side_t side, apr_uint32_t letter)
{
    int is_greek = (letter >= 0x370 && letter < 0x400) || letter == 0xB5;

    if (letter >= 0x80 && !is_greek) {
        return 0;
    }
    if (side == LOWERED) {
        return 1;
    }
    if (is_greek) {
        return !is_in(script, "el");
    }
    return strchr("eoaEOA", (int)letter) == NULL &&
           !(is_in(script, "ca") && strchr("rtRT", (int)letter) != NULL);
}

/* Without a digit: whether it would pass for a part of the number before it. */
static int needs_mark(const xmlNode *script, side_t side, const contents_t *contents)
{
    int is_letter = contents->characters == 1 && contents->letters == 1;
    int is_term = contents->letters > 0 && contents->signs > 0;

    return ((is_letter && is_variable(script, side, contents->first)) || is_term) &&
           is_after_digit(script);
}

/* [1] is apart from any number as it is. */
static int is_bracketed(const char *words)
{
    return words[0] == '[' && strchr(words, ']') == words + strlen(words) - 1;
}

const char *stm_superscript_words(const xmlNode *script, const char *words, apr_pool_t *result_pool)
{
    side_t side = stm_plain_is(script, "sup") ? RAISED : LOWERED;
    contents_t contents = look_at(words);

    if (*words == '\0' || is_bracketed(words)) {
        return words;
    }
    if (contents.is_unicode) {
        return in_unicode(words, side, result_pool);
    }
    if (contents.digits > 0) {
        return in_ascii(words, side, is_number(words, side), result_pool);
    }
    return needs_mark(script, side, &contents)
               ? in_ascii(words, side, contents.characters == 1, result_pool)
               : words;
}

static int is_either(const xmlNode *node)
{
    return stm_plain_is(node, "sup") || stm_plain_is(node, "sub");
}

int stm_superscript_is(const xmlNode *node)
{
    int depth = 0;

    if (!is_either(node)) {
        return 0;
    }
    for (node = node->parent; node != NULL && depth <= MAX_DEPTH; node = node->parent) {
        depth += is_either(node);
    }
    return depth <= MAX_DEPTH;
}
