#include "core/base/percent.h"

#include <apr_lib.h>
#include <string.h>

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

int stm_percent_value(const char *text)
{
    int high = text[0] == '%' ? hex_value(text[1]) : -1;
    int low = high < 0 ? -1 : hex_value(text[2]);

    return low < 0 ? -1 : high * 16 + low;
}

static int is_kept(const char *text, const char *kept)
{
    unsigned char byte = (unsigned char)*text;

    return byte < 0x80 && (apr_isalnum(byte) || strchr(kept, byte)) &&
           (byte != '%' || stm_percent_value(text) >= 0);
}

const char *stm_percent_encode(const char *text, const char *kept, apr_pool_t *result_pool)
{
    static const char digits[] = "0123456789ABCDEF";
    char *encoded = apr_palloc(result_pool, 3 * strlen(text) + 1), *to = encoded;

    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (is_kept(text, kept)) {
            *to++ = (char)byte;
        }
        else {
            *to++ = '%';
            *to++ = digits[byte >> 4];
            *to++ = digits[byte & 15];
        }
    }
    *to = '\0';
    return encoded;
}

void stm_percent_decode(char *text)
{
    char *to = text;

    while (*text != '\0') {
        int byte = stm_percent_value(text);

        *to++ = byte > 0 ? (char)byte : *text;
        text += byte > 0 ? 3 : 1;
    }
    *to = '\0';
}
