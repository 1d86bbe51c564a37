#include "unit/newsroom.h"

#include "core/intake/watch_state.h"

/* After the first complete scan, and before the next one or a check is due. */
#define SOON (NOON + 1)

static void start_watching(void)
{
    start();
    write_file("first.xml", published("first", MORNING));
    watch(NOON);
    ck_assert_str_eq(listed(NOON), "1: first");
    said = "";
}

START_TEST(test_what_events_tell_is_taken_in_at_once)
{
    start_watching();
    write_file("a.xml", published("one", MORNING));
    watch(SOON);
    ck_assert_str_eq(listed(NOON), "2: a first");
    write_file("a.xml", draft("one"));
    move("first.xml", "b.xml");
    watch(SOON + 1);
    ck_assert_str_eq(listed(NOON), "1: b");
    ck_assert_str_eq(state_of("a"), "draft");
    ck_assert_str_eq(past("first").name, "b");
}
END_TEST

START_TEST(test_names_that_are_no_documents_tell_nothing)
{
    int is_complete;
    apr_int64_t before;
    start_watching();
    before = generation(&is_complete);
    write_file(".a.xml.Ab12Cd", published("one", MORNING));
    write_file("a.xml.part", published("two", MORNING));
    write_file("a.txt", "Words.");
    ck_assert_int_eq(mkfifo(path_of("pipe.xml"), 0600), 0);
    ck_assert_int_eq(symlink("nowhere", path_of("dangling.xml")), 0);
    watch(SOON);
    watch(NOON + REFRESH);
    ck_assert_int_eq(generation(&is_complete), before);
    move("a.xml.part", "a.xml");
    watch(NOON + REFRESH + 1);
    ck_assert_str_eq(listed(NOON), "2: a first");
}
END_TEST

START_TEST(test_a_file_that_is_still_open_waits_for_the_next_check)
{
    const char *text = published("one", MORNING);
    FILE *file;
    start_watching();
    file = fopen(path_of("a.xml"), "w");
    fwrite(text, 1, 40, file);
    fflush(file);
    watch(SOON);
    ck_assert_str_eq(state_of("a"), "none");
    watch(NOON + REFRESH);
    ck_assert_str_eq(state_of("a"), "invalid");
    fputs(text + 40, file);
    fclose(file);
    watch(NOON + REFRESH + 1);
    ck_assert_str_eq(state_of("a"), "final");
}
END_TEST

START_TEST(test_the_newest_of_many_is_taken_first)
{
    start_watching();
    write_file("a.xml", published("one", MORNING));
    write_file("b.xml", published("two", MORNING));
    write_file("c.xml", published("three", MORNING));
    stop_after = 2;
    ck_assert_int_eq(stm_intake_watch(intake, &newsroom, SOON, REFRESH, pool), APR_EINTR);
    ck_assert_str_eq(listed(NOON), "2: c first");
    stop_after = 0;
    watch(NOON + REFRESH);
    ck_assert_str_eq(listed(NOON), "4: a b c first");
}
END_TEST

START_TEST(test_a_deletion_takes_two_looks_and_a_comeback_none)
{
    start_watching();
    drop("first.xml");
    watch(SOON);
    watch(SOON + REFRESH / 2);
    ck_assert_str_eq(state_of("first"), "final");
    write_file("first.xml", published("first", MORNING));
    watch(SOON + REFRESH / 2 + 1);
    watch(SOON + 2 * REFRESH);
    ck_assert_str_eq(state_of("first"), "final");
    drop("first.xml");
    watch(SOON + 3 * REFRESH);
    ck_assert_str_eq(state_of("first"), "final");
    watch(SOON + 4 * REFRESH);
    ck_assert_str_eq(state_of("first"), "deleted");
    write_file("back.xml", published("first", MORNING));
    watch(SOON + 4 * REFRESH + 1);
    ck_assert_str_eq(state_of("back"), "final");
    ck_assert_str_eq(past("first").name, "back");
}
END_TEST

START_TEST(test_folders_that_come_are_watched_and_those_that_go_keep_their_statements)
{
    start_watching();
    make_folder("2026");
    write_file("2026/a.xml", published("one", MORNING));
    watch(SOON);
    ck_assert_str_eq(listed(NOON), "2: 2026/a first");
    write_file("2026/b.xml", published("two", MORNING));
    watch(SOON + 1);
    ck_assert_str_eq(listed(NOON), "3: 2026/a 2026/b first");
    move("2026", "old");
    watch(NOON + REFRESH);
    ck_assert_str_eq(listed(NOON), "3: first old/a old/b");
    write_file("old/c.xml", published("three", MORNING));
    watch(NOON + REFRESH + 1);
    ck_assert_str_eq(listed(NOON), "4: first old/a old/b old/c");
    ck_assert_str_eq(said, "");
    ck_assert_int_eq(rename(path_of("old"), apr_pstrcat(pool, state, "/away", NULL)), 0);
    watch(NOON + 2 * REFRESH);
    watch(NOON + 3 * REFRESH);
    ck_assert_str_eq(said, "*:folder-missing ");
    ck_assert_str_eq(state_of("old/a"), "final");
    ck_assert_int_eq(rename(apr_pstrcat(pool, state, "/away", NULL), path_of("old")), 0);
    watch(NOON + 4 * REFRESH);
    ck_assert_str_eq(listed(NOON), "4: first old/a old/b old/c");
    ck_assert_int_eq(rename(path_of("old"), apr_pstrcat(pool, state, "/away", NULL)), 0);
    for (int i = 5; i < 66; i++) {
        watch(NOON + i * REFRESH);
    }
    ck_assert_str_eq(listed(NOON), "1: first");
    ck_assert_str_eq(state_of("old/a"), "deleted");
}
END_TEST

START_TEST(test_a_root_that_is_swapped_by_a_link_is_looked_at)
{
    const char *real = folder_create(), *link;
    start();
    link = apr_pstrcat(pool, state, "/current", NULL);
    write_file("a.xml", published("one", MORNING));
    ck_assert_int_eq(symlink(root, link), 0);
    newsroom.root = link;
    watch(NOON);
    root = real;
    write_file("a.xml", published("one", MORNING));
    write_file("b.xml", published("two", MORNING));
    ck_assert_int_eq(remove(link), 0);
    ck_assert_int_eq(symlink(real, link), 0);
    watch(NOON + REFRESH);
    watch(NOON + REFRESH + 1);
    ck_assert_str_eq(listed(NOON), "2: a b");
    write_file("c.xml", published("three", MORNING));
    watch(NOON + REFRESH + 2);
    ck_assert_str_eq(listed(NOON), "3: a b c");
    ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(test_linked_folders_and_files_are_followed)
{
    const char *one = folder_create(), *other = folder_create(), *home;
    start_watching();
    home = root;
    root = one;
    write_file("a.xml", published("one", MORNING));
    root = other;
    write_file("b.xml", published("two", MORNING));
    write_file("target.xml", published("three", MORNING));
    root = home;
    ck_assert_int_eq(symlink(one, path_of("sub")), 0);
    ck_assert_int_eq(symlink(apr_pstrcat(pool, other, "/target.xml", NULL), path_of("c.xml")), 0);
    watch(NOON + REFRESH);
    ck_assert_str_eq(listed(NOON), "3: c first sub/a");
    root = other;
    write_file("target.xml", draft("three"));
    root = home;
    watch(NOON + 2 * REFRESH);
    ck_assert_str_eq(listed(NOON), "2: first sub/a");
    drop("sub");
    ck_assert_int_eq(symlink(other, path_of("sub")), 0);
    watch(NOON + 3 * REFRESH);
    ck_assert_str_eq(state_of("sub/b"), "final");
}
END_TEST

START_TEST(test_more_events_than_are_kept_lead_to_a_complete_look)
{
    int i;
    start_watching();
    write_file("a.xml", published("one", MORNING));
    for (i = 0; i < 10000; i++) {
        ck_assert_int_eq(chmod(path_of("a.xml"), 0600), 0);
        ck_assert_int_eq(chmod(path_of("first.xml"), 0600), 0);
    }
    write_file("b.xml", published("two", MORNING));
    watch(SOON);
    watch(NOON + REFRESH);
    ck_assert_str_eq(listed(NOON), "3: a b first");
}
END_TEST

START_TEST(test_what_time_alone_brings_about_needs_no_event)
{
    start_watching();
    write_file("a.xml", document("one",
                                 "<published>" MORNING "</published>"
                                 "<updated when=\"" EVENING "\">Later.</updated>",
                                 ""));
    write_file("b.xml", published("two", EVENING));
    watch(SOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    watch(AT_SIX - REFRESH);
    ck_assert_str_eq(listed(AT_SIX - REFRESH), "1: first");
    ck_assert_int_eq(past("b").first_public_at, 0);
    watch(AT_SIX);
    ck_assert_str_eq(listed(AT_SIX), "3: a b first");
    ck_assert_int_eq(past("b").first_public_at, AT_SIX);
}
END_TEST

START_TEST(test_an_identity_that_is_given_up_goes_to_the_file_that_waits_for_it)
{
    start_watching();
    write_file("rival.xml", published("first", MORNING));
    watch(SOON);
    ck_assert_str_eq(state_of("rival"), "invalid");
    drop("first.xml");
    watch(SOON + 1);
    ck_assert_str_eq(state_of("rival"), "final");
    ck_assert_str_eq(past("first").name, "rival");
}
END_TEST

START_TEST(test_without_an_index_everything_is_looked_at)
{
    start_watching();
    close_intake();
    ck_assert_int_eq(remove(apr_pstrcat(pool, state, "/index.current", NULL)), 0);
    open_intake();
    watch(NOON + 1);
    ck_assert_str_eq(listed(NOON), "1: first");
}
END_TEST

START_TEST(test_a_limit_on_watches_is_said_with_what_raises_it)
{
    static const struct {
        apr_status_t refusal;
        const char *remedy; /* NULL: nothing to do about it */
    } rows[] = {
        {ENOSPC, "Raise fs.inotify.max_user_watches (sysctl)."},
        {EMFILE, "Raise fs.inotify.max_user_instances (sysctl)."},
        {APR_ENOTIMPL, NULL}, /* a network file system */
    };
    size_t i;
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        stm_problems_t *problems = stm_problems_create(pool);
        stm_watch_state_t *room =
            stm_watch_state_create("/srv/statements", stm_events_create(pool), pool);
        const stm_problem_t *problem;
        room->refusal = rows[i].refusal;
        stm_watch_state_explain(room, problems);
        problem = stm_problems_at(problems, 0);
        ck_assert_int_eq(problem != NULL, rows[i].remedy != NULL);
        if (problem) {
            ck_assert_str_eq(problem->remedy, rows[i].remedy);
        }
    }
}
END_TEST

/* While a look is under way, as a mount or a swapped link may come. */
START_TEST(test_a_root_that_is_replaced_during_a_look_counts_as_moved)
{
    const char *parent = folder_create();
    const char *place = apr_pstrcat(pool, parent, "/root", NULL);
    stm_watch_state_t *room = stm_watch_state_create(place, stm_events_create(pool), pool);

    ck_assert_int_eq(apr_dir_make(place, APR_OS_DEFAULT, pool), APR_SUCCESS);
    stm_watch_state_start(room, NOON);
    stm_watch_state_watch(room, "", place);
    ck_assert_int_eq(rename(place, apr_pstrcat(pool, parent, "/aside", NULL)), 0);
    ck_assert_int_eq(apr_dir_make(place, APR_OS_DEFAULT, pool), APR_SUCCESS);
    stm_watch_state_end(room, NOON);
    ck_assert(stm_watch_state_is_moved(room));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_root_that_is_replaced_during_a_look_counts_as_moved);
    tcase_add_test(all, test_what_events_tell_is_taken_in_at_once);
    tcase_add_test(all, test_names_that_are_no_documents_tell_nothing);
    tcase_add_test(all, test_a_file_that_is_still_open_waits_for_the_next_check);
    tcase_add_test(all, test_the_newest_of_many_is_taken_first);
    tcase_add_test(all, test_a_deletion_takes_two_looks_and_a_comeback_none);
    tcase_add_test(all, test_folders_that_come_are_watched_and_those_that_go_keep_their_statements);
    tcase_add_test(all, test_a_root_that_is_swapped_by_a_link_is_looked_at);
    tcase_add_test(all, test_linked_folders_and_files_are_followed);
    tcase_add_test(all, test_more_events_than_are_kept_lead_to_a_complete_look);
    tcase_add_test(all, test_what_time_alone_brings_about_needs_no_event);
    tcase_add_test(all, test_an_identity_that_is_given_up_goes_to_the_file_that_waits_for_it);
    tcase_add_test(all, test_without_an_index_everything_is_looked_at);
    tcase_add_test(all, test_a_limit_on_watches_is_said_with_what_raises_it);
}

UNIT_MAIN("stm_intake_watch")
