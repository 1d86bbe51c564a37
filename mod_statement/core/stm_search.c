#include "stm_search.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#include "stm_source.h"
#include "stm_tokenizer.h"

/* More would say nothing, and FTS5 bounds how deep an expression may be. */
#define MOST_PARTS 32

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
    *length = stm_source_sequence(text, text + strlen(text));
    if (!*length) {
        *length = 1;
        return SIGN_SPACE;
    }
    character = stm_source_character(text, length);
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

typedef struct noting_t {
    apr_array_header_t *words;
    apr_pool_t *pool;
} noting_t;

static int note_word(void *baton, const char *word, int size, int start, int end)
{
    noting_t *noting = baton;
    (void)start;
    (void)end;
    APR_ARRAY_PUSH(noting->words, const char *) =
        apr_pstrmemdup(noting->pool, word, (apr_size_t)size);
    return 0;
}

static const apr_array_header_t *words_of(const part_t *part, apr_pool_t *pool)
{
    noting_t noting = {apr_array_make(pool, 2, sizeof(const char *)), pool};
    stm_tokenizer_walk(part->start, (int)(part->end - part->start), note_word, &noting, pool);
    return noting.words;
}

/* Neither marks nor broken bytes are left in a part, so nothing ends the string early. */
static const char *quoted(const part_t *part, apr_pool_t *pool)
{
    char *text = apr_pstrmemdup(pool, part->start, (apr_size_t)(part->end - part->start));
    return apr_pstrcat(pool, "\"", text, "\"", NULL);
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

apr_array_header_t *stm_search_phrases(const char *text, apr_pool_t *result_pool)
{
    apr_array_header_t *phrases = apr_array_make(result_pool, 4, sizeof(stm_phrase_t));
    while (*text && phrases->nelts < MOST_PARTS) {
        stm_phrase_t phrase = {0};
        part_t part;
        text = read_part(&part, text);
        phrase.words = words_of(&part, result_pool);
        if (!phrase.words->nelts) {
            continue;
        }
        phrase.text = quoted(&part, result_pool);
        if (!part.is_phrase && part.end[-1] == '*') {
            phrase.opening = STM_OPENING_ASKED;
        }
        else if (!part.is_phrase && !text[strspn(text, " ")] && says_enough(&phrase)) {
            phrase.opening = STM_OPENING_LAST;
        }
        APR_ARRAY_PUSH(phrases, stm_phrase_t) = phrase;
    }
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

const char *stm_search_match(const apr_array_header_t *phrases, apr_pool_t *result_pool)
{
    const char *match = NULL;
    int i;
    for (i = 0; i < phrases->nelts; i++) {
        const stm_phrase_t *phrase = &APR_ARRAY_IDX(phrases, i, stm_phrase_t);
        match = apr_pstrcat(result_pool, match ? match : "", match ? " " : "", phrase->text,
                            phrase->opening ? "*" : "", NULL);
    }
    return match;
}
