#include <apr_strings.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/i18n/invisible.h"
#include "core/i18n/mojibake.h"
#include "core/i18n/windows_1252.h"
#include "core/schema/rules.h"
#include "core/xml/plain.h"

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
    const char *letter = stm_windows_1252_letter(code);

    return letter ? apr_psprintf(pool, "Type “%s” instead.", letter) : "Delete it.";
}

static void check_lost(const stm_check_t *check, const xmlNode *text)
{
    const char *start = (const char *)text->content, *lost = stm_windows_1252_find(start);

    if (lost != NULL) {
        stm_check_character(check, STM_SEVERITY_WARNING, text, count_characters(start, lost),
                            "lost-letter", remedy_for(code_of(lost), check->pool),
                            apr_psprintf(check->pool,
                                         "An invisible character (U+%04X) is here; Word "
                                         "means a letter by it",
                                         code_of(lost)));
    }
}

#define REPLACED_REMEDY "Type the letter that was meant, and save the file as UTF-8."

static const char *misread_remedy(const stm_mojibake_t *misread, apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "Type “%s” instead, and look for more of the kind; copy the text anew, as "
                        "UTF-8, where there is much of it.",
                        misread->letter);
}

static void check_text(const stm_check_t *check, const xmlNode *text)
{
    const char *start = (const char *)text->content;
    const char *replaced = stm_mojibake_replacement(start);
    stm_mojibake_t misread;

    if (replaced != NULL) {
        stm_check_character(check, STM_SEVERITY_WARNING, text, count_characters(start, replaced),
                            "replaced-letter", REPLACED_REMEDY,
                            "A letter was lost here: “\uFFFD” (U+FFFD) is in its place");
    }
    if (stm_mojibake_find(&misread, start, check->pool)) {
        stm_check_character(check, STM_SEVERITY_WARNING, text, count_characters(start, misread.at),
                            "misread-letter", misread_remedy(&misread, check->pool),
                            apr_psprintf(check->pool,
                                         "“%s” stands here for “%s”: the text was read in a wrong "
                                         "encoding",
                                         misread.typed, misread.letter));
    }
    else {
        check_lost(check, text);
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
                        apr_psprintf(check->pool, "An invisible character (U+%04X) is here; %s",
                                     stm_utf8_decode(letter, &length), consequence));
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

static void check_value(const stm_check_t *check, const xmlNode *element, const char *name,
                        const char *value)
{
    const char *lost = stm_windows_1252_find(value);
    stm_mojibake_t misread;

    if (stm_mojibake_replacement(value) != NULL) {
        stm_check_warning(check, element, "replaced-letter", REPLACED_REMEDY,
                          "A letter was lost in the value of %s: “\uFFFD” (U+FFFD) is in its "
                          "place",
                          name);
    }
    if (stm_mojibake_find(&misread, value, check->pool)) {
        stm_check_warning(
            check, element, "misread-letter", misread_remedy(&misread, check->pool),
            "“%s” stands for “%s” in the value of %s: it was read in a wrong encoding",
            misread.typed, misread.letter, name);
    }
    else if (lost != NULL) {
        stm_check_warning(check, element, "lost-letter", remedy_for(code_of(lost), check->pool),
                          "The value of %s holds an invisible character (U+%04X); Word means a "
                          "letter by it",
                          name, code_of(lost));
    }
}

static void check_values(const stm_check_t *check, const xmlNode *element)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        if (attribute->children != NULL) {
            check_value(check, element, (const char *)attribute->name,
                        (const char *)attribute->children->content);
        }
    }
}

void stm_rules_letters(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
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
