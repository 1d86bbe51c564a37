#include "unit/newsroom.h"

START_TEST(test_a_renamed_statement_keeps_its_identity_and_its_old_name_leads_to_it)
{
    start();
    make_folder("2026");
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    move("a.xml", "2026/b.xml");
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_str_eq(state_of("2026/b"), "final");
    ck_assert_str_eq(listed(NOON), "1: 2026/b");
    ck_assert_str_eq(past("a").name, "2026/b");
    ck_assert_int_eq(past("a").first_public_at, NOON);
    scan_twice(NOON + 2);
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_int_eq(past("a").deleted_at, 0);
}
END_TEST

START_TEST(test_a_statement_renamed_and_broken_at_once_is_still_shown)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    drop("a.xml");
    write_file("b.xml", "<statement id=\"one\" xml:lang=\"en\"><head><title>New</title></head>"
                        "<bdy/></statement>");
    scan_twice(NOON + 1);
    scan_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(state_of("b"), "final broken");
    ck_assert_str_eq(entry("b")->title, "Title");
    ck_assert_str_eq(past("a").name, "b");
}
END_TEST

START_TEST(test_a_file_is_deleted_only_after_two_looks_far_enough_apart)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    drop("a.xml");
    scan_once(NOON + 10 * REFRESH);
    ck_assert_str_eq(listed(NOON), "1: a");
    scan_once(NOON + 11 * REFRESH - 1);
    ck_assert_str_eq(state_of("a"), "final");
    scan_once(NOON + 11 * REFRESH);
    ck_assert_str_eq(state_of("a"), "deleted");
    ck_assert_str_eq(listed(NOON), "0:");
    ck_assert_int_eq(past("a").deleted_at, NOON + 11 * REFRESH);
    ck_assert_int_eq(entry("a")->withdrawn_at, NOON + 11 * REFRESH);
}
END_TEST

START_TEST(test_what_never_was_public_is_deleted_without_a_trace)
{
    start();
    write_file("a.xml", published("one", EVENING));
    write_file("b.xml", draft("two"));
    scan_once(NOON);
    drop("a.xml");
    drop("b.xml");
    scan_twice(NOON + REFRESH);
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_str_eq(state_of("b"), "none");
}
END_TEST

START_TEST(test_a_file_that_comes_back_is_the_same_statement)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    drop("a.xml");
    scan_twice(NOON + REFRESH);
    ck_assert_str_eq(state_of("a"), "deleted");
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON + 5 * REFRESH);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_int_eq(past("a").deleted_at, 0);
    ck_assert_int_eq(past("a").first_public_at, NOON);
    ck_assert_int_eq(past("a").changed_at, NOON);
    /* Saved by remove and rename: one look missed it. */
    drop("a.xml");
    scan_once(NOON + 6 * REFRESH);
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON + 7 * REFRESH);
    scan_twice(NOON + 8 * REFRESH);
    ck_assert_str_eq(state_of("a"), "final");
}
END_TEST

START_TEST(test_a_deleted_statement_comes_back_under_another_name)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    drop("a.xml");
    scan_twice(NOON + REFRESH);
    write_file("b.xml", published("one", MORNING));
    scan_once(NOON + 5 * REFRESH);
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_str_eq(state_of("b"), "final");
    ck_assert_str_eq(past("a").name, "b");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_renamed_statement_keeps_its_identity_and_its_old_name_leads_to_it);
    tcase_add_test(all, test_a_statement_renamed_and_broken_at_once_is_still_shown);
    tcase_add_test(all, test_a_file_is_deleted_only_after_two_looks_far_enough_apart);
    tcase_add_test(all, test_what_never_was_public_is_deleted_without_a_trace);
    tcase_add_test(all, test_a_file_that_comes_back_is_the_same_statement);
    tcase_add_test(all, test_a_deleted_statement_comes_back_under_another_name);
}

UNIT_MAIN("stm_intake_miss")
