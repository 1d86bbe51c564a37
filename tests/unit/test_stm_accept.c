#include "unit.h"

#include "stm_accept.h"

static apr_array_header_t *offer(void)
{
    apr_array_header_t *formats = apr_array_make(pool, 3, sizeof(stm_format_t));

    APR_ARRAY_PUSH(formats, stm_format_t) =
        (stm_format_t){.name = "html", .media_type = "text/html"};
    APR_ARRAY_PUSH(formats, stm_format_t) =
        (stm_format_t){.name = "rss", .media_type = "application/rss+xml"};
    APR_ARRAY_PUSH(formats, stm_format_t) =
        (stm_format_t){.name = "txt", .media_type = "text/plain"};
    return formats;
}

static const struct {
    const char *accept, *format, *reason;
} table[] = {
    {NULL, "html", "no header means anything"},
    {"", "html", "an empty header names nothing: the default is better than a refusal"},
    {"*/*", "html", "a tie goes to the first format"},
    {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html", "a browser"},
    {"application/rss+xml", "rss", "a feed reader"},
    {"application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
     "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7",
     "rss", "a reader that lists what it knows"},
    {"application/json, */*", "html", "the named type is not on offer"},
    {"*/*;q=0.1, application/rss+xml;q=0.05", "html", "the weight decides, not the closeness"},
    {"application/rss+xml;q=0.5, */*;q=0.1", "rss", "a named type above anything"},
    {"text/html;q=0, */*", "rss", "q=0 excludes although anything goes"},
    {"text/*, text/html;q=0.2", "txt", "the closest range decides each format's weight"},
    {"text/*;q=0.3, application/*;q=0.9", "rss", "a type with any subtype"},
    {"TEXT/PLAIN", "txt", "types have no case"},
    {"text/plain ; q=1, text/html; q=0.9", "txt", "space around the semicolon"},
    {"text/plain; Q=1.000, text/html; q=0.999", "txt", "the parameter has no case"},
    {"text/plain;q=0.9999, text/html;q=0.999", "html", "digits past the third do not count"},
    {"text/plain;q=7, text/html;q=0.1", "html", "a weight above one is no weight"},
    {"text/plain;q=high", "html", "a word is no weight"},
    {"text/html;level=3", "html", "nothing acceptable: the first format all the same"},
    {"text/html;level=3, text/plain;q=0.5", "txt", "a parameter we do not have does not match"},
    {"text/plain;charset=utf-8", "txt", "our own character set may be named"},
    {"text/html;x=\"a,b;q=1\", text/plain;q=0.4", "txt", "a comma inside a quoted string"},
    {"text/html;x=\"\\\",text/plain\", application/rss+xml;q=0.2", "rss", "an escaped mark"},
    {"application/xml", "html", "not on offer: the first format"},
    {",,, ,text/plain,", "txt", "empty elements are allowed"},
    {"text, /html, text/, text/plain;q=0.1", "txt", "what is no range is skipped"},
    {"*/html, text/plain;q=0.1", "txt", "any type with one subtype is no range"},
    {"text/htmlx, text/plain;q=0.1", "txt", "a longer subtype is another one"},
    {"text/htm, text/plain;q=0.1", "txt", "a shorter subtype is another one"},
    {"image/png;q=1;ext=1, text/plain;q=0.2;ext=2", "txt", "extensions after q are ignored"},
};

START_TEST(test_accept_header_chooses_the_format)
{
    const stm_format_t *format = stm_accept_choose(table[_i].accept, offer(), pool);

    ck_assert_msg(!strcmp(format->name, table[_i].format), "%s: got %s for \"%s\" (%s)",
                  table[_i].format, format->name, table[_i].accept, table[_i].reason);
}
END_TEST

START_TEST(test_format_with_charset_still_matches_its_type)
{
    apr_array_header_t *formats = offer();

    APR_ARRAY_IDX(formats, 2, stm_format_t).media_type = "text/plain; charset=utf-8";
    ck_assert_str_eq(stm_accept_choose("text/plain", formats, pool)->name, "txt");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_accept_header_chooses_the_format, 0,
                        sizeof(table) / sizeof(table[0]));
    tcase_add_test(all, test_format_with_charset_still_matches_its_type);
}

UNIT_MAIN("stm_accept")
