#include "unit/unit.h"

#include "httpd/access/pattern.h"

#define BASE "/statements/"

START_TEST(test_a_section_divides_where_it_is_for_some_documents_of_the_newsroom)
{
    static const struct {
        stmh_pattern_t pattern;
        int divides;
    } cases[] = {
        {{"/statements/secret", 0, 0}, 1}, /* one document, and what begins like it */
        {{"/statements/2026/", 0, 0}, 1},  /* a folder */
        {{"/statements/", 0, 0}, 0},       /* all of them alike */
        {{"/", 0, 0}, 0},                  /* likewise */
        {{"/images/", 0, 0}, 0},           /* none of them */
        {{"/statements-old/a", 0, 0}, 0},  /* another folder that begins alike */
        {{"/statements/*a", 0, 1}, 1},     /* wildcards */
        {{"/*/secret", 0, 1}, 1},          /* wildcards before the newsroom ends */
        {{"/images/*", 0, 1}, 0},
        {{"^/statements/secret", 1, 0}, 1},
        {{"secret", 1, 0}, 1},           /* anywhere in the address */
        {{"^/statementsx*/a", 1, 0}, 1}, /* the last letter is optional */
        {{"^/images/", 1, 0}, 0},        /* begins elsewhere */
        {{"[.]png$", 1, 0}, 1},          /* not easily told */
        {{"\\.(png|gif)$", 1, 0}, 0},    /* the endings of other files */
        {{"\\.xml$", 1, 0}, 1},          /* documents */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_msg(!!stmh_pattern_divides(&cases[i].pattern, BASE) == cases[i].divides, "%s",
                      cases[i].pattern.text);
    }
}
END_TEST

START_TEST(test_an_expression_is_for_others_only_where_that_is_certain)
{
    static const struct {
        const char *regex;
        int is_for_others;
    } cases[] = {
        {"\\.php$", 1},
        {"\\.php", 0}, /* "a.php.xml" */
        {"\\.xml$", 0},
        {"\\.XML$", 0}, /* file systems differ */
        {"l$", 0},
        {"a.m$", 1}, /* the last letter tells */
        {"^\\.ht", 1},
        {"/\\.git", 1}, /* hidden files */
        {"^\\.?ht", 0},
        {"/\\.?git", 0}, /* the dot is optional */
        {"\\.(php|cgi)$", 1},
        {"\\.(php|xml)$", 0}, /* one of the choices is a document */
        {"\\.php$|secret", 0},
        {"[.]php$", 0}, /* branches, brackets: not easily told */
        {"(?#x)\\.php$", 0},
        {"\\Q.php\\E$", 0}, /* comments, quotes */
        {"", 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_msg(!!stmh_pattern_is_for_others(cases[i].regex) == cases[i].is_for_others, "%s",
                      cases[i].regex);
    }
}
END_TEST

START_TEST(test_a_file_name_with_wildcards_is_anothers_where_no_document_has_it)
{
    ck_assert_int_ne(stmh_pattern_is_other_name(".ht*"), 0);
    ck_assert_int_ne(stmh_pattern_is_other_name("*.php"), 0);
    ck_assert_int_eq(stmh_pattern_is_other_name("*.xml"), 0);
    ck_assert_int_eq(stmh_pattern_is_other_name("secret*"), 0);
    ck_assert_int_eq(stmh_pattern_is_other_name("*"), 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_section_divides_where_it_is_for_some_documents_of_the_newsroom);
    tcase_add_test(all, test_an_expression_is_for_others_only_where_that_is_certain);
    tcase_add_test(all, test_a_file_name_with_wildcards_is_anothers_where_no_document_has_it);
}

UNIT_MAIN("stmh_pattern")
