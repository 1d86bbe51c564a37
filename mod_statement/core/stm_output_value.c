#include <apr_lib.h>

#include "stm_output_parts.h"

/* How much libxml2 leaves as it is of what it would replace elsewhere: a server side include, a
 * script's macro (HTML 4 section B.7.1). */
static apr_size_t count_untouched(const xmlChar *text)
{
    const char *start = (const char *)text, *end;

    if (strncmp(start, "<!--", 4) == 0) {
        end = strstr(start, "-->");
        return end == NULL ? 0 : (apr_size_t)(end - start) + 3;
    }
    if (strncmp(start, "&{", 2) == 0) {
        end = strchr(start, '}');
        return end == NULL ? 0 : (apr_size_t)(end - start) + 1;
    }
    return 0;
}

static void add_encoded_character(stm_bytes_t *bytes, xmlChar character)
{
    switch (character) {
    case '&':
        stm_bytes_add_literal(bytes, "&amp;");
        break;
    case '<':
        stm_bytes_add_literal(bytes, "&lt;");
        break;
    case '>':
        stm_bytes_add_literal(bytes, "&gt;");
        break;
    case '\t':
    case '\n':
    case '\r':
        stm_bytes_add(bytes, &character, 1);
        break;
    default:
        stm_bytes_add(bytes, &character, character < ' ' ? 0 : 1);
    }
}

static void add_encoded(stm_bytes_t *bytes, const xmlChar *text)
{
    while (*text != '\0') {
        apr_size_t untouched = count_untouched(text);

        stm_bytes_add(bytes, text, untouched);
        text += untouched;
        if (untouched == 0) {
            add_encoded_character(bytes, *text++);
        }
    }
}

static const xmlChar *encode(const xmlAttr *attribute, apr_pool_t *pool)
{
    const xmlNode *child;
    stm_bytes_t bytes;

    stm_bytes_init(&bytes, 1000, pool);
    for (child = attribute->children; child != NULL; child = child->next) {
        if (child->type == XML_ENTITY_REF_NODE) {
            stm_output_reference(&bytes, child);
        }
        else if (child->content != NULL) {
            add_encoded(&bytes, child->content);
        }
    }
    stm_bytes_add(&bytes, "", 1);
    return (const xmlChar *)bytes.start;
}

static int is_kept_in_uri(xmlChar character)
{
    return apr_isalnum(character) || strchr("-_.!~*'()@/:=?;#%&,+<>", character) != NULL;
}

static const xmlChar *encode_uri(const xmlChar *encoded, apr_pool_t *pool)
{
    const xmlChar *text = stm_output_skip_blanks(encoded);
    stm_bytes_t bytes;

    stm_bytes_init(&bytes, 3 * strlen((const char *)text) + 1, pool);
    for (; *text != '\0'; text++) {
        if (is_kept_in_uri(*text)) {
            *bytes.at++ = (char)*text;
        }
        else {
            bytes.at = stm_output_put_percent(bytes.at, *text);
        }
    }
    *bytes.at = '\0';
    return (const xmlChar *)bytes.start;
}

void stm_output_intricate_value(stm_bytes_t *bytes, const xmlAttr *attribute, int is_uri)
{
    const xmlChar *encoded = encode(attribute, bytes->pool);

    stm_output_quoted(bytes, is_uri ? encode_uri(encoded, bytes->pool) : encoded);
}
