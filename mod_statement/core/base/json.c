#include "core/base/json.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/utf8.h"

const char *stm_json_string(const char *text, apr_pool_t *pool)
{
    const char *end;
    char *quoted, *to;

    if (text == NULL) {
        return "null";
    }
    end = text + strlen(text);
    quoted = to = apr_palloc(pool, (apr_size_t)(end - text) * 6 + 3);
    *to++ = '"';
    while (text < end) {
        unsigned char byte = (unsigned char)*text;
        int length = stm_utf8_length(text, end);

        if (length == 0) {
            memcpy(to, "\xEF\xBF\xBD", 3);
            to += 3;
            text++;
        }
        else if (length == 2 && byte == 0xC2 && (unsigned char)text[1] < 0xA0) {
            to += apr_snprintf(to, 7, "\\u%04x", (unsigned char)text[1]);
            text += 2;
        }
        else if (byte < 0x20 || byte == 0x7F || byte == '<') {
            to += apr_snprintf(to, 7, "\\u%04x", byte);
            text++;
        }
        else {
            if (byte == '"' || byte == '\\') {
                *to++ = '\\';
            }
            memcpy(to, text, (apr_size_t)length);
            to += length;
            text += length;
        }
    }
    *to++ = '"';
    *to = '\0';
    return quoted;
}
