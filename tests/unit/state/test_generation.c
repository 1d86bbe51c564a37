#include "unit/unit.h"

#include <apr_strings.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/state/generation.h"
#include "unit/folder.h"

static const char *state;

static stm_generation_t *open_changes(void)
{
    stm_generation_t *changes;

    ck_assert_int_eq(stm_generation_open(&changes, state, pool), APR_SUCCESS);
    return changes;
}

static const char *path_of_changes(void)
{
    return apr_pstrcat(pool, state, "/changes", NULL);
}

static void make_state(void)
{
    state = folder_create();
}

START_TEST(test_a_raised_place_has_another_mark_and_others_keep_theirs)
{
    stm_generation_t *changes = open_changes();
    apr_uint32_t one = stm_generation_slot("newsroom", "2026/one");
    apr_uint32_t other = stm_generation_slot("newsroom", "2026/other");
    apr_uint64_t before = stm_generation_get(changes, one),
                 kept = stm_generation_get(changes, other);

    ck_assert_uint_ne(before, STM_GENERATION_UNKNOWN);
    ck_assert_uint_eq(stm_generation_get(changes, one), before);
    stm_generation_bump(changes, one);
    ck_assert_uint_ne(stm_generation_get(changes, one), before);
    ck_assert_uint_eq(stm_generation_get(changes, other), kept);
}
END_TEST

START_TEST(test_raising_everything_changes_every_mark)
{
    stm_generation_t *changes = open_changes();
    apr_uint32_t one = stm_generation_slot("newsroom", "one");
    apr_uint32_t room = stm_generation_slot("other newsroom", NULL);
    apr_uint64_t mark_of_one = stm_generation_get(changes, one);
    apr_uint64_t mark_of_room = stm_generation_get(changes, room);

    stm_generation_bump_all(changes);
    ck_assert_uint_ne(stm_generation_get(changes, one), mark_of_one);
    ck_assert_uint_ne(stm_generation_get(changes, room), mark_of_room);
}
END_TEST

START_TEST(test_places_differ_by_newsroom_and_name)
{
    ck_assert_uint_eq(stm_generation_slot("a", "b"), stm_generation_slot("a", "b"));
    ck_assert_uint_ne(stm_generation_slot("a", "b"), stm_generation_slot("a", NULL));
    ck_assert_uint_ne(stm_generation_slot("a", "b"), stm_generation_slot("b", "a"));
    ck_assert_uint_ne(stm_generation_slot("a", "bc"), stm_generation_slot("ab", "c"));
}
END_TEST

START_TEST(test_another_process_sees_what_was_raised)
{
    stm_generation_t *changes = open_changes();
    apr_uint32_t place = stm_generation_slot("newsroom", "name");
    apr_uint64_t before = stm_generation_get(changes, place);
    int status;
    pid_t child = fork();

    if (!child) {
        stm_generation_t *other;
        /* Mapped a second time, as by a process that knows nothing of the first. */
        if (stm_generation_open(&other, state, pool)) {
            _exit(1);
        }
        stm_generation_bump(other, place);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    ck_assert_uint_ne(stm_generation_get(changes, place), before);
}
END_TEST

START_TEST(test_counters_go_on_when_the_file_is_opened_again)
{
    stm_generation_t *changes = open_changes();
    apr_uint32_t place = stm_generation_slot("newsroom", "name");

    stm_generation_bump(changes, place);
    ck_assert_uint_eq(stm_generation_get(open_changes(), place),
                      stm_generation_get(changes, place));
}
END_TEST

START_TEST(test_a_short_file_is_filled_up)
{
    struct stat found;
    int file = open(path_of_changes(), O_RDWR | O_CREAT, 0600);

    ck_assert_int_eq(write(file, "\1\0\0\0", 4), 4);
    close(file);
    stm_generation_bump(open_changes(), stm_generation_slot("newsroom", "name"));
    ck_assert_int_eq(stat(path_of_changes(), &found), 0);
    ck_assert_int_ge(found.st_size, 65536 * 4);
}
END_TEST

START_TEST(test_every_block_of_the_file_is_there)
{
    struct stat found;

    open_changes();
    ck_assert_int_eq(stat(path_of_changes(), &found), 0);
    ck_assert_int_ge(found.st_blocks * 512, 65536 * 4);
    ck_assert_int_eq(found.st_mode & 0777, 0600);
}
END_TEST

START_TEST(test_what_is_no_file_cannot_be_used_and_nothing_waits_for_it)
{
    stm_generation_t *changes;

    ck_assert_int_eq(mkfifo(path_of_changes(), 0600), 0);
    ck_assert_int_ne(stm_generation_open(&changes, state, pool), APR_SUCCESS);
    ck_assert_ptr_null(changes);
    ck_assert_int_eq(stm_generation_open(&changes, apr_pstrcat(pool, state, "/none", NULL), pool),
                     APR_ENOENT);
    ck_assert_uint_eq(stm_generation_get(changes, 1), STM_GENERATION_UNKNOWN);
    stm_generation_bump(changes, 1);
    stm_generation_bump_all(changes);
}
END_TEST

START_TEST(test_of_an_abandoned_file_nothing_is_known_until_a_writer_comes)
{
    stm_generation_t *changes = open_changes();
    apr_uint32_t one = stm_generation_slot("newsroom", "one");
    apr_uint64_t before = stm_generation_get(changes, one);

    stm_generation_abandon(changes);
    ck_assert_uint_eq(stm_generation_get(changes, one), STM_GENERATION_UNKNOWN);
    ck_assert_uint_eq(stm_generation_get(open_changes(), one), STM_GENERATION_UNKNOWN);
    stm_generation_bump_all(changes);
    ck_assert_uint_ne(stm_generation_get(changes, one), STM_GENERATION_UNKNOWN);
    ck_assert_uint_ne(stm_generation_get(changes, one), before);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, make_state, NULL);
    tcase_add_test(all, test_of_an_abandoned_file_nothing_is_known_until_a_writer_comes);
    tcase_add_test(all, test_a_raised_place_has_another_mark_and_others_keep_theirs);
    tcase_add_test(all, test_raising_everything_changes_every_mark);
    tcase_add_test(all, test_places_differ_by_newsroom_and_name);
    tcase_add_test(all, test_another_process_sees_what_was_raised);
    tcase_add_test(all, test_counters_go_on_when_the_file_is_opened_again);
    tcase_add_test(all, test_a_short_file_is_filled_up);
    tcase_add_test(all, test_every_block_of_the_file_is_there);
    tcase_add_test(all, test_what_is_no_file_cannot_be_used_and_nothing_waits_for_it);
}

UNIT_MAIN("stm_generation")
