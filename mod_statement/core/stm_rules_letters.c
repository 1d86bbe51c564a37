#include <apr_strings.h>

#include "stm_plain.h"
#include "stm_rules.h"
#include "stm_source.h"

/* The characters U+0080 to U+009F have no shape; where they stand, somebody's Windows-1252 letters
 * were taken for something else. */
static int is_lost(apr_uint32_t code)
{
    return code >= 0x80 && code <= 0x9F;
}

static const char *remedy_for(apr_uint32_t code, apr_pool_t *pool)
{
    const char *letter = stm_source_windows_letter(code);

    return letter ? apr_psprintf(pool, "Type “%s” instead.", letter) : "Delete it.";
}

static void check_text(const stm_check_t *check, const xmlNode *text)
{
    const char *at = (const char *)text->content;

    for (int index = 0, length; at != NULL && *at != '\0'; index++, at += length) {
        apr_uint32_t code = stm_source_character(at, &length);

        if (is_lost(code)) {
            stm_check_character(check, STM_SEVERITY_WARNING, text, index, "lost-letter",
                                remedy_for(code, check->pool),
                                apr_psprintf(check->pool,
                                             "An invisible character (U+%04X) stands here; Word "
                                             "means a letter by it",
                                             code));
            return;
        }
    }
}

static void check_values(const stm_check_t *check, const xmlNode *element)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        const xmlNode *value = attribute->children;
        const char *at = value ? (const char *)value->content : NULL;

        for (int length; at != NULL && *at != '\0'; at += length) {
            apr_uint32_t code = stm_source_character(at, &length);

            if (is_lost(code)) {
                stm_check_warning(check, element, "lost-letter", remedy_for(code, check->pool),
                                  "The value of %s holds an invisible character (U+%04X); Word "
                                  "means a letter by it",
                                  attribute->name, code);
                break;
            }
        }
    }
}

void stm_rules_letters(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_check_next(node, check->root)) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            check_text(check, node);
        }
        else if (node->type == XML_ELEMENT_NODE) {
            check_values(check, node);
        }
    }
}
