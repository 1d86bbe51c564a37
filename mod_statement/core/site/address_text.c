/* Addresses as text: names as they are printed, and numbers in queries. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/site/address.h"

/* pchar of RFC 3986 section 3.3, and the slash between steps; without the semicolon, which older
 * readers of URLs take for the start of parameters and drop at the end, and the dollar, which HTML
 * output escapes: one name has one spelling in all outputs. */
static int is_path_character(unsigned char character)
{
    return apr_isascii(character) &&
           (apr_isalnum(character) || strchr("-._~!&'()*+,=:@/", character));
}

const char *stm_address_encode(const char *name, int is_relative, apr_pool_t *result_pool)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *colon = strchr(name, ':'), *slash = strchr(name, '/');
    char *encoded = apr_palloc(result_pool, strlen(name) * 3 + 3), *end = encoded;

    if (is_relative && colon && (!slash || colon < slash)) {
        *end++ = '.';
        *end++ = '/';
    }
    for (; *name; name++) {
        unsigned char character = (unsigned char)*name;
        if (is_path_character(character)) {
            *end++ = (char)character;
        }
        else {
            *end++ = '%';
            *end++ = digits[character >> 4];
            *end++ = digits[character & 15];
        }
    }
    *end = '\0';
    return encoded;
}

static const char *value_of(const char *query, const char *name)
{
    size_t length = strlen(name);

    while (query && (strncmp(query, name, length) || query[length] != '=')) {
        query = strchr(query, '&');
        query = query ? query + 1 : NULL;
    }
    return query ? query + length + 1 : NULL;
}

int stm_address_number(const char *query, const char *name)
{
    const char *value = value_of(query, name);
    long number;
    char *end;

    if (!value || !apr_isdigit(*value)) {
        return 0;
    }
    number = strtol(value, &end, 10);
    if ((*end && *end != '&') || number < 1) {
        return 0;
    }
    return number > INT_MAX ? INT_MAX : (int)number;
}
