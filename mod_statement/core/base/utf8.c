#include "core/base/utf8.h"

#include <string.h>

int stm_utf8_length(const char *text, const char *end)
{
    const unsigned char *u = (const unsigned char *)text;
    unsigned char low = 0x80, high = 0xBF;
    int length;

    if (text >= end) {
        return 0;
    }
    if (u[0] < 0x80) {
        return 1;
    }
    length = u[0] < 0xC2 ? 0 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : u[0] < 0xF5 ? 4 : 0;
    if (length == 0 || end - text < length) {
        return 0;
    }
    low = u[0] == 0xE0 ? 0xA0 : u[0] == 0xF0 ? 0x90 : 0x80;
    high = u[0] == 0xED ? 0x9F : u[0] == 0xF4 ? 0x8F : 0xBF;
    for (int i = 1; i < length; i++) {
        if (u[i] < low || u[i] > high) {
            return 0;
        }
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

apr_uint32_t stm_utf8_decode(const char *text, int *length)
{
    const unsigned char *u = (const unsigned char *)text;
    apr_uint32_t code;

    *length = u[0] < 0x80 ? 1 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
    code = *length == 1 ? u[0] : (apr_uint32_t)(u[0] & (0x7F >> *length));
    for (int i = 1; i < *length; i++) {
        code = code << 6 | (u[i] & 0x3F);
    }
    return code;
}

/* What a terminal takes for a command: U+0080 to U+009F beside those of ASCII. */
static int is_control(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;

    return bytes[0] < 0x20 || bytes[0] == 0x7F ||
           (bytes[0] == 0xC2 && bytes[1] >= 0x80 && bytes[1] <= 0x9F);
}

/* U+2028 and U+2029 end a line; U+202A to U+202E and U+2066 to U+2069 turn the rest of it round. */
static int is_turn(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;

    return bytes[0] == 0xE2 && ((bytes[1] == 0x80 && bytes[2] >= 0xA8 && bytes[2] <= 0xAE) ||
                                (bytes[1] == 0x81 && bytes[2] >= 0xA6 && bytes[2] <= 0xA9));
}

static void make_plain(char *at)
{
    if (is_turn(at)) {
        memcpy(at, "\xEF\xBF\xBD", 3);
    }
    if (is_control(at)) {
        at[1] = *at == '\xC2' ? ' ' : at[1];
        *at = ' ';
    }
}

char *stm_utf8_one_line(char *text)
{
    for (char *at = text; at != NULL && *at != '\0'; at++) {
        make_plain(at);
    }
    return text;
}

void stm_utf8_one_line_of(char *line, apr_size_t size)
{
    for (char *at = line; at < line + size; at++) {
        if (*at != '\t') {
            make_plain(at);
        }
    }
}
