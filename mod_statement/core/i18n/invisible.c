#include "core/i18n/invisible.h"
#include "core/base/utf8.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define ZERO_WIDTH_SPACE 0x200B
#define VOWEL_SEPARATOR  0x180E     /* of Mongolian */
#define SEPARATOR        "\xE2\x80" /* U+2028, U+2029: and one of the next two */
#define LINE             '\xA8'
#define PARAGRAPH        '\xA9'

static UScriptCode script_of(apr_uint32_t character)
{
    UErrorCode status = U_ZERO_ERROR;

    return uscript_getScript((UChar32)character, &status);
}

/* Scripts that write no spaces, and part words by U+200B. */
static int is_parted(apr_uint32_t character)
{
    UScriptCode script = script_of(character);

    return script == USCRIPT_KHMER || script == USCRIPT_LAO || script == USCRIPT_THAI ||
           script == USCRIPT_MYANMAR;
}

static int is_tag(apr_uint32_t character)
{
    return character >= 0xE0020 && character <= 0xE007F;
}

/* ZWNJ, ZWJ, LRM, RLM, ALM. Variation selectors are marks, which stay anyhow. */
static int is_needed(apr_uint32_t character)
{
    return (character >= 0x200C && character <= 0x200F) || character == 0x061C;
}

static int is_invisible(apr_uint32_t character)
{
    return character == 0x7F || (character >= 0xFFF9 && character <= 0xFFFB) ||
           (u_charType((UChar32)character) == U_FORMAT_CHAR &&
            u_hasBinaryProperty((UChar32)character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT));
}

/* Between the letters @a before and @a after; 0: none. */
static int is_to_go(apr_uint32_t before, apr_uint32_t character, apr_uint32_t after)
{
    if (character == ZERO_WIDTH_SPACE) {
        return !is_parted(before) || !is_parted(after);
    }
    if (character == VOWEL_SEPARATOR) {
        return script_of(before) != USCRIPT_MONGOLIAN;
    }
    if (is_tag(character)) {
        return !is_tag(before) &&
               (before < 0x80 || !u_hasBinaryProperty((UChar32)before, UCHAR_EMOJI));
    }
    return !is_needed(character) && is_invisible(character);
}

static const char *past_ascii(const char *at)
{
    while (*at != '\0' && (unsigned char)*at < 0x7F) {
        at++;
    }
    return at;
}

/* From @a at on, which stands after @a *before; that becomes what stands before the one found. */
static const char *find(const char *at, apr_uint32_t *before)
{
    int length, next_length;

    for (; *at != '\0'; at += length) {
        apr_uint32_t character = stm_utf8_decode(at, &length);
        apr_uint32_t after = at[length] == '\0' ? 0 : stm_utf8_decode(at + length, &next_length);

        if (character >= 0x7F && is_to_go(*before, character, after)) {
            return at;
        }
        *before = character;
    }
    return NULL;
}

const char *stm_invisible_find(const char *text)
{
    apr_uint32_t before = 0;

    return *past_ascii(text) == '\0' ? NULL : find(text, &before);
}

const char *stm_invisible_removed(const char *text, apr_pool_t *result_pool)
{
    const char *found = stm_invisible_find(text);
    apr_uint32_t before = 0;
    char *rest, *to;
    int length;

    if (found == NULL) {
        return text;
    }
    rest = to = apr_palloc(result_pool, strlen(text) + 1);
    while ((found = find(text, &before)) != NULL) {
        memcpy(to, text, (apr_size_t)(found - text));
        to += found - text;
        stm_utf8_decode(found, &length);
        text = found + length;
    }
    memcpy(to, text, strlen(text) + 1);
    return rest;
}

const char *stm_invisible_separator(const char *text)
{
    const char *at = strchr(text, SEPARATOR[0]);

    while (at != NULL && (at[1] != SEPARATOR[1] || (at[2] != LINE && at[2] != PARAGRAPH))) {
        at = strchr(at + 1, SEPARATOR[0]);
    }
    return at;
}

const char *stm_invisible_spaced(const char *text, apr_pool_t *result_pool)
{
    const char *found = stm_invisible_separator(text);
    char *spaced, *to;

    if (found == NULL) {
        return text;
    }
    spaced = to = apr_palloc(result_pool, strlen(text) + 1);
    for (; found != NULL; found = stm_invisible_separator(text)) {
        memcpy(to, text, (apr_size_t)(found - text));
        to += found - text;
        *to++ = '\n';
        text = found + strlen(SEPARATOR) + 1;
    }
    memcpy(to, text, strlen(text) + 1);
    return spaced;
}

const char *stm_invisible_start(const char *text)
{
    int length;

    while (*text != '\0' && u_isUWhiteSpace((UChar32)stm_utf8_decode(text, &length))) {
        text += length;
    }
    return text;
}

const char *stm_invisible_end(const char *text, const char *end)
{
    while (end > text) {
        const char *last = end - 1;
        int length;

        while (last > text && ((unsigned char)*last & 0xC0) == 0x80) {
            last--;
        }
        if (!u_isUWhiteSpace((UChar32)stm_utf8_decode(last, &length))) {
            break;
        }
        end = last;
    }
    return end;
}
