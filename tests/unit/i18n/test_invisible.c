#include <apr_strings.h>
#include <string.h>

#include "core/i18n/invisible.h"
#include "core/xml/plain.h"
#include "unit/unit.h"

typedef struct row_t {
    const char *text, *seen;
} row_t;

START_TEST(what_is_not_seen_leaves_and_what_scripts_need_stays)
{
    static const row_t rows[] = {
        {"Plain title", "Plain title"},
        {"a\u200bb\u2060c\ufeffd\u00ade\x7f", "abcde"},
        {"\u202eevil\u202c \u2066x\u2069 \u202ay\u202bz\u202d", "evil x yz"},
        {"\u206a\ufff9a\ufffab\ufffb", "ab"},
        /* Persian and Hindi joiners, direction marks, a variation selector */
        {"می\u200cخواهم क्\u200dष \u200ea\u200f \u061cb ❤\ufe0f",
         "می\u200cخواهم क्\u200dष \u200ea\u200f \u061cb ❤\ufe0f"},
        {"👩\u200d🚀", "👩\u200d🚀"},
        /* Scotland's flag, and tags without one */
        {"🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",
         "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"},
        {"a\U000E0067\U000E0062", "a"},
        {"1\U000E0067", "1"},
        {"ភាសា\u200bខ្មែរ ລາວ\u200bລາວ ไทย\u200bไทย မြန်\u200bမာ",
         "ភាសា\u200bខ្មែរ ລາວ\u200bລາວ ไทย\u200bไทย မြန်\u200bမာ"},
        {"ไทย\u200b a\u200bไทย", "ไทย aไทย"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(stm_invisible_removed(rows[i].text, pool), rows[i].seen);
        ck_assert((stm_invisible_find(rows[i].text) == NULL) ==
                  (strcmp(rows[i].text, rows[i].seen) == 0));
    }
}
END_TEST

START_TEST(separators_and_edges_are_white_space)
{
    static const char *const texts[] = {"\u00a0\u3000A\u2028b\u2029\u202f\u3000",
                                        "\u3000 A <em>\u00a0</em>b\u3000",
                                        "<em>\u00a0A b</em>\u3000"};
    static const char *const seen[] = {"A b", "A \u00a0b", "A b"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const char *source = apr_pstrcat(pool, "<p>", texts[i], "</p>", NULL);
        xmlDocPtr document = xmlReadDoc(BAD_CAST source, NULL, "UTF-8", XML_PARSE_NONET);

        ck_assert_str_eq(stm_plain_words(xmlDocGetRootElement(document), pool), seen[i]);
        xmlFreeDoc(document);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, what_is_not_seen_leaves_and_what_scripts_need_stays);
    tcase_add_test(all, separators_and_edges_are_white_space);
}

UNIT_MAIN("stm_invisible")
