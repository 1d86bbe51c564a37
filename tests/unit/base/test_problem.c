#include <string.h>

#include "core/base/problem.h"
#include "core/xml/reader.h"
#include "unit/unit.h"

static void add_at(stm_problems_t *problems, stm_severity_t severity, int line, int column,
                   const char *message)
{
    stm_problems_add(problems, severity, "code", "a.xml", line, column, NULL, "%s", message);
}

START_TEST(problems_come_in_the_order_of_their_places)
{
    stm_problems_t *problems = stm_problems_create(pool);

    add_at(problems, STM_SEVERITY_ERROR, 3, 1, "third");
    add_at(problems, STM_SEVERITY_ERROR, 1, 9, "second");
    add_at(problems, STM_SEVERITY_ERROR, 1, 2, "first");
    add_at(problems, STM_SEVERITY_ERROR, 3, 1, "fourth, added later");
    ck_assert_str_eq(stm_problems_at(problems, 0)->message, "first");
    ck_assert_str_eq(stm_problems_at(problems, 1)->message, "second");
    ck_assert_str_eq(stm_problems_at(problems, 2)->message, "third");
    ck_assert_str_eq(stm_problems_at(problems, 3)->message, "fourth, added later");
    ck_assert_ptr_null(stm_problems_at(problems, 4));
    ck_assert_ptr_null(stm_problems_at(problems, -1));
}
END_TEST

START_TEST(severities_are_counted_from_the_least_asked_for)
{
    stm_problems_t *problems = stm_problems_create(pool), *all = stm_problems_create(pool);

    add_at(problems, STM_SEVERITY_WARNING, 1, 1, "a");
    add_at(problems, STM_SEVERITY_ERROR, 2, 1, "b");
    stm_problems_append(all, problems);
    ck_assert_int_eq(stm_problems_count(all, STM_SEVERITY_WARNING), 2);
    ck_assert_int_eq(stm_problems_count(all, STM_SEVERITY_ERROR), 1);
}
END_TEST

START_TEST(a_problem_reads_as_a_compiler_prints_it)
{
    stm_problem_t problem = {STM_SEVERITY_ERROR, "x", "a.xml", 3, 7, "It is wrong", "Mend it."};

    ck_assert_str_eq(stm_problem_text(&problem, pool), "a.xml:3:7: error: It is wrong. Mend it.");
    problem.column = 0;
    problem.remedy = NULL;
    problem.severity = STM_SEVERITY_WARNING;
    ck_assert_str_eq(stm_problem_text(&problem, pool), "a.xml:3: warning: It is wrong.");
    problem.line = 0;
    ck_assert_str_eq(stm_problem_text(&problem, pool), "a.xml: warning: It is wrong.");
    problem.file = NULL;
    ck_assert_str_eq(stm_problem_text(&problem, pool), "warning: It is wrong.");
}
END_TEST

/* In lines 1, 2, … */
static stm_problems_t *many(int count)
{
    stm_problems_t *problems = stm_problems_create(pool);

    for (int i = 1; i <= count; i++) {
        stm_problems_add(problems, STM_SEVERITY_WARNING, "code", "a.xml", i, 4, "Mend it.",
                         "It is wrong");
    }
    return problems;
}

static const char *merged_text(const stm_problems_t *problems, int index)
{
    const stm_problem_t *problem = stm_problems_at(stm_problems_merge(problems, pool), index);

    return problem ? stm_problem_text(problem, pool) : "none";
}

START_TEST(equal_problems_of_one_file_are_told_as_one)
{
    stm_problems_t *problems = many(48);

    ck_assert_str_eq(merged_text(problems, 0),
                     "a.xml:1:4: warning: It is wrong. Mend it. The same occurs 47 times more, in "
                     "lines 2, 3, 4, 5, 6 and so on.");
    ck_assert_str_eq(merged_text(problems, 1), "none");
    ck_assert_str_eq(merged_text(many(4), 0),
                     "a.xml:1:4: warning: It is wrong. Mend it. The same occurs 3 times more, in "
                     "lines 2, 3 and 4.");
    ck_assert_ptr_nonnull(strstr(merged_text(many(STM_PROBLEMS_MOST), 0), "at least 99 times"));
    ck_assert_ptr_nonnull(
        strstr(merged_text(many(STM_PROBLEMS_MALFORMED_MOST), 0), "at least 19 times"));
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_WARNING), 48);
}
END_TEST

START_TEST(equal_problems_in_one_line_need_no_list_of_lines)
{
    stm_problems_t *problems = stm_problems_create(pool);

    for (int i = 1; i <= 5; i++) {
        add_at(problems, STM_SEVERITY_ERROR, 7, i, "wrong");
    }
    ck_assert_str_eq(merged_text(problems, 0),
                     "a.xml:7:1: error: wrong. The same occurs 4 times more.");
}
END_TEST

START_TEST(problems_that_differ_are_told_each)
{
    stm_problems_t *problems = many(3);

    add_at(problems, STM_SEVERITY_ERROR, 2, 9, "It is wrong");
    stm_problems_add(problems, STM_SEVERITY_WARNING, "code", "b.xml", 1, 4, "Mend it.",
                     "It is wrong");
    ck_assert_int_eq(stm_problems_count(stm_problems_merge(problems, pool), STM_SEVERITY_WARNING),
                     5);
    ck_assert_str_eq(merged_text(problems, 2), "a.xml:2:9: error: It is wrong.");
}
END_TEST

START_TEST(json_escapes_what_json_must_and_replaces_what_is_not_utf8)
{
    stm_problems_t *problems = stm_problems_create(pool);

    ck_assert_str_eq(stm_problems_json(problems, pool), "[]");
    stm_problems_add(problems, STM_SEVERITY_ERROR, "x", "b\xFF\nz.xml", 1, 2, NULL, "%s",
                     "a \"ü\" \\");
    ck_assert_str_eq(
        stm_problems_json(problems, pool),
        "[{\"severity\":\"error\",\"code\":\"x\",\"file\":\"b\uFFFD\\u000az.xml\",\"line\":1,"
        "\"column\":2,\"message\":\"a \\\"ü\\\" \\\\\",\"remedy\":null}]");
}
END_TEST

START_TEST(a_problem_is_one_line_whatever_it_quotes)
{
    stm_problems_t *problems = stm_problems_create(pool);

    stm_problems_add(problems, STM_SEVERITY_ERROR, "x", "a\nb.xml", 0, 0, "Mend\rit.", "%s",
                     "a\nb");
    ck_assert_str_eq(stm_problem_text(stm_problems_at(problems, 0), pool),
                     "a b.xml: error: a b. Mend it.");
}
END_TEST

START_TEST(a_problem_holds_no_command_for_a_terminal)
{
    stm_problems_t *problems = stm_problems_create(pool);

    stm_problems_add(problems, STM_SEVERITY_ERROR, "x", "a\x1B[2J\xC2\x9B\x32J.xml", 0, 0, NULL,
                     "%s", "\xE2\x80\xAE\xC3\xA9\xC2\xA0\xE2\x80\x93\xE2\x80\xA9\xC2");
    ck_assert_str_eq(
        stm_problem_text(stm_problems_at(problems, 0), pool),
        "a [2J  2J.xml: error: \xEF\xBF\xBD\xC3\xA9\xC2\xA0\xE2\x80\x93\xEF\xBF\xBD\xC2.");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, problems_come_in_the_order_of_their_places);
    tcase_add_test(all, severities_are_counted_from_the_least_asked_for);
    tcase_add_test(all, a_problem_reads_as_a_compiler_prints_it);
    tcase_add_test(all, a_problem_is_one_line_whatever_it_quotes);
    tcase_add_test(all, a_problem_holds_no_command_for_a_terminal);
    tcase_add_test(all, equal_problems_of_one_file_are_told_as_one);
    tcase_add_test(all, equal_problems_in_one_line_need_no_list_of_lines);
    tcase_add_test(all, problems_that_differ_are_told_each);
    tcase_add_test(all, json_escapes_what_json_must_and_replaces_what_is_not_utf8);
}

UNIT_MAIN("stm_problem")
