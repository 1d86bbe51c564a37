#include "core/base/utf8.h"

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
