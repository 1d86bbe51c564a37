#include "fuzz/json.h"

#include <apr_lib.h>
#include <string.h>

#define MOST_DEPTH 200

typedef struct json_t {
    const char *at, *end;
    fuzz_json_string_t *string;
    apr_pool_t *pool;
    int depth;
} json_t;

static int read_value(json_t *json, const char *name);

static void skip_space(json_t *json)
{
    while (json->at < json->end && strchr(" \t\r\n", *json->at) != NULL && *json->at != '\0') {
        json->at++;
    }
}

static int take(json_t *json, char what)
{
    skip_space(json);
    if (json->at < json->end && *json->at == what) {
        json->at++;
        return 1;
    }
    return 0;
}

static char *put_letter(char *to, unsigned int letter)
{
    if (letter < 0x80) {
        *to++ = (char)letter;
    }
    else if (letter < 0x800) {
        *to++ = (char)(0xC0 | letter >> 6);
        *to++ = (char)(0x80 | (letter & 0x3F));
    }
    else if (letter < 0x10000) {
        *to++ = (char)(0xE0 | letter >> 12);
        *to++ = (char)(0x80 | (letter >> 6 & 0x3F));
        *to++ = (char)(0x80 | (letter & 0x3F));
    }
    else {
        *to++ = (char)(0xF0 | letter >> 18);
        *to++ = (char)(0x80 | (letter >> 12 & 0x3F));
        *to++ = (char)(0x80 | (letter >> 6 & 0x3F));
        *to++ = (char)(0x80 | (letter & 0x3F));
    }
    return to;
}

static int read_hex(json_t *json, unsigned int *letter)
{
    *letter = 0;
    for (int i = 0; i < 4; i++, json->at++) {
        if (json->at >= json->end || !apr_isxdigit(*json->at)) {
            return 0;
        }
        *letter =
            *letter * 16 + (unsigned int)(apr_isdigit(*json->at) ? *json->at - '0'
                                                                 : (*json->at | 0x20) - 'a' + 10);
    }
    return 1;
}

/* Behind "\u". A half of a pair alone is allowed by the grammar and of no use to anybody. */
static int read_escaped_letter(json_t *json, char **to)
{
    unsigned int letter, low;

    if (!read_hex(json, &letter) || (letter >= 0xDC00 && letter < 0xE000)) {
        return 0;
    }
    if (letter >= 0xD800 && letter < 0xDC00) {
        if (json->end - json->at < 6 || json->at[0] != '\\' || json->at[1] != 'u') {
            return 0;
        }
        json->at += 2;
        if (!read_hex(json, &low) || low < 0xDC00 || low >= 0xE000) {
            return 0;
        }
        letter = 0x10000 + ((letter - 0xD800) << 10) + (low - 0xDC00);
    }
    *to = put_letter(*to, letter);
    return 1;
}

static int read_escape(json_t *json, char **to)
{
    static const char from[] = "\"\\/bfnrt", letters[] = "\"\\/\b\f\n\r\t";
    const char *found;

    if (json->at >= json->end) {
        return 0;
    }
    if (*json->at == 'u') {
        json->at++;
        return read_escaped_letter(json, to);
    }
    found = *json->at == '\0' ? NULL : strchr(from, *json->at);
    if (found == NULL) {
        return 0;
    }
    *(*to)++ = letters[found - from];
    json->at++;
    return 1;
}

/* Behind the opening mark. */
static char *read_string(json_t *json, apr_size_t *size)
{
    char *text = apr_palloc(json->pool, (apr_size_t)(json->end - json->at) * 2 + 1), *to = text;

    for (;;) {
        if (json->at >= json->end || (unsigned char)*json->at < 0x20) {
            return NULL;
        }
        if (*json->at == '"') {
            json->at++;
            *to = '\0';
            *size = (apr_size_t)(to - text);
            return text;
        }
        if (*json->at != '\\') {
            *to++ = *json->at++;
            continue;
        }
        json->at++;
        if (!read_escape(json, &to)) {
            return NULL;
        }
    }
}

static int read_members(json_t *json)
{
    if (take(json, '}')) {
        return 1;
    }
    do {
        apr_size_t size;
        const char *name = take(json, '"') ? read_string(json, &size) : NULL;

        if (name == NULL || !take(json, ':') || !read_value(json, name)) {
            return 0;
        }
    } while (take(json, ','));
    return take(json, '}');
}

static int read_elements(json_t *json, const char *name)
{
    if (take(json, ']')) {
        return 1;
    }
    do {
        if (!read_value(json, name)) {
            return 0;
        }
    } while (take(json, ','));
    return take(json, ']');
}

static int read_digits(json_t *json)
{
    const char *from = json->at;

    while (json->at < json->end && apr_isdigit(*json->at)) {
        json->at++;
    }
    return json->at > from;
}

static int read_number(json_t *json)
{
    take(json, '-');
    if (!take(json, '0') && !read_digits(json)) {
        return 0;
    }
    if (take(json, '.') && !read_digits(json)) {
        return 0;
    }
    if (take(json, 'e') || take(json, 'E')) {
        if (!take(json, '+')) {
            take(json, '-');
        }
        return read_digits(json);
    }
    return 1;
}

static int read_word(json_t *json)
{
    static const char *const words[] = {"true", "false", "null"};

    for (int i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);

        if ((size_t)(json->end - json->at) >= length && memcmp(json->at, words[i], length) == 0) {
            json->at += length;
            return 1;
        }
    }
    return read_number(json);
}

static int read_value(json_t *json, const char *name)
{
    int is_good;

    if (++json->depth > MOST_DEPTH) {
        return 0;
    }
    if (take(json, '"')) {
        apr_size_t size;
        const char *text = read_string(json, &size);

        is_good = text != NULL;
        if (is_good) {
            json->string(name, text, size, json->pool);
        }
    }
    else {
        is_good = take(json, '{')   ? read_members(json)
                  : take(json, '[') ? read_elements(json, name)
                                    : read_word(json);
    }
    json->depth--;
    return is_good;
}

int fuzz_json_read(const char *bytes, apr_size_t size, fuzz_json_string_t *string, apr_pool_t *pool)
{
    json_t json = {bytes, bytes + size, string, pool, 0};

    if (!read_value(&json, NULL)) {
        return 0;
    }
    skip_space(&json);
    return json.at == json.end;
}
