#include "unit/folder.h"

#include <apr_file_io.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "core/state/export.h"
#include "core/state/history_writer.h"
#include "core/state/notices.h"
#include "core/state/writer_lock.h"

#define ROOM "0123456789abcdef0123456789abcdef"

static const char *file_in(const char *dir, const char *name)
{
    return apr_pstrcat(pool, dir, "/", name, NULL);
}

static stm_history_t *open_history(const char *dir, stm_access_t access, apr_pool_t *history_pool)
{
    stm_history_t *history;
    ck_assert_int_eq(
        stm_history_open(&history, dir, access, stm_problems_create(pool), history_pool),
        APR_SUCCESS);
    return history;
}

typedef struct row_t {
    const char *identity, *name;
    apr_time_t first_public_at, deleted_at, changed_at;
    const char *bytes;
} row_t;

/* A state directory with a history of these, up to one without identity. */
static const char *make_state(const row_t *rows)
{
    const char *dir = folder_create();
    apr_pool_t *history_pool;
    apr_pool_create(&history_pool, pool);
    stm_history_t *history = open_history(dir, STM_ACCESS_WRITE, history_pool);
    ck_assert_int_eq(stm_history_begin(history), 0);
    for (; rows->identity; rows++) {
        stm_past_t past = {.identity = rows->identity,
                           .name = rows->name,
                           .first_public_at = rows->first_public_at,
                           .deleted_at = rows->deleted_at,
                           .changed_at = rows->changed_at,
                           .bytes = rows->bytes,
                           .size = rows->bytes ? strlen(rows->bytes) : 0};
        ck_assert_int_eq(stm_history_keep(history, ROOM, &past), 0);
    }
    ck_assert_int_eq(stm_history_commit(history), 0);
    apr_pool_destroy(history_pool);
    return dir;
}

#define STATE(...) make_state((const row_t[]){__VA_ARGS__, {0}})

static const char *export_of(const char *dir)
{
    const char *path = file_in(folder_create(), "export");
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    ck_assert_int_eq(stm_export_write(file, dir, stm_problems_create(pool), pool), APR_SUCCESS);
    close(file);
    return path;
}

static stm_import_t done;
static const char *said; /* the code of the first problem */

static apr_status_t import(const char *dir, const char *path)
{
    stm_problems_t *problems = stm_problems_create(pool);
    int file = open(path, O_RDONLY);
    apr_status_t status = stm_import(&done, file, dir, problems, pool);
    close(file);
    said = stm_problems_at(problems, 0) ? stm_problems_at(problems, 0)->code : "";
    return status;
}

static stm_past_t past_of(const char *dir, const char *name)
{
    stm_past_t past;
    ck_assert_int_eq(stm_history_by_name(&past, open_history(dir, STM_ACCESS_READ, pool), ROOM,
                                         name, STM_BYTES_WITH, pool),
                     APR_SUCCESS);
    return past;
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *handle;
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

START_TEST(test_an_export_fills_an_empty_folder_with_all_that_it_holds)
{
    const char *dir = folder_create();
    const char *path = export_of(
        STATE({"urn:a", "a", 10, 0, 11, "bytes of a"}, {"urn:b", "old", 20, 0, 21, "bytes of b"},
              {"urn:b", "new", 20, 0, 21, NULL}, {"urn:c", "c", 30, 40, 31, "bytes of c"}));
    ck_assert_int_eq(import(dir, path), APR_SUCCESS);
    ck_assert_int_eq(done.statements, 3);
    ck_assert_int_eq(done.added, 3);
    ck_assert_int_eq(past_of(dir, "a").first_public_at, 10);
    ck_assert_int_eq(past_of(dir, "a").changed_at, 11);
    ck_assert_str_eq(past_of(dir, "a").bytes, "bytes of a");
    ck_assert_str_eq(past_of(dir, "old").name, "new");
    ck_assert_int_eq(past_of(dir, "c").deleted_at, 40);
    ck_assert_int_eq(import(dir, path), APR_SUCCESS);
    ck_assert_int_eq(done.added, 0);
}
END_TEST

START_TEST(test_it_has_what_is_in_the_log_alone)
{
    const char *dir = STATE({"urn:a", "a", 1, 0, 1, NULL}), *other = folder_create();
    stm_past_t past = {.identity = "urn:b", .name = "b"};
    stm_history_t *writer = open_history(dir, STM_ACCESS_WRITE, pool);
    for (int i = 0; i < 2; i++) {
        past.changed_at = i + 1;
        ck_assert_int_eq(stm_history_begin(writer), 0);
        ck_assert_int_eq(stm_history_keep(writer, ROOM, &past), 0);
        ck_assert_int_eq(stm_history_commit(writer), 0);
    }
    ck_assert_int_eq(import(other, export_of(dir)), APR_SUCCESS);
    ck_assert_int_eq(past_of(other, "b").changed_at, 2);
}
END_TEST

START_TEST(test_a_merge_loses_nothing_of_either_side)
{
    const char *dir = STATE({"urn:own", "own", 1, 0, 1, "own"}, {"urn:both", "both", 9, 0, 9, "x"});
    ck_assert_int_eq(import(dir, export_of(STATE({"urn:one", "one", 2, 3, 2, "one"},
                                                 {"urn:both", "both", 5, 0, 5, "x"}))),
                     APR_SUCCESS);
    ck_assert_int_eq(done.added, 1);
    ck_assert_str_eq(past_of(dir, "own").bytes, "own");
    ck_assert_int_eq(past_of(dir, "one").deleted_at, 3);
}
END_TEST

START_TEST(test_the_earlier_first_publication_counts)
{
    static const struct {
        apr_time_t own, one, expected;
    } rows[] = {{5, 9, 5}, {9, 5, 5}, {0, 7, 7}, {7, 0, 7}, {0, 0, 0}};
    const char *dir = STATE({"urn:a", "a", rows[_i].own, 0, 4, "x"});
    ck_assert_int_eq(import(dir, export_of(STATE({"urn:a", "a", rows[_i].one, 0, 3, "x"}))), 0);
    ck_assert_int_eq(past_of(dir, "a").first_public_at, rows[_i].expected);
}
END_TEST

START_TEST(test_the_version_that_came_last_counts_and_the_same_one_is_as_old_as_the_earlier)
{
    static const struct {
        row_t own, one, expected;
    } rows[] = {
        {{"i", "a", 1, 0, 5, "x"}, {"i", "a", 1, 0, 3, "x"}, {"i", "a", 1, 0, 3, "x"}},
        {{"i", "a", 1, 0, 3, "x"}, {"i", "a", 1, 0, 5, "x"}, {"i", "a", 1, 0, 3, "x"}},
        {{"i", "a", 1, 0, 5, "x"}, {"i", "a", 1, 0, 3, "y"}, {"i", "a", 1, 0, 5, "x"}},
        {{"i", "a", 1, 0, 3, "x"}, {"i", "a", 1, 0, 5, "y"}, {"i", "a", 1, 0, 5, "y"}},
        {{"i", "a", 1, 0, 3, "x"}, {"i", "a", 1, 6, 3, "x"}, {"i", "a", 1, 6, 3, "x"}},
        {{"i", "a", 1, 0, 9, "x"}, {"i", "a", 1, 6, 3, "x"}, {"i", "a", 1, 0, 3, "x"}},
        {{"i", "a", 1, 6, 3, "x"}, {"i", "a", 1, 0, 9, "y"}, {"i", "a", 1, 0, 9, "y"}},
        {{"i", "a", 1, 0, 3, NULL}, {"i", "a", 1, 0, 3, "x"}, {"i", "a", 1, 0, 3, "x"}},
    };
    const row_t *expected = &rows[_i].expected;
    const char *dir = STATE(rows[_i].own);
    ck_assert_int_eq(import(dir, export_of(STATE(rows[_i].one))), 0);
    stm_past_t past = past_of(dir, "a");
    ck_assert_int_eq(past.changed_at, expected->changed_at);
    ck_assert_int_eq(past.deleted_at, expected->deleted_at);
    ck_assert_str_eq(past.bytes, expected->bytes);
}
END_TEST

START_TEST(test_a_name_leads_to_the_statement_that_has_it_now)
{
    const char *dir = STATE({"urn:a", "one", 1, 0, 1, "a"}, {"urn:a", "two", 1, 0, 1, NULL});
    ck_assert_int_eq(import(dir, export_of(STATE({"urn:b", "one", 2, 0, 2, "b"},
                                                 {"urn:c", "two", 3, 0, 3, "c"}))),
                     0);
    ck_assert_str_eq(past_of(dir, "one").identity, "urn:b");
    ck_assert_str_eq(past_of(dir, "two").identity, "urn:a");
}
END_TEST

START_TEST(test_lists_keep_the_later_moment_and_the_beginning_the_earlier)
{
    const char *dirs[] = {STATE({"urn:a", "a", 1, 0, 1, "a"}), STATE({"urn:b", "b", 1, 0, 1, "b"})};
    for (int i = 0; i < 2; i++) {
        apr_pool_t *history_pool;
        apr_pool_create(&history_pool, pool);
        stm_history_t *history = open_history(dirs[i], STM_ACCESS_WRITE, history_pool);
        ck_assert_int_eq(stm_history_touch(history, ROOM, "1:x", 10 + i), 0);
        ck_assert_int_eq(stm_history_touch(history, ROOM, STM_HISTORY_BEGUN, 6 - i), 0);
        apr_pool_destroy(history_pool);
    }
    ck_assert_int_eq(import(dirs[0], export_of(dirs[1])), 0);
    stm_history_t *merged = open_history(dirs[0], STM_ACCESS_READ, pool);
    ck_assert_int_eq(stm_history_touched(merged, ROOM, "1:x"), 11);
    ck_assert_int_eq(stm_history_touched(merged, ROOM, STM_HISTORY_BEGUN), 5);
}
END_TEST

static void add_notice(const char *dir, const char *identity, apr_time_t moment)
{
    const stm_notice_t notice = {.newsroom = ROOM,
                                 .kind = STM_NOTICE_PUBLISHED,
                                 .identity = identity,
                                 .name = "a",
                                 .moment = moment};
    apr_pool_t *history_pool;
    apr_pool_create(&history_pool, pool);
    stm_history_t *history = open_history(dir, STM_ACCESS_WRITE, history_pool);
    ck_assert_int_eq(stm_notices_add(history, &notice), 0);
    apr_pool_destroy(history_pool);
}

/* "1:urn:a 2:urn:b " */
static const char *notices_of(const char *dir)
{
    apr_array_header_t *notices;
    const char *text = "";
    apr_pool_t *history_pool;
    apr_pool_create(&history_pool, pool);
    ck_assert_int_eq(
        stm_notices_list(&notices, open_history(dir, STM_ACCESS_WRITE, history_pool), 0, 10, pool),
        0);
    for (int i = 0; i < notices->nelts; i++) {
        const stm_notice_t *one = &APR_ARRAY_IDX(notices, i, stm_notice_t);
        text = apr_psprintf(pool, "%s%d:%s ", text, (int)one->id, one->identity);
    }
    apr_pool_destroy(history_pool);
    return text;
}

static void remove_notice(const char *dir, apr_int64_t id)
{
    apr_pool_t *history_pool;
    apr_pool_create(&history_pool, pool);
    ck_assert_int_eq(stm_notices_remove(open_history(dir, STM_ACCESS_WRITE, history_pool), &id, 1),
                     0);
    apr_pool_destroy(history_pool);
}

START_TEST(test_notices_are_still_to_be_told_and_no_number_is_used_twice)
{
    const char *one = STATE({"urn:a", "a", 1, 0, 1, "a"}),
               *own = STATE({"urn:a", "a", 1, 0, 1, "a"});
    const char *fresh = folder_create();
    for (int i = 1; i <= 3; i++) {
        add_notice(one, "urn:a", i);
    }
    remove_notice(one, 3);
    ck_assert_int_eq(import(fresh, export_of(one)), APR_SUCCESS);
    ck_assert_str_eq(notices_of(fresh), "1:urn:a 2:urn:a ");
    add_notice(fresh, "urn:c", 9);
    ck_assert_str_eq(notices_of(fresh), "1:urn:a 2:urn:a 4:urn:c ");
    add_notice(own, "urn:b", 8);
    add_notice(own, "urn:a", 2);
    ck_assert_int_eq(import(own, export_of(one)), APR_SUCCESS);
    ck_assert_str_eq(notices_of(own), "1:urn:b 2:urn:a 4:urn:a ");
}
END_TEST

START_TEST(test_what_is_no_export_is_refused_and_changes_nothing)
{
    const char *dir = STATE({"urn:a", "a", 1, 0, 1, "a"});
    const char *good = export_of(STATE({"urn:a", "b", 0, 0, 9, "b"}));
    const char *paths[4];
    for (int i = 0; i < 4; i++) {
        paths[i] = file_in(folder_create(), "file");
        ck_assert_int_eq(apr_file_copy(good, paths[i], APR_FPROT_OS_DEFAULT, pool), 0);
    }
    run_sql(paths[0], "PRAGMA user_version = 99");
    run_sql(paths[1], "PRAGMA application_id = 1");
    run_sql(paths[2],
            "ALTER TABLE statements RENAME TO s; CREATE VIEW statements AS SELECT * FROM s");
    ck_assert_int_eq(truncate(paths[3], 5000), 0);
    for (int i = 0; i < 4; i++) {
        ck_assert_msg(import(dir, paths[i]) == APR_EINVAL, "%d: %s", i, said);
        ck_assert_str_eq(said, "no-export");
    }
    ck_assert_int_eq(import(dir, file_in(STATE({"urn:a", "a", 1, 0, 1, "a"}), "history.db")),
                     APR_EINVAL);
    ck_assert_int_eq(import(dir, "/etc/passwd"), APR_EINVAL);
    ck_assert_int_eq(import(dir, "/dev/null"), APR_EINVAL);
    ck_assert_int_eq(past_of(dir, "a").changed_at, 1);
}
END_TEST

START_TEST(test_nothing_is_left_behind)
{
    const char *dir = STATE({"urn:a", "a", 1, 0, 1, "a"});
    const char *path = export_of(dir);
    apr_dir_t *folder;
    apr_finfo_t finfo;
    ck_assert_int_eq(import(dir, path), APR_SUCCESS);
    ck_assert_int_eq(import(dir, "/etc/passwd"), APR_EINVAL);
    apr_dir_open(&folder, dir, pool);
    while (!apr_dir_read(&finfo, APR_FINFO_NAME, folder)) {
        ck_assert_msg(!strstr(finfo.name, "port-"), "%s", finfo.name);
    }
}
END_TEST

START_TEST(test_a_history_in_use_is_left_alone)
{
    const char *dir = STATE({"urn:a", "a", 1, 0, 1, "a"}), *path = export_of(dir);
    ck_assert(!stm_writer_lock_is_taken(dir, pool));
    ck_assert_int_eq(stm_writer_lock_take(dir, pool), APR_SUCCESS);
    ck_assert(stm_writer_lock_is_taken(dir, pool));
    ck_assert_int_eq(import(dir, path), APR_EBUSY);
    ck_assert_str_eq(said, "state-in-use");
}
END_TEST

START_TEST(test_an_export_of_an_older_layout_is_raised)
{
    const char *dir = STATE({"urn:a", "a", 10, 0, 11, "bytes"}), *fresh = folder_create();
    run_sql(file_in(dir, "history.db"),
            "DROP TABLE moments; DROP TABLE notices; PRAGMA user_version = 1");
    ck_assert_int_eq(import(fresh, export_of(dir)), APR_SUCCESS);
    ck_assert_int_eq(past_of(fresh, "a").first_public_at, 10);
}
END_TEST

START_TEST(test_a_damaged_history_is_not_exported)
{
    const char *dir = STATE({"urn:a", "a", 10, 0, 11, "bytes"});
    stm_problems_t *problems = stm_problems_create(pool);
    ck_assert_int_eq(truncate(file_in(dir, "history.db"), 9000), 0);
    ck_assert_int_ne(stm_export_write(1, dir, problems, pool), APR_SUCCESS);
    ck_assert_int_gt(stm_problems_count(problems, STM_SEVERITY_ERROR), 0);
    ck_assert_int_ne(stm_export_write(1, folder_create(), problems, pool), APR_SUCCESS);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_an_export_fills_an_empty_folder_with_all_that_it_holds);
    tcase_add_test(all, test_it_has_what_is_in_the_log_alone);
    tcase_add_test(all, test_a_merge_loses_nothing_of_either_side);
    tcase_add_loop_test(all, test_the_earlier_first_publication_counts, 0, 5);
    tcase_add_loop_test(
        all, test_the_version_that_came_last_counts_and_the_same_one_is_as_old_as_the_earlier, 0,
        8);
    tcase_add_test(all, test_a_name_leads_to_the_statement_that_has_it_now);
    tcase_add_test(all, test_lists_keep_the_later_moment_and_the_beginning_the_earlier);
    tcase_add_test(all, test_notices_are_still_to_be_told_and_no_number_is_used_twice);
    tcase_add_test(all, test_what_is_no_export_is_refused_and_changes_nothing);
    tcase_add_test(all, test_nothing_is_left_behind);
    tcase_add_test(all, test_a_history_in_use_is_left_alone);
    tcase_add_test(all, test_an_export_of_an_older_layout_is_raised);
    tcase_add_test(all, test_a_damaged_history_is_not_exported);
}

UNIT_MAIN("stm_export")
