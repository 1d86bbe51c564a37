/* A first look at so many files that they go into an index without a journal. */
#include "unit/newsroom.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define MANY   1300
#define KILLED 12
#define SMALL  ((rlim_t)400 * 1024)

static const char *text_of(int number)
{
    return document(apr_psprintf(pool, "s%d", number), "<published>" MORNING "</published>",
                    apr_psprintf(pool, "<p>Word%04d and %0300d.</p>", number, number));
}

static void fill_root(void)
{
    int i;
    for (i = 0; i < MANY; i++) {
        write_file(apr_psprintf(pool, "%04d.xml", i), text_of(i));
    }
}

static const char *state_file(const char *name)
{
    return apr_pstrcat(pool, state, "/", name, NULL);
}

/* The index that readers have. */
static const char *current(void)
{
    char name[64] = "";
    FILE *file = fopen(state_file("index.current"), "r");
    if (file) {
        ck_assert_ptr_nonnull(fgets(name, sizeof(name), file));
        fclose(file);
    }
    name[strcspn(name, "\n")] = '\0';
    return apr_pstrdup(pool, name);
}

static int count_indexes(void)
{
    FILE *list =
        popen(apr_pstrcat(pool, "ls ", state, " | grep -c '^index-[0-9]*.db$'", NULL), "r");
    int count = -1;
    ck_assert_int_eq(fscanf(list, "%d", &count), 1);
    pclose(list);
    return count;
}

static int count(const char *words)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_query_t query = {.folder = "",
                         .show = STM_SHOW_PUBLISHED,
                         .moment = NOON + REFRESH,
                         .limit = 1,
                         .filter = {.q = words}};
    apr_array_header_t *entries;
    stm_catalog_t *catalog;
    int total;
    apr_pool_t *reader;
    apr_pool_create(&reader, pool);
    ck_assert_int_eq(stm_catalog_open(&catalog, state, STM_ACCESS_READ, problems, reader), 0);
    if (stm_catalog_list(&entries, &total, catalog, newsroom.key, &query, reader)) {
        total = -1;
    }
    apr_pool_destroy(reader);
    return total;
}

static void check_all(void)
{
    int is_complete;
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 1);
    ck_assert_int_eq(count(NULL), MANY);
    ck_assert_int_eq(count("words"), MANY);
    ck_assert_int_eq(count("word0077"), 1);
    ck_assert_int_eq(count_indexes(), 1);
    ck_assert_int_eq(past("0077").first_public_at, NOON);
    ck_assert_msg(!*said, "%.200s", said);
}

START_TEST(test_a_large_first_look_is_filled_beside_the_blank_index)
{
    start();
    fill_root();
    scan_once(NOON);
    ck_assert_str_eq(current(), "index-2.db");
    check_all();
    write_file("more.xml", published("new", MORNING));
    write_file("0000.xml", published("s0", MORNING));
    drop("0001.xml");
    scan_twice(NOON + 2 * REFRESH);
    ck_assert_int_eq(count("word0000"), 0);
    ck_assert_int_eq(count("word0001"), 0);
    ck_assert_int_eq(count(NULL), MANY);
    close_intake();
    open_intake();
    ck_assert_int_eq(count("words"), MANY);
}
END_TEST

/* What the file of readers is made of, but for the order. */
static const char *schema(void)
{
    sqlite3 *handle;
    sqlite3_stmt *query;
    const char *all = "";
    ck_assert_int_eq(sqlite3_open(state_file(current()), &handle), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_prepare_v2(handle, "SELECT sql FROM sqlite_schema ORDER BY name", -1, &query, NULL),
        SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW) {
        const char *sql = (const char *)sqlite3_column_text(query, 0);
        all = apr_pstrcat(pool, all, sql ? sql : "", "\n", NULL);
    }
    sqlite3_finalize(query);
    sqlite3_close(handle);
    return all;
}

START_TEST(test_a_filled_index_is_made_of_the_same_as_one_that_grew)
{
    const char *grown;
    start();
    write_file("one.xml", published("one", MORNING));
    scan_once(NOON);
    ck_assert_str_eq(current(), "index-1.db");
    grown = schema();
    ck_assert_ptr_nonnull(strstr(grown, "entries_identity"));
    ck_assert_ptr_nonnull(strstr(grown, "files_identity"));
    close_intake();
    ck_assert_int_eq(system(apr_pstrcat(pool, "rm ", state, "/[hi]*", NULL)), 0);
    open_intake();
    fill_root();
    scan_once(NOON);
    ck_assert_str_eq(current(), "index-2.db");
    ck_assert(!strcmp(schema(), grown));
}
END_TEST

START_TEST(test_of_files_with_one_id_in_a_large_look_the_first_by_name_wins_until_it_goes)
{
    start();
    fill_root();
    write_file("0777.xml", text_of(3));
    write_file("x.xml", text_of(3));
    scan_once(NOON);
    ck_assert_str_eq(current(), "index-2.db");
    ck_assert_str_eq(state_of("0003"), "final");
    ck_assert_str_eq(state_of("0777"), "invalid");
    ck_assert_str_eq(state_of("x"), "invalid");
    ck_assert_int_eq(count("word0003"), 1);
    ck_assert_int_eq(count(NULL), MANY - 1);
    drop("0003.xml");
    scan_once(NOON + REFRESH);
    ck_assert_str_eq(state_of("0777"), "final");
    ck_assert_str_eq(state_of("x"), "invalid");
}
END_TEST

START_TEST(test_readers_get_what_a_look_had_when_it_was_told_to_stop)
{
    int is_complete;
    start();
    fill_root();
    /* Five hundred are taken in twice. */
    stop_after = 500 + 1000;
    ck_assert_int_eq(stm_intake_scan(intake, &newsroom, NOON, REFRESH, pool), APR_EINTR);
    ck_assert_int_eq(count(NULL), 999);
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 0);
    close_intake();
    open_intake();
    scan_once(NOON);
    check_all();
}
END_TEST

START_TEST(test_what_was_begun_when_the_writer_was_killed_is_made_anew)
{
    int i;
    start();
    close_intake();
    fill_root();
    for (i = 0; i < KILLED; i++) {
        pid_t writer = fork();
        if (!writer) {
            open_intake();
            scan_once(NOON);
            pause();
        }
        usleep((useconds_t)(20000 + i * 30000));
        kill(writer, SIGKILL);
        ck_assert_int_eq(waitpid(writer, NULL, 0), writer);
        if (i % 3 == 2) {
            /* One whose pointer is lost is not taken for whole. */
            remove(state_file("index.current"));
        }
        open_intake();
        if (i % 4 == 3) {
            scan_once(NOON);
            check_all();
            close_intake();
            ck_assert_int_eq(system(apr_pstrcat(pool, "rm ", state, "/*", NULL)), 0);
        }
        else {
            close_intake();
        }
    }
}
END_TEST

static stm_history_t *open_reader(void)
{
    stm_history_t *reader;
    ck_assert_int_eq(
        stm_history_open(&reader, state, STM_ACCESS_READ, stm_problems_create(pool), pool), 0);
    return reader;
}

static apr_status_t find_first(stm_past_t *found, stm_history_t *reader)
{
    return stm_history_by_name(found, reader, newsroom.key, "0000", STM_BYTES_WITH, pool);
}

static void kill_after_a_batch(stm_history_t *reader)
{
    stm_past_t found;
    pid_t writer = fork();
    if (!writer) {
        open_intake();
        scan_once(NOON);
        pause();
    }
    while (find_first(&found, reader)) {
        usleep(1000);
    }
    kill(writer, SIGKILL);
    ck_assert_int_eq(waitpid(writer, NULL, 0), writer);
}

/* What was public is known to have been, even where the index of it is lost. */
START_TEST(test_a_large_first_look_that_is_killed_leaves_the_history_of_what_it_took_in)
{
    stm_history_t *reader;
    stm_past_t found;
    start();
    close_intake();
    fill_root();
    reader = open_reader();
    ck_assert_int_eq(find_first(&found, reader), APR_ENOENT);
    kill_after_a_batch(reader);
    open_intake();
    scan_once(NOON + REFRESH);
    ck_assert_int_eq(count("words"), MANY);
    ck_assert_int_eq(find_first(&found, reader), APR_SUCCESS);
    ck_assert_int_eq(found.first_public_at, NOON);
    ck_assert_int_eq(found.size, strlen(text_of(0)));
    ck_assert_int_eq(memcmp(found.bytes, text_of(0), found.size), 0);
}
END_TEST

START_TEST(test_an_index_made_anew_keeps_what_the_history_holds)
{
    start();
    fill_root();
    scan_once(NOON);
    drop("0000.xml");
    scan_twice(NOON + REFRESH);
    ck_assert_int_ne(past("0000").deleted_at, 0);
    close_intake();
    ck_assert_int_eq(system(apr_pstrcat(pool, "rm ", state, "/index*", NULL)), 0);
    open_intake();
    scan_once(NOON + 3 * REFRESH);
    ck_assert_int_ne(past("0000").deleted_at, 0);
    ck_assert_int_eq(past("0001").first_public_at, NOON);
}
END_TEST

START_TEST(test_a_look_that_fails_for_want_of_room_begins_anew_when_there_is_some)
{
    struct rlimit limit, before;
    start();
    fill_root();
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    limit = (struct rlimit){SMALL, before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_ne(stm_intake_scan(intake, &newsroom, NOON, REFRESH, pool), APR_SUCCESS);
    ck_assert_int_ne(stm_intake_scan(intake, &newsroom, NOON, REFRESH, pool), APR_SUCCESS);
    ck_assert_int_eq(count(NULL), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    scan_once(NOON);
    said = "";
    check_all();
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_large_first_look_is_filled_beside_the_blank_index);
    tcase_add_test(all, test_a_filled_index_is_made_of_the_same_as_one_that_grew);
    tcase_add_test(all,
                   test_of_files_with_one_id_in_a_large_look_the_first_by_name_wins_until_it_goes);
    tcase_add_test(all, test_readers_get_what_a_look_had_when_it_was_told_to_stop);
    tcase_add_test(all, test_what_was_begun_when_the_writer_was_killed_is_made_anew);
    tcase_add_test(all,
                   test_a_large_first_look_that_is_killed_leaves_the_history_of_what_it_took_in);
    tcase_add_test(all, test_an_index_made_anew_keeps_what_the_history_holds);
    tcase_add_test(all, test_a_look_that_fails_for_want_of_room_begins_anew_when_there_is_some);
}

UNIT_MAIN("stm_intake_fill")
