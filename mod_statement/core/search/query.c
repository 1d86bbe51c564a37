#include "core/search/query.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#include "core/base/utf8.h"
#include "core/search/stem.h"
#include "core/search/terms.h"

/* Codes and what apostrophes cut off have no more letters. */
#define CODE_MAX   4
#define CLITIC_MAX 2

/* A word of fewer finds no longer ones unless that is asked for. */
#define LETTERS_MIN 3

typedef enum { SIGN_NONE = 0, SIGN_SPACE, SIGN_MARK } sign_t;

typedef struct part_t {
    const char *start, *end;
    int is_phrase;
} part_t;

static sign_t sign_at(const char *text, int *length)
{
    apr_uint32_t character;
    *length = stm_utf8_length(text, text + strlen(text));
    if (!*length) {
        *length = 1;
        return SIGN_SPACE;
    }
    character = stm_utf8_decode(text, length);
    if (character == '"' || character == 0xab || character == 0xbb ||
        (character >= 0x201c && character <= 0x201f) ||
        (character >= 0x300c && character <= 0x300f)) {
        return SIGN_MARK;
    }
    return u_isUWhiteSpace((UChar32)character) ? SIGN_SPACE : SIGN_NONE;
}

/* Reads the next word or phrase; where it goes on. */
static const char *read_part(part_t *part, const char *text)
{
    int length;
    sign_t sign;
    while (*text && sign_at(text, &length) == SIGN_SPACE) {
        text += length;
    }
    part->is_phrase = *text && sign_at(text, &length) == SIGN_MARK;
    if (part->is_phrase) {
        text += length;
    }
    part->start = part->end = text;
    while (*text && ((sign = sign_at(text, &length)) == SIGN_NONE ||
                     (part->is_phrase && sign == SIGN_SPACE))) {
        text += length;
    }
    part->end = text;
    return part->is_phrase && *text ? text + length : text;
}

/* The terms of one part. */
typedef struct noting_t {
    apr_array_header_t *words, *others; /* const char * */
    apr_array_header_t *spans;          /* int: where each of the others starts and ends */
    int start, end;                     /* of all words */
    apr_pool_t *pool;
} noting_t;

static int note_term(void *baton, const stm_term_t *term)
{
    noting_t *noting = baton;
    const char *text = apr_pstrmemdup(noting->pool, term->text, (apr_size_t)term->size);

    if (term->is_beside) {
        APR_ARRAY_PUSH(noting->others, const char *) = text;
        APR_ARRAY_PUSH(noting->spans, int) = term->start;
        APR_ARRAY_PUSH(noting->spans, int) = term->end;
        return 0;
    }
    noting->start = noting->words->nelts ? noting->start : term->start;
    noting->end = term->end;
    APR_ARRAY_PUSH(noting->words, const char *) = text;
    return 0;
}

static noting_t terms_of(const part_t *part, const char *lang, apr_pool_t *pool)
{
    noting_t noting = {apr_array_make(pool, 2, sizeof(const char *)),
                       apr_array_make(pool, 2, sizeof(const char *)),
                       apr_array_make(pool, 4, sizeof(int)),
                       0,
                       0,
                       pool};

    stm_terms_walk(part->start, (int)(part->end - part->start), lang, note_term, &noting, pool);
    return noting;
}

static void add_other(apr_array_header_t *others, const char *text, const noting_t *noting)
{
    int i, is_known = !strcmp(text, APR_ARRAY_IDX(noting->words, 0, const char *));

    for (i = 0; i < others->nelts; i++) {
        is_known |= !strcmp(text, APR_ARRAY_IDX(others, i, const char *));
    }
    if (!is_known) {
        APR_ARRAY_PUSH(others, const char *) = text;
    }
}

/* What stands for the part as a whole in one language. The index has no stem that is the word
 * itself, so a stem is looked for as a word, too. */
static void add_others(apr_array_header_t *others, const part_t *part, const char *lang,
                       apr_pool_t *pool)
{
    noting_t noting = terms_of(part, lang, pool);
    int i;

    for (i = 0; i < noting.others->nelts; i++) {
        const char *text = APR_ARRAY_IDX(noting.others, i, const char *);

        if (APR_ARRAY_IDX(noting.spans, 2 * i, int) == noting.start &&
            APR_ARRAY_IDX(noting.spans, 2 * i + 1, int) == noting.end) {
            add_other(others, text, &noting);
        }
        if (*text == STM_STEM_MARK && noting.words->nelts == 1) {
            add_other(others, text + 1, &noting);
        }
    }
}

/* The stem of others may be this very word. */
static void add_stem_of_others(apr_array_header_t *others, const part_t *part, apr_pool_t *pool)
{
    static const char mark[] = {STM_STEM_MARK, '\0'};
    noting_t noting = terms_of(part, NULL, pool);
    const char *word = APR_ARRAY_IDX(noting.words, 0, const char *);

    if (noting.words->nelts == 1 && !strpbrk(word, "0123456789") && strlen(word) < STM_STEM_BYTES) {
        add_other(others, apr_pstrcat(pool, mark, word, NULL), &noting);
    }
}

static const apr_array_header_t *others_of(const part_t *part, const apr_array_header_t *langs,
                                           apr_pool_t *pool)
{
    apr_array_header_t *others = apr_array_make(pool, 4, sizeof(const char *));
    int i;

    if (!part->is_phrase) {
        add_others(others, part, NULL, pool);
    }
    for (i = 0; !part->is_phrase && langs && i < langs->nelts; i++) {
        add_others(others, part, APR_ARRAY_IDX(langs, i, const char *), pool);
    }
    if (!part->is_phrase && langs && langs->nelts) {
        add_stem_of_others(others, part, pool);
    }
    return others;
}

/* What an apostrophe cuts off of a word is an article or an ending: l’eau, council's, Ankara'da. */
static void drop_clitic(part_t *part)
{
    static const char *const apostrophes[] = {"'", "\u2019"};
    const char *at, *found = NULL;
    size_t length = 0, i;

    for (at = part->start; at < part->end; at++) {
        for (i = 0; i < sizeof(apostrophes) / sizeof(apostrophes[0]); i++) {
            if (!strncmp(at, apostrophes[i], strlen(apostrophes[i]))) {
                if (found) {
                    return;
                }
                found = at;
                length = strlen(apostrophes[i]);
            }
        }
    }
    if (!found || (found > part->start && apr_isdigit(found[-1]))) {
        return;
    }
    if (found - part->start <= CLITIC_MAX && part->end - found > CLITIC_MAX) {
        part->start = found + length;
    }
    else if (part->end - found - (long)length <= CLITIC_MAX && found - part->start > CLITIC_MAX) {
        part->end = found;
    }
}

static int is_number(const stm_phrase_t *phrase, size_t least, size_t most)
{
    const char *word = APR_ARRAY_IDX(phrase->words, 0, const char *);
    size_t length = strlen(word);

    return phrase->words->nelts == 1 && length >= least && length <= most &&
           strspn(word, "0123456789") == length;
}

static int is_code(const stm_phrase_t *phrase)
{
    const char *word = APR_ARRAY_IDX(phrase->words, 0, const char *);

    return phrase->words->nelts == 1 && strlen(word) <= CODE_MAX && !strpbrk(word, "0123456789");
}

/* Groups of a number, or a code and its number, that a space sets apart. */
static void join(apr_array_header_t *phrases, apr_pool_t *pool)
{
    stm_phrase_t *all = (stm_phrase_t *)phrases->elts;
    int at, next;

    for (at = 0; at + 1 < phrases->nelts; at = next) {
        next = at + 1;
        if (all[at].is_quoted || all[next].is_quoted) {
            continue;
        }
        if (is_number(&all[at], 1, 3)) {
            while (next < phrases->nelts && !all[next].is_quoted && is_number(&all[next], 3, 3)) {
                next++;
            }
        }
        else if (is_code(&all[at]) && is_number(&all[next], 1, 8)) {
            next++;
        }
        all[at].span = next - at;
        all[at].joined = "";
        for (int i = at; i < next; i++) {
            all[at].joined = apr_pstrcat(pool, all[at].joined,
                                         APR_ARRAY_IDX(all[i].words, 0, const char *), NULL);
        }
        if (all[at].span == 1) {
            all[at].joined = NULL;
        }
    }
}

/* One or two letters begin a large part of all words; in scripts of many letters one says enough.
 * Characters of the former take one or two bytes. */
static int says_enough(const stm_phrase_t *phrase)
{
    const char *word = APR_ARRAY_IDX(phrase->words, phrase->words->nelts - 1, const char *);
    int letters = 0;
    for (; *word; word++) {
        unsigned char byte = (unsigned char)*word;
        letters += byte >= 0xe0 ? LETTERS_MIN : (byte & 0xc0) != 0x80;
    }
    return letters >= LETTERS_MIN;
}

apr_array_header_t *stm_search_phrases(const char *text, const apr_array_header_t *langs,
                                       apr_pool_t *result_pool)
{
    apr_array_header_t *phrases = apr_array_make(result_pool, 4, sizeof(stm_phrase_t));
    const char *typed = text;
    while (*text && phrases->nelts < STM_SEARCH_PHRASES_MAX) {
        stm_phrase_t phrase = {.span = 1};
        part_t part;
        text = read_part(&part, text);
        phrase.is_quoted = part.is_phrase;
        phrase.start = (int)(part.start - typed);
        phrase.end = (int)(part.end - typed);
        if (!part.is_phrase) {
            drop_clitic(&part);
        }
        phrase.words = terms_of(&part, NULL, result_pool).words;
        if (!phrase.words->nelts) {
            continue;
        }
        phrase.others = others_of(&part, langs, result_pool);
        if (!part.is_phrase && part.end[-1] == '*') {
            phrase.opening = STM_OPENING_ASKED;
        }
        else if (!part.is_phrase && !text[strspn(text, " ")] && says_enough(&phrase)) {
            phrase.opening = STM_OPENING_LAST;
        }
        APR_ARRAY_PUSH(phrases, stm_phrase_t) = phrase;
    }
    join(phrases, result_pool);
    return phrases;
}

void stm_search_close(apr_array_header_t *phrases)
{
    int i;
    for (i = 0; i < phrases->nelts; i++) {
        stm_phrase_t *phrase = &APR_ARRAY_IDX(phrases, i, stm_phrase_t);
        phrase->opening = phrase->opening == STM_OPENING_LAST ? STM_OPENING_NONE : phrase->opening;
    }
}

int stm_search_is_open(const apr_array_header_t *phrases)
{
    return phrases->nelts &&
           APR_ARRAY_IDX(phrases, phrases->nelts - 1, stm_phrase_t).opening == STM_OPENING_LAST;
}

/* A query in the making. */
typedef struct writing_t {
    apr_array_header_t *parts;  /* const char * */
    apr_array_header_t *owners; /* int; may be NULL */
    apr_pool_t *pool;
} writing_t;

static void write_part(writing_t *writing, const char *part)
{
    APR_ARRAY_PUSH(writing->parts, const char *) = part;
}

static void write_term(writing_t *writing, const char *term, int owner)
{
    write_part(writing, "\"");
    write_part(writing, term);
    write_part(writing, "\"");
    if (writing->owners) {
        APR_ARRAY_PUSH(writing->owners, int) = owner;
    }
}

/* Terms hold neither quotation marks nor spaces. */
static void write_phrase(writing_t *writing, const stm_phrase_t *phrase, int owner)
{
    int i;

    write_part(writing, phrase->others->nelts ? "(" : "");
    write_term(writing, apr_array_pstrcat(writing->pool, phrase->words, ' '), owner);
    write_part(writing, phrase->opening ? "*" : "");
    for (i = 0; i < phrase->others->nelts; i++) {
        write_part(writing, " OR ");
        write_term(writing, APR_ARRAY_IDX(phrase->others, i, const char *), -owner);
    }
    write_part(writing, phrase->others->nelts ? ")" : "");
}

const char *stm_search_match(const apr_array_header_t *phrases, apr_array_header_t *owners,
                             apr_pool_t *result_pool)
{
    writing_t writing = {apr_array_make(result_pool, 16, sizeof(const char *)), owners,
                         result_pool};
    const stm_phrase_t *all = (const stm_phrase_t *)phrases->elts;
    int at, i;

    for (at = 0; at < phrases->nelts; at += all[at].span) {
        write_part(&writing, at ? " AND " : "");
        write_part(&writing, all[at].joined ? "((" : "");
        for (i = at; i < at + all[at].span; i++) {
            write_part(&writing, i > at ? " AND " : "");
            write_phrase(&writing, &all[i], i + 1);
        }
        if (all[at].joined) {
            write_part(&writing, ") OR ");
            write_term(&writing, all[at].joined, -(at + 1));
            write_part(&writing, ")");
        }
    }
    return phrases->nelts ? apr_array_pstrcat(result_pool, writing.parts, 0) : NULL;
}
