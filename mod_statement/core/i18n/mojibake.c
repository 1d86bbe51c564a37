#include "core/i18n/mojibake.h"
#include "core/base/utf8.h"
#include "core/i18n/windows_1252.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#define LONGEST 4 /* bytes of a letter in UTF-8 */

/* The byte that Windows-1252 has for a letter; 0: none. The five bytes that it leaves open are read
 * as control characters. */
static int byte_of(apr_uint32_t code)
{
    if (code >= 0x80 && code <= 0xFF) {
        const char *letter = stm_windows_1252_letter(code);

        return code >= 0xA0 || letter == NULL ? (int)code : 0;
    }
    for (apr_uint32_t byte = 0x80; code > 0xFF && byte < 0xA0; byte++) {
        const char *letter = stm_windows_1252_letter(byte);
        int length;

        if (letter != NULL && stm_utf8_decode(letter, &length) == code) {
            return (int)byte;
        }
    }
    return 0;
}

/* Reads the letters at @a text whose Windows-1252 bytes are one letter in UTF-8. Returns how many
 * bytes they take in @a text; 0: they are no such letter. */
static int read_sequence(const char *text, char letter[LONGEST + 1])
{
    const char *at = text;
    int count = 0, wanted = 0, length;

    do {
        int byte = (unsigned char)*at < 0x80 ? 0 : byte_of(stm_utf8_decode(at, &length));

        if (byte == 0) {
            return 0;
        }
        if (count == 0) {
            wanted = byte < 0xC2 ? 0 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 0;
        }
        letter[count++] = (char)byte;
        at += length;
    } while (count < wanted);
    letter[count] = '\0';
    return stm_utf8_length(letter, letter + count) == count ? (int)(at - text) : 0;
}

static apr_uint32_t before(const char *text, const char *at)
{
    int length;

    if (at == text) {
        return 0;
    }
    do {
        at--;
    } while (at > text && ((unsigned char)*at & 0xC0) == 0x80);
    return stm_utf8_decode(at, &length);
}

/* Marks that may follow a word in capitals. */
static int may_follow_word(apr_uint32_t code)
{
    static const apr_uint32_t marks[] = {0xA0,   0xAA,   0xAB,   0xAE,   0xB0,   0xB2,   0xB3,
                                         0xB4,   0xB7,   0xB9,   0xBA,   0xBB,   0x2013, 0x2014,
                                         0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020,
                                         0x2021, 0x2022, 0x2026, 0x2039, 0x203A, 0x2122};

    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
        if (marks[i] == code) {
            return 1;
        }
    }
    return 0;
}

/* The euro sign and its like never follow these letters in a word. */
static int is_certain(apr_uint32_t first, apr_uint32_t second)
{
    if (first == 0xE2) {
        return second == 0x20AC || second == 0x201A || second == 0x201E || second == 0x2C6 ||
               second == 0x2030 || second == 0x2020 || second == 0x2122 || second == 0x153;
    }
    return (first == 0xC2 || first == 0xC3) && !may_follow_word(second);
}

/* Real words have some of these letters side by side, too. A small letter in front, or another
 * misread letter behind, tells. */
static int is_likely(const char *text, const char *at, int size)
{
    apr_uint32_t previous = before(text, at), next;
    char letter[LONGEST + 1];
    int length;
    apr_uint32_t first = stm_utf8_decode(at, &length);
    apr_uint32_t second = stm_utf8_decode(at + length, &length);

    if (is_certain(first, second) || read_sequence(at + size, letter) > 0) {
        return 1;
    }
    if (first > 0xDF || first < 0xC2) {
        return 0;
    }
    next = at[size] == '\0' ? 0 : stm_utf8_decode(at + size, &length);
    return u_islower((UChar32)previous) ||
           (first <= 0xC3 && second != 0xA0 && !u_isalpha((UChar32)previous) &&
            u_islower((UChar32)next)) ||
           (first == 0xC2 && second == 0xA0 && u_isdigit((UChar32)previous));
}

/* Each begins with a letter from U+00C2 to U+00F4, whose first byte in UTF-8 is this. */
#define FIRST_BYTE 0xC3

int stm_mojibake_find(stm_mojibake_t *found, const char *text, apr_pool_t *result_pool)
{
    const char *at = text ? strchr(text, FIRST_BYTE) : NULL;

    for (; at != NULL; at = strchr(at + 1, FIRST_BYTE)) {
        char letter[LONGEST + 1];
        int size = read_sequence(at, letter);

        if (size > 0 && is_likely(text, at, size)) {
            found->at = at;
            found->typed = apr_pstrmemdup(result_pool, at, (apr_size_t)size);
            found->letter = apr_pstrdup(result_pool, letter);
            return 1;
        }
    }
    return 0;
}

const char *stm_mojibake_replacement(const char *text)
{
    return text ? strstr(text, "\xEF\xBF\xBD") : NULL;
}
