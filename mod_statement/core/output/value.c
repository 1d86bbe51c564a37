#include <apr_lib.h>

#include "core/output/internal.h"

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

static void encode(stm_bytes_t *bytes, const xmlAttr *attribute)
{
    const xmlNode *child;

    for (child = attribute->children; child != NULL; child = child->next) {
        if (child->type == XML_ENTITY_REF_NODE) {
            stm_output_reference(bytes, child);
        }
        else if (child->content != NULL) {
            add_encoded(bytes, child->content);
        }
    }
}

static int is_kept_in_uri(xmlChar character)
{
    return (character < 0x80 && apr_isalnum(character)) ||
           strchr("-_.!~*'()@/:=?;#%&,+<>", character) != NULL;
}

/* Nothing that needs quotes is left. */
static void add_uri(stm_bytes_t *bytes, const xmlChar *encoded)
{
    const xmlChar *text = stm_output_skip_blanks(encoded);

    stm_bytes_add_literal(bytes, "\"");
    for (; *text != '\0'; text++) {
        if (is_kept_in_uri(*text)) {
            stm_bytes_add(bytes, text, 1);
        }
        else {
            bytes->at = stm_output_put_percent(stm_bytes_room(bytes, 3), *text);
        }
    }
    stm_bytes_add_literal(bytes, "\"");
}

void stm_output_intricate_value(stm_bytes_t *bytes, const xmlAttr *attribute, int is_uri)
{
    stm_bytes_t encoded;

    stm_bytes_init(&encoded, 1000);
    encode(&encoded, attribute);
    *encoded.at = '\0'; /* in what is spare */
    if (is_uri) {
        add_uri(bytes, BAD_CAST encoded.start);
    }
    else {
        stm_output_quoted(bytes, BAD_CAST encoded.start);
    }
    stm_bytes_drop(&encoded);
}
