#include "unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/xml/root.h"

static stm_root_t whole(const char *text)
{
    return stm_root_of(text, strlen(text), STM_PART_WHOLE);
}

static stm_root_t beginning(const char *text)
{
    return stm_root_of(text, strlen(text), STM_PART_BEGINNING);
}

START_TEST(names_that_may_have_been_meant)
{
    static const char *const ours[] = {
        "statement",           "Statement",         "STATEMENT",          "statements",
        "statement-draft",     "statment",          "sattement",          "xstatement",
        "statement\ufeff",     "\ufeffstatement",   "ｓｔａｔｅｍｅｎｔ", "state\u00adment",
        "st\u0430t\u0435ment", "statement\u3000id", "ſtatement"};
    static const char *const others[] = {"element", "testament",     "state", "",
                                         "html",    "catalogue",     "rss",   "feed",
                                         "报告",    "restatement-of"};

    for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
        ck_assert_msg(stm_root_resembles(ours[i]), "%s", ours[i]);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        ck_assert_msg(!stm_root_resembles(others[i]), "%s", others[i]);
    }
}
END_TEST

START_TEST(only_what_is_well_formed_to_its_end_is_foreign)
{
    ck_assert_int_eq(whole("<a/>"), STM_ROOT_FOREIGN);
    ck_assert_int_eq(whole("<a>"), STM_ROOT_UNSET);
    ck_assert_int_eq(whole("<a/>x"), STM_ROOT_UNSET);
    ck_assert_int_eq(whole("x<a/>"), STM_ROOT_UNSET);
    ck_assert_int_eq(whole("<a/><b/>"), STM_ROOT_UNSET);
    ck_assert_int_eq(whole("<a>&x;</a>"), STM_ROOT_UNSET);
    ck_assert_int_eq(whole(""), STM_ROOT_UNSET);
    ck_assert_int_eq(whole("<a"), STM_ROOT_UNSET);
    ck_assert_int_eq(whole("<statement/>"), STM_ROOT_STATEMENT);
    ck_assert_int_eq(whole("<p:statement xmlns:p='urn:x'/>"), STM_ROOT_STATEMENT);
    ck_assert_int_eq(whole("<statement:p/>"), STM_ROOT_STATEMENT);
    ck_assert_int_eq(whole("<statement:p xmlns:statement='urn:x'/>"), STM_ROOT_FOREIGN);
}
END_TEST

START_TEST(declarations_are_read_and_nothing_is_loaded)
{
    ck_assert_int_eq(whole("<!DOCTYPE a [<!ENTITY x 'y'>]><a b='&x;'>&x;</a>"), STM_ROOT_FOREIGN);
    ck_assert_int_eq(whole("<!DOCTYPE a [<!ENTITY x '<b>'>]><a>&x;</a>"), STM_ROOT_UNSET);
    ck_assert_int_eq(whole("<!DOCTYPE a [<!ENTITY x SYSTEM '/etc/hostname'>]><a>&x;</a>"),
                     STM_ROOT_FOREIGN);
    ck_assert_int_eq(whole("<!DOCTYPE a SYSTEM '/etc/hostname'><a>&x;</a>"), STM_ROOT_FOREIGN);
    ck_assert_int_eq(whole("<!DOCTYPE a [<!ENTITY x ']><statement>'>]><a/>"), STM_ROOT_FOREIGN);
}
END_TEST

static const char *nested(int count)
{
    char *text = apr_palloc(pool, (apr_size_t)count * 40 + 1), *end = text;

    for (int i = 0; i < count; i++) {
        end += sprintf(end, "<a xmlns:p%d='urn:x'>", i);
    }
    for (int i = 0; i < count; i++) {
        end += sprintf(end, "</a>");
    }
    return text;
}

START_TEST(what_a_parser_would_take_long_for_is_nobodys)
{
    char *flat = apr_palloc(pool, 40 * 1000 + 10), *end = flat;

    ck_assert_int_eq(whole(nested(200)), STM_ROOT_FOREIGN);
    ck_assert_int_eq(whole(nested(300)), STM_ROOT_UNSET);
    end += sprintf(end, "<a>");
    for (int i = 0; i < 1000; i++) {
        end += sprintf(end, "<b xmlns:p%d='urn:x'/>", i);
    }
    sprintf(end, "</a>");
    ck_assert_int_eq(whole(flat), STM_ROOT_FOREIGN);
}
END_TEST

START_TEST(of_a_large_file_the_start_tag_decides)
{
    ck_assert_int_eq(beginning("<a b='c'>and no end"), STM_ROOT_FOREIGN);
    ck_assert_int_eq(beginning("<statement b='c'>and no end"), STM_ROOT_STATEMENT);
    ck_assert_int_eq(beginning("<statementb='c'>"), STM_ROOT_UNSET);
    ck_assert_int_eq(beginning("< a>"), STM_ROOT_UNSET);
    ck_assert_int_eq(beginning("<!-- a comment that goes on"), STM_ROOT_UNSET);
    ck_assert_int_eq(beginning("<a b='c'"), STM_ROOT_UNSET);
}
END_TEST

/* httpd's error log is at the other end of stderr. */
START_TEST(nothing_is_printed_of_a_faulty_encoding)
{
    static const char *const texts[] = {
        "<?xml version='1.0' encoding='UTF-7'?><a>\uFFFE</a>",
        "\xFF\xFE<\0a\0>\0\0\xD8<\0",
        "<?xml version='1.0' encoding='none-such'?><a/>",
    };
    FILE *said = tmpfile();
    int before = dup(STDERR_FILENO);

    dup2(fileno(said), STDERR_FILENO);
    whole(texts[0]);
    stm_root_of(texts[1], 12, STM_PART_WHOLE);
    whole(texts[2]);
    dup2(before, STDERR_FILENO);
    ck_assert_int_eq(lseek(fileno(said), 0, SEEK_END), 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, nothing_is_printed_of_a_faulty_encoding);
    tcase_add_test(all, names_that_may_have_been_meant);
    tcase_add_test(all, only_what_is_well_formed_to_its_end_is_foreign);
    tcase_add_test(all, declarations_are_read_and_nothing_is_loaded);
    tcase_add_test(all, what_a_parser_would_take_long_for_is_nobodys);
    tcase_add_test(all, of_a_large_file_the_start_tag_decides);
}

UNIT_MAIN("stm_root")
