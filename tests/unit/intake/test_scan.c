#include "unit/newsroom.h"

#include "core/state/generation.h"

/* Rises whenever another connection commits a change. */
static int data_version(sqlite3 *handle)
{
    sqlite3_stmt *query;
    int version;
    sqlite3_prepare_v2(handle, "PRAGMA data_version", -1, &query, NULL);
    ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
    version = sqlite3_column_int(query, 0);
    sqlite3_finalize(query);
    return version;
}

static sqlite3 *open_state(const char *file)
{
    sqlite3 *handle;
    ck_assert_int_eq(sqlite3_open(apr_pstrcat(pool, state, "/", file, NULL), &handle), SQLITE_OK);
    data_version(handle);
    return handle;
}

START_TEST(test_a_look_at_nothing_new_writes_nothing)
{
    sqlite3 *history, *index;
    int is_complete, history_version, index_version;
    apr_int64_t before;
    apr_time_t settled_at;
    start();
    write_file("a.xml", published("one", MORNING));
    write_file("broken.xml", "<statement>");
    write_file("other.xml", "<note/>");
    settled_at = apr_time_now() + apr_time_from_msec(30);
    do {
        /* What is too fresh to trust its stamp is read once more by a later look. */
        scan_once(NOON);
    } while (apr_time_now() < settled_at);
    scan_once(NOON);
    before = generation(&is_complete);
    history = open_state("history.db");
    index = open_state("index-1.db");
    history_version = data_version(history);
    index_version = data_version(index);
    said = "";
    scan_once(NOON + 5 * REFRESH);
    scan_once(NOON + 9 * REFRESH);
    ck_assert_int_eq(data_version(history), history_version);
    ck_assert_int_eq(data_version(index), index_version);
    ck_assert_int_eq(generation(&is_complete), before);
    ck_assert_str_eq(said, "");
    sqlite3_close(history);
    sqlite3_close(index);
}
END_TEST

START_TEST(test_a_look_that_is_told_to_stop_deletes_nothing_and_keeps_what_it_has)
{
    int is_complete;
    start();
    write_file("a.xml", published("one", MORNING));
    write_file("b.xml", published("two", MORNING));
    stop_after = 2;
    ck_assert_int_eq(stm_intake_scan(intake, &newsroom, NOON, REFRESH, pool), APR_EINTR);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_str_eq(state_of("b"), "none");
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 0);
    scan_once(NOON + 1);
    ck_assert_str_eq(listed(NOON), "2: a b");
}
END_TEST

START_TEST(test_a_second_writer_is_turned_away_until_the_first_goes)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_intake_t *second;
    start();
    ck_assert_int_eq(stm_intake_open(&second, state, NULL, report, stop, NULL, problems, pool),
                     APR_EBUSY);
    close_intake();
    ck_assert_int_eq(stm_intake_open(&second, state, NULL, report, stop, NULL, problems, pool),
                     APR_SUCCESS);
}
END_TEST

static void copy_index(const char *from, const char *to)
{
    ck_assert_int_eq(apr_file_copy(apr_pstrcat(pool, state, "/", from, NULL),
                                   apr_pstrcat(pool, state, "/", to, NULL),
                                   APR_FPROT_UREAD | APR_FPROT_UWRITE, pool),
                     APR_SUCCESS);
}

START_TEST(test_an_index_that_lags_behind_the_history_catches_up)
{
    start();
    write_file("edited.xml", published("one", MORNING));
    write_file("renamed.xml", published("two", MORNING));
    write_file("removed.xml", published("three", MORNING));
    scan_once(NOON);
    close_intake();
    copy_index("index-1.db", "before");
    open_intake();
    write_file("edited.xml", published("one", "2026-05-04T09:00:00Z"));
    move("renamed.xml", "new-name.xml");
    drop("removed.xml");
    write_file("added.xml", published("four", MORNING));
    scan_twice(NOON + REFRESH);
    close_intake();
    /* As if killed after the history's commits and before the index's. */
    copy_index("before", "index-1.db");
    open_intake();
    scan_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(listed(NOON), "3: added edited new-name");
    ck_assert_str_eq(state_of("removed"), "deleted");
    ck_assert_str_eq(state_of("renamed"), "none");
    ck_assert_str_eq(past("renamed").name, "new-name");
    ck_assert_int_eq(past("added").first_public_at, NOON + REFRESH);
    ck_assert_int_eq(past("edited").changed_at, NOON + REFRESH);
}
END_TEST

static void lose_index(void)
{
    FILE *index;
    close_intake();
    index = fopen(apr_pstrcat(pool, state, "/index-1.db", NULL), "r+");
    fputs("Written over by another program", index);
    fclose(index);
    open_intake();
}

START_TEST(test_a_lost_index_is_built_anew_from_directory_and_history)
{
    start();
    make_folder("sub");
    write_file("a.xml", published("one", MORNING));
    write_file("broken.xml", published("two", MORNING));
    write_file("deleted.xml", published("three", MORNING));
    write_file("renamed.xml", published("four", MORNING));
    write_file("sub/e.xml", published("five", MORNING));
    scan_once(NOON);
    write_file("broken.xml", "<statement>");
    drop("deleted.xml");
    move("renamed.xml", "b.xml");
    scan_twice(NOON + REFRESH);
    move("sub", ".away");
    lose_index();
    scan_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(listed(NOON), "4: a b broken sub/e");
    ck_assert_str_eq(state_of("broken"), "final broken");
    ck_assert_str_eq(state_of("deleted"), "deleted");
    ck_assert_int_eq(entry("deleted")->withdrawn_at, past("deleted").deleted_at);
    ck_assert_str_eq(past("renamed").name, "b");
    ck_assert_int_eq(entry("a")->first_public_at, NOON);
    ck_assert_int_eq(past("a").changed_at, NOON);
}
END_TEST

START_TEST(test_without_index_and_root_the_last_good_versions_are_served)
{
    int is_complete;
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    lose_index();
    drop("a.xml");
    /* Empty: as a place where nothing is mounted looks. */
    scan_twice(NOON + REFRESH);
    scan_twice(NOON + 4 * REFRESH);
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 1);
    ck_assert_str_eq(listed(NOON), "1: a");
    write_file("b.xml", published("two", MORNING));
    scan_twice(NOON + 8 * REFRESH);
    ck_assert_str_eq(listed(NOON), "1: b");
    ck_assert_str_eq(state_of("a"), "deleted");
}
END_TEST

START_TEST(test_a_lost_history_is_filled_again_from_files_and_index)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_twice(NOON);
    close_intake();
    ck_assert_int_eq(remove(apr_pstrcat(pool, state, "/history.db", NULL)), 0);
    open_intake();
    scan_once(NOON + 4 * REFRESH);
    ck_assert_str_eq(past("a").bytes, published("one", MORNING));
    ck_assert_int_eq(past("a").first_public_at, NOON);
}
END_TEST

START_TEST(test_a_burst_goes_in_several_batches)
{
    int i;
    start();
    for (i = 0; i < 1203; i++) {
        write_file(apr_psprintf(pool, "%04d.xml", i),
                   published(apr_psprintf(pool, "id-%d", i), MORNING));
    }
    scan_once(NOON);
    ck_assert_int_eq(strncmp(listed(NOON), "1203: ", 6), 0);
}
END_TEST

START_TEST(test_an_index_found_damaged_during_a_look_is_built_anew_in_it)
{
    char page[4096];
    FILE *index;
    int i;
    start();
    for (i = 0; i < 200; i++) {
        write_file(apr_psprintf(pool, "%03d.xml", i),
                   published(apr_psprintf(pool, "id-%d", i), MORNING));
    }
    scan_once(NOON);
    close_intake();
    memset(page, 'x', sizeof(page));
    index = fopen(apr_pstrcat(pool, state, "/index-1.db", NULL), "r+");
    fseek(index, 0, SEEK_END);
    for (i = (int)(ftell(index) / 4096) - 1; i > 24; i--) {
        fseek(index, i * 4096, SEEK_SET);
        fwrite(page, sizeof(page), 1, index);
    }
    fclose(index);
    open_intake();
    scan_once(NOON + REFRESH);
    scan_once(NOON + 2 * REFRESH);
    ck_assert_int_eq(strncmp(listed(NOON), "200: ", 5), 0);
    ck_assert_int_eq(access(apr_pstrcat(pool, state, "/index-2.db", NULL), F_OK), 0);
}
END_TEST

START_TEST(test_a_reader_is_served_from_what_is_there_while_a_look_writes)
{
    stm_catalog_t *reader;
    stm_entry_t *found;
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    reader = catalog();
    ck_assert_int_eq(stm_catalog_find(&found, reader, newsroom.key, "a", pool), APR_SUCCESS);
    write_file("a.xml", published("one", "2026-05-04T09:00:00Z"));
    write_file("b.xml", published("two", MORNING));
    scan_once(NOON + 1);
    ck_assert_int_eq(stm_catalog_find(&found, reader, newsroom.key, "b", pool), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_find(&found, reader, newsroom.key, "a", pool), APR_SUCCESS);
    ck_assert_int_eq(found->published_at, NOON - apr_time_from_sec(3 * 3600));
}
END_TEST

START_TEST(test_a_state_directory_that_is_missing_is_reported)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_intake_t *opened;
    ck_assert_int_eq(
        stm_intake_open(&opened, "/nonexistent/state", NULL, report, stop, NULL, problems, pool),
        STM_ESTATE);
    ck_assert_str_eq(stm_problems_at(problems, 0)->code, "state-unusable");
}
END_TEST

START_TEST(test_readers_marks_change_with_what_a_look_changes)
{
    stm_generation_t *changes;
    apr_uint32_t a, b, lists;
    apr_uint64_t mark_of_a, mark_of_b, mark_of_lists;
    start();
    a = stm_generation_slot(newsroom.key, "a");
    b = stm_generation_slot(newsroom.key, "b");
    lists = stm_generation_slot(newsroom.key, NULL);
    write_file("a.xml", published("one", MORNING));
    write_file("b.xml", published("two", MORNING));
    scan_once(NOON);
    ck_assert_int_eq(stm_generation_open(&changes, state, pool), APR_SUCCESS);
    mark_of_a = stm_generation_get(changes, a);
    mark_of_b = stm_generation_get(changes, b);
    mark_of_lists = stm_generation_get(changes, lists);
    write_file("a.xml", published("one", EVENING));
    scan_once(NOON + 5 * REFRESH);
    ck_assert_uint_ne(stm_generation_get(changes, a), mark_of_a);
    ck_assert_uint_ne(stm_generation_get(changes, lists), mark_of_lists);
    ck_assert_uint_eq(stm_generation_get(changes, b), mark_of_b);
    /* Nobody knows what the last writer had no time to raise. */
    close_intake();
    open_intake();
    ck_assert_uint_ne(stm_generation_get(changes, b), mark_of_b);
}
END_TEST

START_TEST(test_counters_that_cannot_be_used_are_reported)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_intake_t *opened;
    state = folder_create();
    ck_assert_int_eq(mkdir(apr_pstrcat(pool, state, "/changes", NULL), 0700), 0);
    ck_assert_int_eq(stm_intake_open(&opened, state, NULL, report, stop, NULL, problems, pool),
                     STM_ESTATE);
    ck_assert_str_eq(stm_problems_at(problems, 0)->code, "state-unusable");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_readers_marks_change_with_what_a_look_changes);
    tcase_add_test(all, test_counters_that_cannot_be_used_are_reported);
    tcase_add_test(all, test_a_look_at_nothing_new_writes_nothing);
    tcase_add_test(all, test_a_look_that_is_told_to_stop_deletes_nothing_and_keeps_what_it_has);
    tcase_add_test(all, test_a_second_writer_is_turned_away_until_the_first_goes);
    tcase_add_test(all, test_an_index_that_lags_behind_the_history_catches_up);
    tcase_add_test(all, test_a_lost_index_is_built_anew_from_directory_and_history);
    tcase_add_test(all, test_without_index_and_root_the_last_good_versions_are_served);
    tcase_add_test(all, test_a_lost_history_is_filled_again_from_files_and_index);
    tcase_add_test(all, test_a_burst_goes_in_several_batches);
    tcase_add_test(all, test_an_index_found_damaged_during_a_look_is_built_anew_in_it);
    tcase_add_test(all, test_a_reader_is_served_from_what_is_there_while_a_look_writes);
    tcase_add_test(all, test_a_state_directory_that_is_missing_is_reported);
}

UNIT_MAIN("stm_intake")
