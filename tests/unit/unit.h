/**
 * What every unit test shares: a pool per test and the main function.
 *
 * A test file defines `static void add_tests(TCase *all)` and ends with UNIT_MAIN("stm_name").
 */
#ifndef UNIT_H
#define UNIT_H

#include <apr_general.h>
#include <apr_pools.h>
#include <check.h>
#include <libxml/parser.h>
#include <stdlib.h>

/* For what a shared header has: not every test file needs all of it. */
#define UNIT_MAY __attribute__((unused))

/* A pool that lives as long as one test. */
static apr_pool_t *pool;

static void unit_setup(void)
{
    apr_initialize();
    xmlInitParser();
    apr_pool_create(&pool, NULL);
}

static void unit_teardown(void)
{
    apr_pool_destroy(pool);
    apr_terminate();
}

#define UNIT_MAIN(name)                                                                            \
    int main(void)                                                                                 \
    {                                                                                              \
        Suite *suite = suite_create(name);                                                         \
        TCase *all = tcase_create("all");                                                          \
        SRunner *runner;                                                                           \
        int failed;                                                                                \
        tcase_add_checked_fixture(all, unit_setup, unit_teardown);                                 \
        tcase_set_timeout(all, 120);                                                               \
        add_tests(all);                                                                            \
        suite_add_tcase(suite, all);                                                               \
        runner = srunner_create(suite);                                                            \
        srunner_run_all(runner, CK_NORMAL);                                                        \
        failed = srunner_ntests_failed(runner);                                                    \
        srunner_free(runner);                                                                      \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                               \
    }

#endif
