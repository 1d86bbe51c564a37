#include <apr_strings.h>
#include <string.h>

#include "stm_invisible.h"
#include "stm_plain.h"
#include "stm_rules.h"
#include "stm_source.h"

static apr_uint32_t code_of(const char *lost)
{
    return (unsigned char)lost[1];
}

static int count_characters(const char *text, const char *end)
{
    int count = 0;

    for (; text < end; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

static const char *remedy_for(apr_uint32_t code, apr_pool_t *pool)
{
    const char *letter = stm_source_windows_letter(code);

    return letter ? apr_psprintf(pool, "Type “%s” instead.", letter) : "Delete it.";
}

static void check_text(const stm_check_t *check, const xmlNode *text)
{
    const char *start = (const char *)text->content, *lost = stm_source_lost(start);

    if (lost != NULL) {
        stm_check_character(check, STM_SEVERITY_WARNING, text, count_characters(start, lost),
                            "lost-letter", remedy_for(code_of(lost), check->pool),
                            apr_psprintf(check->pool,
                                         "An invisible character (U+%04X) stands here; Word "
                                         "means a letter by it",
                                         code_of(lost)));
    }
}

static int is_in_title(const xmlNode *text)
{
    const xmlNode *node = text->parent;

    while (node != NULL && !stm_plain_is(node, "title") && !stm_plain_is(node, "statement")) {
        node = node->parent;
    }
    return stm_plain_is(node, "title");
}

static void warn_of_letter(const stm_check_t *check, const xmlNode *text, const char *letter,
                           const char *consequence)
{
    int length;

    stm_check_character(check, STM_SEVERITY_WARNING, text,
                        count_characters((const char *)text->content, letter), "invisible-letter",
                        "Delete it.",
                        apr_psprintf(check->pool, "An invisible character (U+%04X) stands here; %s",
                                     stm_source_character(letter, &length), consequence));
}

static void check_title(const stm_check_t *check, const xmlNode *text)
{
    const char *content = (const char *)text->content;
    const char *letter = stm_invisible_find(content);
    const char *separator = stm_invisible_separator(content);

    if (letter != NULL) {
        warn_of_letter(check, text, letter, "titles are shown without it");
    }
    if (separator != NULL) {
        warn_of_letter(check, text, separator, "it is shown as a space");
    }
}

static void check_values(const stm_check_t *check, const xmlNode *element)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        const xmlNode *value = attribute->children;
        const char *lost = value ? stm_source_lost((const char *)value->content) : NULL;

        if (lost != NULL) {
            stm_check_warning(check, element, "lost-letter", remedy_for(code_of(lost), check->pool),
                              "The value of %s holds an invisible character (U+%04X); Word "
                              "means a letter by it",
                              attribute->name, code_of(lost));
        }
    }
}

void stm_rules_letters(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_check_next(node, check->root)) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            check_text(check, node);
            if (is_in_title(node)) {
                check_title(check, node);
            }
        }
        else if (node->type == XML_ELEMENT_NODE) {
            check_values(check, node);
        }
    }
}
