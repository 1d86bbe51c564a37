#include "stm_search.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#include "stm_source.h"
#include "stm_tokenizer.h"

/* More would say nothing, and FTS5 bounds how deep an expression may be. */
#define MOST_PARTS 32

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

static int note_word(void *found, const char *word, int size, int start, int end)
{
    (void)word;
    (void)size;
    (void)start;
    (void)end;
    *(int *)found = 1;
    return 1;
}

static int has_words(const part_t *part, apr_pool_t *pool)
{
    int found = 0;
    stm_tokenizer_walk(part->start, (int)(part->end - part->start), note_word, &found, pool);
    return found;
}

/* Neither marks nor broken bytes are left in a part, so nothing ends the string early. */
static const char *quoted(const part_t *part, apr_pool_t *pool)
{
    char *text = apr_pstrmemdup(pool, part->start, (apr_size_t)(part->end - part->start));
    return apr_pstrcat(pool, "\"", text, "\"", NULL);
}

static const char *match_of(const char *text, int is_open, apr_pool_t *result_pool)
{
    const char *match = NULL;
    int count = 0, is_prefix = 0;
    while (*text && count < MOST_PARTS) {
        part_t part;
        text = read_part(&part, text);
        if (!has_words(&part, result_pool)) {
            continue;
        }
        match = apr_pstrcat(result_pool, match ? match : "", match ? (is_prefix ? "* " : " ") : "",
                            quoted(&part, result_pool), NULL);
        is_prefix = !part.is_phrase && part.end[-1] == '*';
        count++;
        if (is_open && !part.is_phrase && !text[strspn(text, " ")]) {
            is_prefix = 1;
        }
    }
    return match && is_prefix ? apr_pstrcat(result_pool, match, "*", NULL) : match;
}

const char *stm_search_match(const char *text, apr_pool_t *result_pool)
{
    return match_of(text, 1, result_pool);
}

const char *stm_search_match_whole(const char *text, apr_pool_t *result_pool)
{
    return match_of(text, 0, result_pool);
}
