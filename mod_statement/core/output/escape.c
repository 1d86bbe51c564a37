#include "core/output/escape.h"

#include <apr_lib.h>

static const char *reference_to(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\r':
        return "&#13;";
    case '\n':
        return "&#10;";
    default:
        return "&#9;";
    }
}

void stm_output_escape(stm_bytes_t *bytes, const xmlChar *text, const char *replaced)
{
    const char *at = text == NULL ? "" : (const char *)text;
    size_t plain = strcspn(at, replaced);

    stm_bytes_add(bytes, at, plain);
    for (at += plain; *at != '\0'; at += plain) {
        stm_bytes_add_string(bytes, reference_to(*at++));
        plain = strcspn(at, replaced);
        stm_bytes_add(bytes, at, plain);
    }
}

static int is_kept(unsigned char character)
{
    return (character < 0x80 && apr_isalnum(character)) ||
           strchr("-_.!~*'()@/:=?;#%,+", character) != NULL;
}

static void add_uri_character(stm_bytes_t *bytes, unsigned char character)
{
    static const char digits[] = "0123456789ABCDEF";

    if (is_kept(character)) {
        stm_bytes_add(bytes, &character, 1);
    }
    else if (character == '&' || character == '<' || character == '>') {
        stm_bytes_add_string(bytes, reference_to((char)character));
    }
    else {
        const char escaped[] = {'%', digits[character >> 4], digits[character & 0xF]};

        stm_bytes_add(bytes, escaped, sizeof(escaped));
    }
}

/* The length of "[ADDRESS]" where @a at begins the host of @a url with it; 0: it does not. */
static size_t literal_host(const char *url, const char *at)
{
    static const char letters[] =
        "0123456789:.%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const char *authority = *at == '[' ? strstr(url, "//") : NULL;
    size_t length;

    if (authority == NULL || authority > at ||
        strcspn(authority + 2, "/?#[") != (size_t)(at - authority - 2)) {
        return 0;
    }
    length = 1 + strspn(at + 1, letters);
    return at[length] == ']' ? length + 1 : 0;
}

void stm_output_escape_uri(stm_bytes_t *bytes, const xmlChar *text)
{
    const char *url = (const char *)text + strspn((const char *)text, " \t\r\n"), *at = url;

    while (*at != '\0') {
        size_t host = literal_host(url, at);

        if (host > 0) {
            stm_bytes_add(bytes, at, host);
            at += host;
        }
        else {
            add_uri_character(bytes, (unsigned char)*at++);
        }
    }
}
