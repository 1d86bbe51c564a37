/* The process ends after the history's commit and before the index's: what the index has missed is
 * made up for, also where the files have gone since. */
#include "unit/newsroom.h"

/* The index as it is now takes the place of a later one. */
static void keep_index(void)
{
    close_intake();
    ck_assert_int_eq(
        system(apr_psprintf(pool, "mkdir %s/kept && cp %s/index-* %s/kept/", state, state, state)),
        0);
    open_intake();
}

static void put_back_index(void)
{
    close_intake();
    ck_assert_int_eq(system(apr_psprintf(pool,
                                         "rm -f %s/index-* && mv %s/kept/* %s/ && rmdir "
                                         "%s/kept",
                                         state, state, state, state)),
                     0);
    open_intake();
}

static apr_time_t at(int second)
{
    return NOON + apr_time_from_sec(second);
}

static void must_be_deleted(const char *name)
{
    ck_assert_str_eq(state_of(name), "deleted");
    ck_assert_int_ne(past(name).deleted_at, 0);
    ck_assert_int_ne(past(name).first_public_at, 0);
}

START_TEST(test_one_that_came_back_and_went_again_is_deleted)
{
    start();
    write_file("a.xml", published("a", MORNING));
    write_file("stays.xml", published("stays", MORNING));
    scan_once(at(0));
    drop("a.xml");
    scan_twice(at(1));
    must_be_deleted("a");
    keep_index();
    write_file("a.xml", published("a", MORNING));
    scan_once(at(3));
    ck_assert_int_eq(past("a").deleted_at, 0);
    put_back_index();
    drop("a.xml");
    scan_twice(at(4));
    scan_twice(at(6));
    must_be_deleted("a");
    ck_assert_str_eq(listed(at(8)), "1: stays");
}
END_TEST

START_TEST(test_a_new_one_that_went_again_is_deleted)
{
    start();
    make_folder("2026");
    write_file("2026/stays.xml", published("stays", MORNING));
    scan_once(at(0));
    keep_index();
    write_file("2026/new.xml", published("new", MORNING));
    scan_once(at(1));
    put_back_index();
    drop("2026/new.xml");
    watch(at(2));
    for (int second = 3; second < 8; second++) {
        watch(at(second));
    }
    must_be_deleted("2026/new");
    ck_assert_str_eq(listed(at(8)), "1: 2026/stays");
}
END_TEST

START_TEST(test_one_that_came_back_by_another_name_and_went_again_is_deleted)
{
    start();
    write_file("a.xml", published("a", MORNING));
    write_file("stays.xml", published("stays", MORNING));
    scan_once(at(0));
    drop("a.xml");
    scan_twice(at(1));
    keep_index();
    write_file("b.xml", published("a", MORNING));
    scan_once(at(3));
    put_back_index();
    drop("b.xml");
    scan_twice(at(4));
    scan_twice(at(6));
    must_be_deleted("b");
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_str_eq(listed(at(8)), "1: stays");
}
END_TEST

START_TEST(test_one_that_took_the_name_of_another_and_went_again_is_deleted)
{
    start();
    write_file("a.xml", published("a", MORNING));
    write_file("stays.xml", published("stays", MORNING));
    scan_once(at(0));
    keep_index();
    write_file("a.xml", published("other", MORNING));
    scan_once(at(1));
    put_back_index();
    drop("a.xml");
    scan_twice(at(2));
    scan_twice(at(4));
    must_be_deleted("a");
    ck_assert_ptr_nonnull(strstr(past("a").bytes, "id=\"other\""));
}
END_TEST

/* The files are there: then they say what holds. */
START_TEST(test_what_is_there_is_taken_from_its_file)
{
    start();
    write_file("a.xml", published("a", MORNING));
    write_file("b.xml", published("b", MORNING));
    scan_once(at(0));
    keep_index();
    drop("b.xml");
    scan_twice(at(1));
    write_file("a.xml", published("a", EVENING));
    write_file("new.xml", published("new", MORNING));
    scan_once(at(3));
    put_back_index();
    write_file("b.xml", published("b", MORNING));
    scan_twice(at(4));
    ck_assert_str_eq(listed(at(6)), "2: b new");
    ck_assert_int_eq(past("b").deleted_at, 0);
}
END_TEST

/* Killed again before the scan that makes up for it has ended. */
START_TEST(test_it_is_made_up_for_by_the_process_after_the_next)
{
    start();
    write_file("stays.xml", published("stays", MORNING));
    scan_once(at(0));
    keep_index();
    write_file("new.xml", published("new", MORNING));
    scan_once(at(1));
    put_back_index();
    drop("new.xml");
    write_file("more.xml", published("more", MORNING));
    stop_after = 1;
    ck_assert_int_eq(stm_intake_scan(intake, &newsroom, at(2), REFRESH, pool), APR_EINTR);
    close_intake();
    open_intake();
    scan_twice(at(3));
    scan_twice(at(5));
    must_be_deleted("new");
    ck_assert_str_eq(listed(at(7)), "2: more stays");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_one_that_came_back_and_went_again_is_deleted);
    tcase_add_test(all, test_a_new_one_that_went_again_is_deleted);
    tcase_add_test(all, test_one_that_came_back_by_another_name_and_went_again_is_deleted);
    tcase_add_test(all, test_one_that_took_the_name_of_another_and_went_again_is_deleted);
    tcase_add_test(all, test_what_is_there_is_taken_from_its_file);
    tcase_add_test(all, test_it_is_made_up_for_by_the_process_after_the_next);
}

UNIT_MAIN("stm_index_behind")
