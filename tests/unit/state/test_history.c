#include "unit/folder.h"

#include <apr_file_io.h>
#include <sqlite3.h>
#include <string.h>

#include "core/state/history.h"
#include "core/state/history_writer.h"

#define ROOM "0123456789abcdef0123456789abcdef"

static stm_history_t *open_history(const char *state_dir, stm_access_t access)
{
    stm_history_t *history;
    stm_problems_t *problems = stm_problems_create(pool);
    ck_assert_int_eq(stm_history_open(&history, state_dir, access, problems, pool), APR_SUCCESS);
    return history;
}

static apr_size_t file_size(const char *path)
{
    apr_finfo_t finfo;
    ck_assert_int_eq(apr_stat(&finfo, path, APR_FINFO_SIZE, pool), APR_SUCCESS);
    return (apr_size_t)finfo.size;
}

static const char *file_content(const char *path)
{
    apr_size_t size = file_size(path);
    char *bytes = apr_palloc(pool, size);
    apr_file_t *file;
    ck_assert_int_eq(apr_file_open(&file, path, APR_FOPEN_READ, 0, pool), APR_SUCCESS);
    ck_assert_int_eq(apr_file_read_full(file, bytes, size, NULL), APR_SUCCESS);
    apr_file_close(file);
    return bytes;
}

static void keep(stm_history_t *history, stm_past_t past)
{
    past.size = past.bytes ? strlen(past.bytes) : 0;
    ck_assert_int_eq(stm_history_begin(history), APR_SUCCESS);
    ck_assert_int_eq(stm_history_keep(history, ROOM, &past), APR_SUCCESS);
    ck_assert_int_eq(stm_history_commit(history), APR_SUCCESS);
}

START_TEST(test_what_was_kept_is_found_by_name_and_identity)
{
    const char *dir = folder_create();
    stm_history_t *writer = open_history(dir, STM_ACCESS_WRITE), *reader;
    stm_past_t past;
    keep(writer, (stm_past_t){.identity = "urn:a",
                              .name = "2026/a",
                              .first_public_at = 5,
                              .changed_at = 4,
                              .bytes = "<statement/>"});
    reader = open_history(dir, STM_ACCESS_READ);
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "2026/a", STM_BYTES_WITH, pool), 0);
    ck_assert_str_eq(past.identity, "urn:a");
    ck_assert_int_eq(past.first_public_at, 5);
    ck_assert_int_eq(past.changed_at, 4);
    ck_assert_int_eq(past.size, 12);
    ck_assert_str_eq(past.bytes, "<statement/>");
    ck_assert_int_eq(stm_history_by_identity(&past, reader, ROOM, "urn:a", STM_BYTES_WITHOUT, pool),
                     0);
    ck_assert_str_eq(past.name, "2026/a");
    ck_assert_ptr_null(past.bytes);
    ck_assert_int_eq(stm_history_by_name(&past, reader, "other", "2026/a", STM_BYTES_WITH, pool),
                     APR_ENOENT);
}
END_TEST

START_TEST(test_a_handle_that_has_rested_reads_and_writes_on)
{
    const char *dir = folder_create();
    stm_history_t *writer = open_history(dir, STM_ACCESS_WRITE), *reader;
    stm_past_t past;
    int i;
    keep(writer, (stm_past_t){.identity = "urn:a", .name = "a"});
    reader = open_history(dir, STM_ACCESS_READ);
    for (i = 0; i < 3; i++) {
        ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "a", STM_BYTES_WITHOUT, pool), 0);
        ck_assert_int_eq(past.changed_at, i);
        stm_history_release_idle(reader);
        stm_history_release_idle(writer);
        keep(writer, (stm_past_t){.identity = "urn:a", .name = "a", .changed_at = i + 1});
    }
}
END_TEST

START_TEST(test_every_name_that_a_statement_had_leads_to_its_newest)
{
    stm_history_t *history = open_history(folder_create(), STM_ACCESS_WRITE);
    stm_past_t past;
    keep(history, (stm_past_t){.identity = "urn:a", .name = "one"});
    keep(history, (stm_past_t){.identity = "urn:a", .name = "two"});
    keep(history, (stm_past_t){.identity = "urn:a", .name = "three"});
    ck_assert_int_eq(stm_history_by_name(&past, history, ROOM, "one", STM_BYTES_WITHOUT, pool), 0);
    ck_assert_str_eq(past.name, "three");
    ck_assert_int_eq(stm_history_by_name(&past, history, ROOM, "two", STM_BYTES_WITHOUT, pool), 0);
    ck_assert_str_eq(past.name, "three");
}
END_TEST

START_TEST(test_a_name_belongs_to_the_statement_that_took_it_last)
{
    stm_history_t *history = open_history(folder_create(), STM_ACCESS_WRITE);
    stm_past_t past;
    keep(history, (stm_past_t){.identity = "urn:a", .name = "one"});
    keep(history, (stm_past_t){.identity = "urn:a", .name = "two"});
    keep(history, (stm_past_t){.identity = "urn:b", .name = "one"});
    ck_assert_int_eq(stm_history_by_name(&past, history, ROOM, "one", STM_BYTES_WITHOUT, pool), 0);
    ck_assert_str_eq(past.identity, "urn:b");
}
END_TEST

START_TEST(test_first_publication_is_never_moved_and_bytes_stay_until_replaced)
{
    stm_history_t *history = open_history(folder_create(), STM_ACCESS_WRITE);
    stm_past_t past;
    keep(history, (stm_past_t){.identity = "urn:a", .name = "a", .bytes = "one"});
    keep(history, (stm_past_t){.identity = "urn:a", .name = "a", .first_public_at = 10});
    keep(history,
         (stm_past_t){.identity = "urn:a", .name = "a", .first_public_at = 20, .deleted_at = 30});
    ck_assert_int_eq(stm_history_by_name(&past, history, ROOM, "a", STM_BYTES_WITH, pool), 0);
    ck_assert_int_eq(past.first_public_at, 10);
    ck_assert_int_eq(past.deleted_at, 30);
    ck_assert_str_eq(past.bytes, "one");
}
END_TEST

START_TEST(test_nothing_of_a_group_is_kept_without_its_commit)
{
    stm_history_t *history = open_history(folder_create(), STM_ACCESS_WRITE);
    stm_past_t past = {.identity = "urn:a", .name = "a"};
    ck_assert_int_eq(stm_history_begin(history), 0);
    ck_assert_int_eq(stm_history_keep(history, ROOM, &past), 0);
    ck_assert_int_eq(stm_history_rollback(history), 0);
    ck_assert_int_eq(stm_history_by_name(&past, history, ROOM, "a", STM_BYTES_WITHOUT, pool),
                     APR_ENOENT);
}
END_TEST

START_TEST(test_a_reader_may_come_before_the_writer)
{
    const char *dir = folder_create();
    stm_history_t *reader = open_history(dir, STM_ACCESS_READ);
    stm_past_t past;
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "a", STM_BYTES_WITHOUT, pool),
                     APR_EBUSY);
    keep(open_history(dir, STM_ACCESS_WRITE), (stm_past_t){.identity = "urn:a", .name = "a"});
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "a", STM_BYTES_WITHOUT, pool), 0);
}
END_TEST

static const char *file_in(const char *folder, const char *name)
{
    return apr_pstrcat(pool, folder, "/", name, NULL);
}

/* Whole in its file, without a log beside it. */
static void write_and_close(const char *state_dir, stm_past_t past)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_history_t *writer;
    apr_pool_t *own;

    apr_pool_create(&own, pool);
    ck_assert_int_eq(stm_history_open(&writer, state_dir, STM_ACCESS_WRITE, problems, own), 0);
    keep(writer, past);
    apr_pool_destroy(own);
}

START_TEST(test_a_reader_keeps_the_former_history_until_the_newer_one_can_be_read)
{
    const char *dir = folder_create(), *other = folder_create();
    stm_history_t *reader = open_history(dir, STM_ACCESS_READ);
    stm_past_t past;
    apr_file_t *file;
    write_and_close(dir, (stm_past_t){.identity = "urn:a", .name = "a", .changed_at = 1});
    write_and_close(other, (stm_past_t){.identity = "urn:a", .name = "a", .changed_at = 2});
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "a", STM_BYTES_WITHOUT, pool), 0);
    apr_file_open(&file, file_in(dir, "half"), APR_FOPEN_WRITE | APR_FOPEN_CREATE,
                  APR_FPROT_OS_DEFAULT, pool);
    apr_file_puts("not ready yet: no database, however long one waits for its first page", file);
    apr_file_close(file);
    apr_file_rename(file_in(dir, "half"), file_in(dir, "history.db"), pool);
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "a", STM_BYTES_WITHOUT, pool), 0);
    ck_assert_int_eq(past.changed_at, 1);
    apr_file_remove(file_in(dir, "history.db-wal"), pool);
    apr_file_remove(file_in(dir, "history.db-shm"), pool);
    apr_file_rename(file_in(other, "history.db"), file_in(dir, "history.db"), pool);
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "a", STM_BYTES_WITHOUT, pool), 0);
    ck_assert_int_eq(past.changed_at, 2);
}
END_TEST

START_TEST(test_a_reader_is_served_while_a_writer_writes)
{
    const char *dir = folder_create();
    stm_history_t *writer = open_history(dir, STM_ACCESS_WRITE);
    stm_past_t past, more = {.identity = "urn:b", .name = "b"};
    keep(writer, (stm_past_t){.identity = "urn:a", .name = "a"});
    ck_assert_int_eq(stm_history_begin(writer), 0);
    ck_assert_int_eq(stm_history_keep(writer, ROOM, &more), 0);
    stm_history_t *reader = open_history(dir, STM_ACCESS_READ);
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "a", STM_BYTES_WITHOUT, pool), 0);
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "b", STM_BYTES_WITHOUT, pool),
                     APR_ENOENT);
    ck_assert_int_eq(stm_history_commit(writer), 0);
    ck_assert_int_eq(stm_history_by_name(&past, reader, ROOM, "b", STM_BYTES_WITHOUT, pool), 0);
}
END_TEST

/* What a backup program gets that copies history.db and leaves the log beside it. */
static apr_status_t find_in_bare_copy(const char *dir, const char *name)
{
    const char *other = folder_create();
    stm_past_t past;
    ck_assert_int_eq(apr_file_copy(file_in(dir, "history.db"), file_in(other, "history.db"),
                                   APR_FPROT_OS_DEFAULT, pool),
                     APR_SUCCESS);
    return stm_history_by_name(&past, open_history(other, STM_ACCESS_READ), ROOM, name,
                               STM_BYTES_WITHOUT, pool);
}

START_TEST(test_a_bare_copy_of_the_file_lacks_nothing_older_than_the_last_checkpoint)
{
    const char *dir = folder_create();
    stm_history_t *writer = open_history(dir, STM_ACCESS_WRITE);
    keep(writer, (stm_past_t){.identity = "urn:a", .name = "a"});
    ck_assert_int_eq(find_in_bare_copy(dir, "a"), APR_SUCCESS);
    keep(writer, (stm_past_t){.identity = "urn:b", .name = "b"});
    stm_history_checkpoint(writer);
    ck_assert_int_eq(find_in_bare_copy(dir, "b"), APR_SUCCESS);
}
END_TEST

START_TEST(test_what_a_reader_keeps_from_the_file_is_copied_the_next_time)
{
    const char *dir = folder_create();
    stm_history_t *writer = open_history(dir, STM_ACCESS_WRITE);
    sqlite3 *reader;
    keep(writer, (stm_past_t){.identity = "urn:a", .name = "a"});
    stm_history_checkpoint(writer);
    ck_assert_int_eq(sqlite3_open(file_in(dir, "history.db"), &reader), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(reader, "BEGIN; SELECT * FROM names", NULL, NULL, NULL), 0);
    keep(writer, (stm_past_t){.identity = "urn:b", .name = "b"});
    keep(writer, (stm_past_t){.identity = "urn:c", .name = "c"});
    stm_history_checkpoint(writer);
    ck_assert_int_eq(find_in_bare_copy(dir, "c"), APR_ENOENT);
    sqlite3_close(reader);
    stm_history_checkpoint(writer);
    ck_assert_int_eq(find_in_bare_copy(dir, "c"), APR_SUCCESS);
}
END_TEST

START_TEST(test_a_file_that_is_no_database_is_kept_aside_and_reported)
{
    const char *dir = folder_create(), *path = apr_pstrcat(pool, dir, "/history.db", NULL);
    const char *words = "this is no database, however long it may be: not a page of it";
    stm_problems_t *problems = stm_problems_create(pool);
    stm_history_t *history;
    apr_file_t *file;
    apr_finfo_t finfo;
    const char *aside;
    apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE, APR_FPROT_OS_DEFAULT, pool);
    apr_file_puts(words, file);
    apr_file_close(file);
    ck_assert_int_eq(stm_history_open(&history, dir, STM_ACCESS_WRITE, problems, pool), 0);
    ck_assert_str_eq(stm_problems_at(problems, 0)->code, "history-saved");
    aside = strstr(stm_problems_at(problems, 0)->message, "is now ") + strlen("is now ");
    ck_assert_int_eq(apr_stat(&finfo, aside, APR_FINFO_SIZE, pool), 0);
    ck_assert_uint_eq((size_t)finfo.size, strlen(words));
}
END_TEST

START_TEST(test_another_programs_database_is_not_taken_for_a_history)
{
    const char *dir = folder_create();
    stm_problems_t *problems = stm_problems_create(pool);
    stm_history_t *history;
    sqlite3 *other;
    ck_assert_int_eq(sqlite3_open(apr_pstrcat(pool, dir, "/history.db", NULL), &other), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(other, "PRAGMA user_version = 9; CREATE TABLE a (b)", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(other);
    ck_assert_int_eq(stm_history_open(&history, dir, STM_ACCESS_WRITE, problems, pool), STM_ESTATE);
    ck_assert_str_eq(stm_problems_at(problems, 0)->code, "history-newer");
}
END_TEST

START_TEST(test_a_newsroom_under_a_new_key_keeps_its_past)
{
    stm_history_t *history = open_history(folder_create(), STM_ACCESS_WRITE);
    stm_newsroom_t before = {.key = ROOM, .root = "/srv/news", .identity = "example.org"};
    stm_newsroom_t after = {.key = "another", .root = "/srv/news", .identity = "example.org"};
    stm_newsroom_t stranger = {.key = "third", .root = "/srv/other", .identity = "example.org"};
    stm_past_t past;
    ck_assert_int_eq(stm_history_is_unknown(history, &before), 1);
    ck_assert_int_eq(stm_history_adopt(history, &before), 0);
    ck_assert_int_eq(stm_history_is_unknown(history, &before), 0);
    keep(history, (stm_past_t){.identity = "urn:a", .name = "old", .bytes = "x"});
    keep(history, (stm_past_t){.identity = "urn:a", .name = "new", .first_public_at = 7});
    ck_assert_int_eq(stm_history_adopt(history, &after), 0);
    ck_assert_int_eq(stm_history_adopt(history, &stranger), 0);
    ck_assert_int_eq(stm_history_by_name(&past, history, "another", "old", STM_BYTES_WITH, pool),
                     0);
    ck_assert_str_eq(past.name, "new");
    ck_assert_int_eq(past.first_public_at, 7);
    ck_assert_str_eq(past.bytes, "x");
    ck_assert_int_eq(stm_history_by_name(&past, history, "third", "old", STM_BYTES_WITH, pool),
                     APR_ENOENT);
}
END_TEST

static void touch(stm_history_t *history, const char *list, apr_time_t moment)
{
    ck_assert_int_eq(stm_history_begin(history), APR_SUCCESS);
    ck_assert_int_eq(stm_history_touch(history, ROOM, list, moment), APR_SUCCESS);
    ck_assert_int_eq(stm_history_commit(history), APR_SUCCESS);
}

START_TEST(test_the_greatest_moment_of_a_list_is_kept)
{
    const char *dir = folder_create();
    stm_history_t *writer = open_history(dir, STM_ACCESS_WRITE);
    touch(writer, "1:tag", 5);
    touch(writer, "1:tag", 4);
    ck_assert_int_eq(stm_history_touched(writer, ROOM, "1:tag"), 5);
    ck_assert_int_eq(stm_history_touched(writer, ROOM, "2:2026"), 0);
    ck_assert_int_eq(stm_history_touched(open_history(dir, STM_ACCESS_READ), ROOM, "1:tag"), 5);
}
END_TEST

static void run_sql(const char *dir, const char *sql)
{
    sqlite3 *handle;
    ck_assert_int_eq(sqlite3_open(apr_pstrcat(pool, dir, "/history.db", NULL), &handle), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

/* As version 1 has left it: without moments and notices. */
START_TEST(test_an_older_history_is_raised_with_all_that_it_holds)
{
    const char *dir = folder_create();
    stm_history_t *writer = open_history(dir, STM_ACCESS_WRITE), *reader;
    stm_past_t past;
    keep(writer, (stm_past_t){.identity = "urn:a", .name = "a", .bytes = "x"});
    run_sql(dir, "DROP TABLE moments; DROP TABLE notices; PRAGMA user_version = 1");
    reader = open_history(dir, STM_ACCESS_READ);
    ck_assert_int_eq(stm_history_touched(reader, ROOM, "1:tag"), 0);
    ck_assert(
        APR_STATUS_IS_EBUSY(stm_history_by_name(&past, reader, ROOM, "a", STM_BYTES_WITH, pool)));
    writer = open_history(dir, STM_ACCESS_WRITE);
    touch(writer, "1:tag", 5);
    ck_assert_int_eq(stm_history_touched(writer, ROOM, "1:tag"), 5);
    ck_assert_int_eq(stm_history_by_name(&past, writer, ROOM, "a", STM_BYTES_WITH, pool), 0);
    ck_assert_str_eq(past.bytes, "x");
    ck_assert_int_eq(stm_history_touched(reader, ROOM, "1:tag"), 5);
}
END_TEST

START_TEST(test_a_newer_history_is_refused_and_left_as_it_is)
{
    const char *dir = folder_create();
    const char *path = apr_pstrcat(pool, dir, "/history.db", NULL);
    stm_problems_t *problems = stm_problems_create(pool);
    stm_history_t *history;
    apr_pool_t *inner;
    const char *before;
    apr_pool_create(&inner, pool);
    ck_assert_int_eq(stm_history_open(&history, dir, STM_ACCESS_WRITE, problems, inner), 0);
    apr_pool_destroy(inner);
    run_sql(dir, "PRAGMA journal_mode = DELETE; CREATE TABLE later (a); PRAGMA user_version = 99");
    before = file_content(path);
    ck_assert_int_eq(stm_history_open(&history, dir, STM_ACCESS_WRITE, problems, pool), STM_ESTATE);
    ck_assert_str_eq(stm_problems_at(problems, 0)->code, "history-newer");
    ck_assert_ptr_nonnull(
        strstr(stm_problems_at(problems, 0)->message, "nothing in it was changed"));
    ck_assert(memcmp(before, file_content(path), file_size(path)) == 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_the_greatest_moment_of_a_list_is_kept);
    tcase_add_test(all, test_an_older_history_is_raised_with_all_that_it_holds);
    tcase_add_test(all, test_a_newer_history_is_refused_and_left_as_it_is);
    tcase_add_test(all, test_what_was_kept_is_found_by_name_and_identity);
    tcase_add_test(all, test_a_handle_that_has_rested_reads_and_writes_on);
    tcase_add_test(all, test_every_name_that_a_statement_had_leads_to_its_newest);
    tcase_add_test(all, test_a_name_belongs_to_the_statement_that_took_it_last);
    tcase_add_test(all, test_first_publication_is_never_moved_and_bytes_stay_until_replaced);
    tcase_add_test(all, test_nothing_of_a_group_is_kept_without_its_commit);
    tcase_add_test(all, test_a_reader_may_come_before_the_writer);
    tcase_add_test(all, test_a_reader_keeps_the_former_history_until_the_newer_one_can_be_read);
    tcase_add_test(all, test_a_reader_is_served_while_a_writer_writes);
    tcase_add_test(all, test_a_bare_copy_of_the_file_lacks_nothing_older_than_the_last_checkpoint);
    tcase_add_test(all, test_what_a_reader_keeps_from_the_file_is_copied_the_next_time);
    tcase_add_test(all, test_a_file_that_is_no_database_is_kept_aside_and_reported);
    tcase_add_test(all, test_another_programs_database_is_not_taken_for_a_history);
    tcase_add_test(all, test_a_newsroom_under_a_new_key_keeps_its_past);
}

UNIT_MAIN("stm_history")
