/* Addresses as text: names as they are printed, and numbers in queries. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/percent.h"

#include "core/site/address.h"
#include "core/site/spelling.h"

/* pchar of RFC 3986 section 3.3, and the slash between steps; without the semicolon, which older
 * readers of URLs take for the start of parameters and drop at the end, and the dollar, which HTML
 * output escapes: one name has one spelling in all outputs. */
#define PATH_SIGNS "-._~!&'()*+,=:@/"

const char *stm_address_encode(const char *name, int is_relative, apr_pool_t *result_pool)
{
    const char *encoded = stm_percent_encode(name, PATH_SIGNS, result_pool);

    return is_relative && encoded[strcspn(encoded, ":/")] == ':'
               ? apr_pstrcat(result_pool, "./", encoded, NULL)
               : encoded;
}

const char *stm_address_of_statement(const char *base, const char *root, const char *name,
                                     const stm_format_t *format, apr_pool_t *result_pool)
{
    const char *address =
        stm_address_encode(stm_spelling_public(root, name, ".xml", result_pool), 0, result_pool);
    int is_page = !format || !strcmp(format->name, "html");

    return apr_pstrcat(result_pool, base, address, is_page ? NULL : ".",
                       is_page ? NULL : format->extension, NULL);
}

const char *stm_address_of_list(const char *base, const char *root, const char *folder,
                                const char *file, const char *query, apr_pool_t *result_pool)
{
    const char *address =
        stm_address_encode(stm_spelling_public(root, folder, "", result_pool), 0, result_pool);

    return apr_pstrcat(result_pool, base, address, file, *query ? "?" : "", query, NULL);
}

const char *stm_address_value(const char *query, const char *name)
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
    const char *value = stm_address_value(query, name);
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
