#include "unit/unit.h"

#include "core/site/format.h"

START_TEST(test_formats_built_in_have_their_media_types)
{
    static const struct {
        const char *name, *media_type;
        stm_links_t links;
        int has_list;
    } rows[] = {
        {"html", "text/html", STM_LINKS_PATH, 1},
        {"rss", "application/rss+xml", STM_LINKS_ABSOLUTE, 1},
        {"atom", "application/atom+xml", STM_LINKS_ABSOLUTE, 1},
        {"json", "application/feed+json", STM_LINKS_ABSOLUTE, 1},
        {"txt", "text/plain", STM_LINKS_ABSOLUTE, 0},
        {"vcf", "text/vcard", STM_LINKS_ABSOLUTE, 0},
        {"ics", "text/calendar", STM_LINKS_ABSOLUTE, 0},
    };
    const apr_array_header_t *formats = stm_format_builtin(pool);
    const stm_format_t *format = stm_format_by_name(formats, rows[_i].name);

    ck_assert_ptr_nonnull(format);
    ck_assert_ptr_eq(format, stm_format_by_extension(formats, rows[_i].name));
    ck_assert_str_eq(format->media_type, rows[_i].media_type);
    ck_assert_int_eq(format->links, rows[_i].links);
    ck_assert_int_eq(format->list_sheet != NULL, rows[_i].has_list);
}
END_TEST

START_TEST(test_html_comes_first_and_settles_ties)
{
    const apr_array_header_t *formats = stm_format_builtin(pool);

    ck_assert_str_eq(APR_ARRAY_IDX(formats, 0, const stm_format_t).name, "html");
}
END_TEST

START_TEST(test_names_ignore_case_and_extensions_do_not)
{
    const apr_array_header_t *formats = stm_format_builtin(pool);

    ck_assert_ptr_nonnull(stm_format_by_name(formats, "HTML"));
    ck_assert_ptr_null(stm_format_by_extension(formats, "HTML"));
    ck_assert_ptr_null(stm_format_by_name(formats, "docx"));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_formats_built_in_have_their_media_types, 0, 7);
    tcase_add_test(all, test_html_comes_first_and_settles_ties);
    tcase_add_test(all, test_names_ignore_case_and_extensions_do_not);
}

UNIT_MAIN("stm_format")
