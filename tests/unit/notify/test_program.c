/* Programs that do what they should not. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "httpd/notify/program.h"
#include "unit/unit.h"

static stmh_program_t program;

static void start(const char *script)
{
    static const char *argv[] = {"sh", "-c", NULL, NULL};

    argv[2] = script;
    program.argv = argv;
    ck_assert_int_eq(stmh_program_start(&program), APR_SUCCESS);
}

/* Until it has ended; the time limit of the test is that of a hanging one. */
static stmh_program_end_t end_of(const char *line)
{
    stmh_program_end_t end = {0};

    while (!stmh_program_has_ended(&program, &end)) {
        if (line) {
            stmh_program_write(&program, line, strlen(line));
        }
        apr_sleep(apr_time_from_msec(2));
    }
    ck_assert_int_eq(program.pid, 0);
    return end;
}

START_TEST(test_its_status_is_told)
{
    stmh_program_end_t end;

    start("exit 3");
    end = end_of(NULL);
    ck_assert(!end.is_unknown && !end.is_signal);
    ck_assert_int_eq(end.code, 3);
    start("kill -9 $$");
    end = end_of(NULL);
    ck_assert(!end.is_unknown && end.is_signal);
    ck_assert_int_eq(end.code, SIGKILL);
}
END_TEST

START_TEST(test_its_end_is_noticed_where_sigchld_is_ignored)
{
    void (*before)(int) = signal(SIGCHLD, SIG_IGN);

    start("exit 3");
    ck_assert(end_of(NULL).is_unknown);
    signal(SIGCHLD, before);
}
END_TEST

/* It would wait for ever for lines that it cannot get. */
START_TEST(test_one_that_closes_its_input_is_ended)
{
    stmh_program_end_t end;

    start("exec sleep 1000 <&-");
    end = end_of("{}\n");
    ck_assert(end.is_signal);
    ck_assert_int_eq(end.code, SIGKILL);
    start("exec sleep 1000 <&-");
    end = end_of(NULL); /* with nothing to tell */
    ck_assert(end.is_signal);
    ck_assert_int_eq(end.code, SIGKILL);
}
END_TEST

START_TEST(test_what_it_says_without_end_is_read_in_portions)
{
    int count = 0;

    start("while read line; do echo noise without end; echo ok; done; exec yes");
    stmh_program_write(&program, "a\nb\n", 4);
    while (count < 2) {
        count += stmh_program_read(&program);
    }
    ck_assert_int_eq(stmh_program_end(&program, apr_time_from_msec(20)), 0);
    ck_assert_int_eq(program.pid, 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_its_status_is_told);
    tcase_add_test(all, test_its_end_is_noticed_where_sigchld_is_ignored);
    tcase_add_test(all, test_one_that_closes_its_input_is_ended);
    tcase_add_test(all, test_what_it_says_without_end_is_read_in_portions);
}

UNIT_MAIN("stmh_program")
