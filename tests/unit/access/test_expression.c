#include "unit/unit.h"

#include "httpd/access/expression.h"

#define ADDRESS  STMH_READS_ADDRESS
#define READER   STMH_READS_READER
#define VARIABLE STMH_READS_VARIABLE

START_TEST(test_what_an_expression_reads_is_told_from_its_text)
{
    static const struct {
        const char *text;
        int reads;
    } cases[] = {
        {"%{HTTPS} == 'on'", 0}, /* the same for all documents and readers of a host */
        {"%{REQUEST_URI} =~ m#secret#", ADDRESS},
        {"%{REMOTE_USER} == 'a'", READER},
        {"%{HTTP_COOKIE} =~ /a/", READER},
        {"%{TIME_HOUR} -lt 8", READER},
        {"-R '10.0.0.0/8'", READER},
        {"env('A') == 'b'", VARIABLE},
        {"%{IS_SUBREQ} == 'true'", STMH_READS_MAIN_REQUEST},
        {"%{THE_REQUEST} =~ /a/", ADDRESS | READER},
        {"%{HTTPS} == 'on' && %{REMOTE_ADDR} == '::1'", READER}, /* all that is read counts */
        {"%{SOMETHING_NEW} == 'a'", ADDRESS | READER},           /* unknown: anything */
        {"something_new('a') == 'b'", ADDRESS | READER},
        {"'a' -something_new 'b'", ADDRESS | READER},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_msg(stmh_expression_reads(cases[i].text) == cases[i].reads, "%s: %d",
                      cases[i].text, stmh_expression_reads(cases[i].text));
    }
}
END_TEST

START_TEST(test_the_strings_of_mod_rewrite_read_what_they_name)
{
    ck_assert_int_eq(stmh_expression_string_reads("%{HTTP_HOST}"), 0);
    ck_assert_int_eq(stmh_expression_string_reads("%{REMOTE_ADDR}"), READER);
    ck_assert_int_eq(stmh_expression_string_reads("/a/$1"), ADDRESS);
    ck_assert_int_eq(stmh_expression_string_reads("${map:a}"), ADDRESS | READER);
    ck_assert_int_eq(stmh_expression_string_reads("%{ENV:A}"), VARIABLE);
    ck_assert_int_eq(stmh_expression_string_reads("plain"), 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_what_an_expression_reads_is_told_from_its_text);
    tcase_add_test(all, test_the_strings_of_mod_rewrite_read_what_they_name);
}

UNIT_MAIN("stmh_expression")
