#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/page_store/internal.h"
#include "core/page_store/store.h"
#include "unit/folder.h"

#define NOW  apr_time_from_sec(1777896000)
#define KEY  "newsroom\nsettings\nname"
#define MANY (1024 * 1024)

static const char *state;

static void make_state(void)
{
    state = folder_create();
}

static stm_page_store_t *open_pages(apr_off_t max_bytes)
{
    stm_page_store_t *pages;

    ck_assert_int_eq(stm_page_store_open(&pages, state, max_bytes, pool), APR_SUCCESS);
    return pages;
}

static const char page_text[] = "<html>words words words words words words words words</html>";

static stm_page_record_t record_of(const char *key)
{
    stm_page_record_t record = {.key = key,
                                .origin = {7, 11, {1, 2, 3, 4}, "looks"},
                                .content = "content",
                                .valid_from = NOW,
                                .valid_until = NOW + apr_time_from_sec(60),
                                .changed_at = NOW - 1,
                                .status = 200,
                                .media_type = "text/html; charset=utf-8",
                                .lang = NULL,
                                .etag = "\"tag\""};

    record.bodies[STM_CODING_PLAIN].bytes = page_text;
    record.bodies[STM_CODING_PLAIN].size = sizeof(page_text) - 1;
    return record;
}

static void keep(const stm_page_store_t *pages, const char *key, apr_time_t asked_at)
{
    stm_page_record_t record = record_of(key);

    ck_assert_int_eq(stm_page_store_put(pages, &record, asked_at, pool), APR_SUCCESS);
}

static int is_there(const stm_page_store_t *pages, const char *key)
{
    stm_page_mapping_t *mapping;

    if (stm_page_store_find(&mapping, pages, key)) {
        return 0;
    }
    stm_page_mapping_release(mapping);
    return 1;
}

static const char *path_of_slot(const stm_page_store_t *pages, const char *key)
{
    char name[STM_PAGE_STORE_NAME], path[STM_PAGE_STORE_PATH];

    stm_page_store_name(name, key);
    ck_assert(stm_page_store_path(path, pages, name));
    return apr_pstrdup(pool, path);
}

START_TEST(test_a_kept_page_comes_back_whole_from_another_handle)
{
    stm_page_mapping_t *mapping;
    stm_page_record_t read, *record = &read;

    keep(open_pages(MANY), KEY, NOW);
    ck_assert_int_eq(stm_page_store_find(&mapping, open_pages(MANY), KEY), APR_SUCCESS);
    stm_page_mapping_read(&read, mapping);
    ck_assert_str_eq(record->key, KEY);
    ck_assert_int_eq(record->origin.instance, 7);
    ck_assert_int_eq(record->origin.version, 11);
    ck_assert_int_eq(record->origin.stamp.ctime, 4);
    ck_assert_str_eq(record->content, "content");
    ck_assert_int_eq(record->changed_at, NOW - 1);
    ck_assert_str_eq(record->media_type, "text/html; charset=utf-8");
    ck_assert_ptr_null(record->lang);
    ck_assert_str_eq(record->etag, "\"tag\"");
    ck_assert_uint_eq(record->bodies[STM_CODING_PLAIN].size, sizeof(page_text) - 1);
    ck_assert_int_eq(
        memcmp(record->bodies[STM_CODING_PLAIN].bytes, page_text, sizeof(page_text) - 1), 0);
    ck_assert_ptr_nonnull(record->bodies[STM_CODING_GZIP].bytes);
    ck_assert_uint_lt(record->bodies[STM_CODING_GZIP].size, sizeof(page_text) - 1);
    ck_assert_int_eq(mapping->asked_at, NOW);
    stm_page_mapping_release(mapping);
    ck_assert(!is_there(open_pages(MANY), "another key"));
}
END_TEST

START_TEST(test_a_mapping_outlives_the_file_and_its_replacement)
{
    stm_page_store_t *pages = open_pages(MANY);
    stm_page_mapping_t *mapping;
    stm_page_record_t record = record_of(KEY), read;

    keep(pages, KEY, NOW);
    ck_assert_int_eq(stm_page_store_find(&mapping, pages, KEY), APR_SUCCESS);
    stm_page_mapping_retain(mapping);
    record.bodies[STM_CODING_PLAIN].bytes = "other";
    record.bodies[STM_CODING_PLAIN].size = 5;
    ck_assert_int_eq(stm_page_store_put(pages, &record, NOW, pool), APR_SUCCESS);
    ck_assert_int_eq(remove(path_of_slot(pages, KEY)), 0);
    stm_page_mapping_release(mapping);
    stm_page_mapping_read(&read, mapping);
    ck_assert_int_eq(memcmp(read.bodies[STM_CODING_PLAIN].bytes, page_text, 6), 0);
    stm_page_mapping_release(mapping);
}
END_TEST

/* Writes @a size bytes of @a bytes as the slot's file, in one step. */
static void replace(const char *path, const char *bytes, apr_size_t size)
{
    const char *beside = apr_pstrcat(pool, path, ".test", NULL);
    FILE *file = fopen(beside, "w");

    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
    ck_assert_int_eq(rename(beside, path), 0);
}

START_TEST(test_a_file_that_is_not_whole_is_as_if_it_were_not_there)
{
    stm_page_store_t *pages = open_pages(MANY);
    static char bytes[4096];
    const char *path;
    apr_size_t size, i;
    FILE *file;

    keep(pages, KEY, NOW);
    path = path_of_slot(pages, KEY);
    file = fopen(path, "r");
    size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    for (i = 0; i < size; i++) {
        replace(path, bytes, i);
        ck_assert_msg(!is_there(pages, KEY), "%d of %d bytes", (int)i, (int)size);
    }
    for (i = 0; i < size; i++) {
        bytes[i] ^= 1;
        replace(path, bytes, size);
        ck_assert_msg(!is_there(pages, KEY), "byte %d of %d", (int)i, (int)size);
        bytes[i] ^= 1;
    }
    replace(path, bytes, size);
    ck_assert(is_there(pages, KEY));
}
END_TEST

START_TEST(test_a_page_is_current_only_for_what_it_was_made_of)
{
    stm_page_record_t record = record_of(KEY);
    stm_page_origin_t origin = record.origin;

    ck_assert(stm_page_store_is_current(&record, &origin, NOW));
    ck_assert(stm_page_store_is_current(&record, &origin, record.valid_until - 1));
    ck_assert(!stm_page_store_is_current(&record, &origin, record.valid_until));
    ck_assert(!stm_page_store_is_current(&record, &origin, NOW - 1));
    origin.version++;
    ck_assert(!stm_page_store_is_current(&record, &origin, NOW));
    origin.version = record.origin.version - 1; /* who looked before gets what is newer */
    ck_assert(stm_page_store_is_current(&record, &origin, NOW));
    origin.version = -1; /* the file was not known yet, and now it is */
    ck_assert(stm_page_store_is_current(&record, &origin, NOW));
    record.origin.version = -5;
    ck_assert(stm_page_store_is_current(&record, &origin, NOW));
    origin.version = -6;
    ck_assert(!stm_page_store_is_current(&record, &origin, NOW));
    origin.version = 0;
    ck_assert(!stm_page_store_is_current(&record, &origin, NOW));
    record = record_of(KEY);
    origin = record.origin;
    origin.instance++;
    ck_assert(!stm_page_store_is_current(&record, &origin, NOW));
    origin = record.origin;
    origin.stamp.ctime++;
    ck_assert(!stm_page_store_is_current(&record, &origin, NOW));
    origin = record.origin;
    origin.stylesheet_digest = "other";
    ck_assert(!stm_page_store_is_current(&record, &origin, NOW));
}
END_TEST

START_TEST(test_the_moment_of_change_moves_with_the_tag_and_never_goes_back)
{
    const apr_time_t second = apr_time_from_sec(1), half = second / 2;
    static const struct {
        const char *etag;
        int former_sec, floor_sec, now_sec, wanted_sec;
    } cases[] = {
        {"\"same\"", 100, 200, 300, 100}, /* same bytes: nothing has changed */
        {"\"new\"", 100, 50, 300, 300},   /* changed: now */
        {"\"new\"", 300, 50, 300, 301},   /* twice within a second */
        {"\"new\"", 305, 50, 300, 306},   /* a clock set back */
        {NULL, 0, 200, 300, 200},         /* nothing known before */
    };
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        stm_page_record_t former = record_of(KEY);
        former.etag = "\"same\"";
        former.changed_at = cases[i].former_sec * second;
        ck_assert_int_eq(stm_page_store_changed_at(cases[i].etag ? &former : NULL,
                                                   cases[i].etag ? cases[i].etag : "\"same\"",
                                                   cases[i].floor_sec * second,
                                                   cases[i].now_sec * second + half),
                         cases[i].wanted_sec * second);
    }
}
END_TEST

START_TEST(test_the_least_asked_for_go_first_when_there_are_too_many_bytes)
{
    stm_page_store_t *pages = open_pages(80 * 1024);
    int i, left = 0;

    for (i = 0; i < 20; i++) {
        keep(pages, apr_psprintf(pool, "key %d", i), NOW + apr_time_from_sec(i));
    }
    stm_page_store_trim(pages, 0, NOW, pool);
    ck_assert(is_there(pages, "key 0"));
    keep(pages, "key 20", NOW + apr_time_from_sec(20));
    stm_page_store_trim(pages, 0, NOW, pool);
    for (i = 0; i <= 20; i++) {
        left += is_there(pages, apr_psprintf(pool, "key %d", i));
    }
    ck_assert_int_eq(left, 17); /* 70 KB in files of a block each */
    ck_assert(!is_there(pages, "key 0"));
    ck_assert(!is_there(pages, "key 3"));
    ck_assert(is_there(pages, "key 4"));
    ck_assert(is_there(pages, "key 20"));
}
END_TEST

START_TEST(test_there_is_a_bound_even_before_somebody_trims)
{
    stm_page_store_t *pages = open_pages(64 * 1024);
    apr_status_t status = APR_SUCCESS;
    int i;

    for (i = 0; !status && i < 100; i++) {
        stm_page_record_t record = record_of(apr_psprintf(pool, "key %d", i));
        status = stm_page_store_put(pages, &record, NOW, pool);
    }
    ck_assert_int_eq(status, APR_EBUSY);
    ck_assert_int_eq(i, 18);
    keep(pages, "key 3", NOW); /* in its own place there is room */
    stm_page_store_trim(pages, 1, NOW, pool);
    keep(pages, "key 99", NOW);
}
END_TEST

START_TEST(test_what_was_taken_away_is_not_dated_back)
{
    stm_page_store_t *pages = open_pages(MANY);
    apr_time_t born = stm_page_store_latest_change(pages, "never kept", NOW);
    stm_page_record_t record = record_of("old");
    int i;

    ck_assert_int_le(born, apr_time_now());
    ck_assert_int_gt(born, apr_time_now() - apr_time_from_sec(60));
    record.changed_at = born + apr_time_from_sec(100);
    ck_assert_int_eq(stm_page_store_put(pages, &record, NOW, pool), APR_SUCCESS);
    stm_page_store_trim(open_pages(0), 1, NOW, pool);
    ck_assert(!is_there(pages, "old"));
    ck_assert_int_eq(stm_page_store_latest_change(open_pages(MANY), "old", NOW),
                     record.changed_at + apr_time_from_sec(1));
    for (i = 0; i < 8; i++) {
        ck_assert_int_eq(
            stm_page_store_latest_change(pages, apr_psprintf(pool, "another %d", i), NOW), born);
    }
}
END_TEST

START_TEST(test_of_a_damaged_page_nobody_knows_how_old_it_is)
{
    stm_page_store_t *pages = open_pages(MANY);

    keep(pages, KEY, NOW);
    ck_assert_int_eq(truncate(path_of_slot(pages, KEY), 50), 0);
    ck_assert(!is_there(pages, KEY));
    ck_assert_int_eq(stm_page_store_latest_change(pages, KEY, NOW + 7), NOW + 7);
}
END_TEST

START_TEST(test_asking_keeps_a_page_from_going)
{
    stm_page_store_t *pages = open_pages(8 * 1024);
    stm_page_mapping_t *mapping;

    keep(pages, "old", NOW);
    keep(pages, "older", NOW - 1000000);
    ck_assert_int_eq(stm_page_store_find(&mapping, pages, "older"), APR_SUCCESS);
    stm_page_store_touch(pages, mapping, NOW + apr_time_from_sec(61));
    stm_page_mapping_release(mapping);
    open_pages(4096);
    stm_page_store_trim(open_pages(4096 + 2048), 1, NOW, pool);
    ck_assert(!is_there(pages, "old"));
    pages = open_pages(0);
    stm_page_store_trim(pages, 1, NOW, pool);
    ck_assert(!is_there(pages, "older"));
}
END_TEST

START_TEST(test_only_one_has_the_turn_threads_and_processes_alike)
{
    stm_page_store_t *pages = open_pages(MANY);
    stm_render_lock_t mine = {-1}, another = {-1}, third = {-1};
    pid_t child;
    int status;

    ck_assert_int_eq(stm_render_lock_try(&mine, pages, KEY), APR_SUCCESS);
    ck_assert_int_eq(stm_render_lock_try(&another, pages, KEY), APR_EAGAIN);
    ck_assert_int_eq(stm_render_lock_try(&third, pages, "another key"), APR_SUCCESS);
    child = fork();
    if (!child) {
        stm_render_lock_t other = {-1};
        _exit(stm_render_lock_try(&other, pages, KEY) == APR_EAGAIN ? 0 : 1);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    stm_render_lock_release(&mine);
    ck_assert_int_eq(stm_render_lock_try(&another, pages, KEY), APR_SUCCESS);
    stm_render_lock_release(&another);
    stm_render_lock_release(&third);
    stm_render_lock_release(&third);
}
END_TEST

START_TEST(test_what_a_crash_left_half_written_goes_with_the_next_count)
{
    stm_page_store_t *pages = open_pages(MANY);
    const char *left;

    keep(pages, KEY, NOW);
    left = apr_pstrcat(pool, path_of_slot(pages, KEY), ".17.0x123", NULL);
    fclose(fopen(left, "w"));
    stm_page_store_trim(pages, 1, apr_time_now(), pool);
    ck_assert_int_eq(access(left, F_OK), 0);
    stm_page_store_trim(pages, 1, apr_time_now() + apr_time_from_sec(120), pool);
    ck_assert_int_ne(access(left, F_OK), 0);
    ck_assert(is_there(pages, KEY));
}
END_TEST

START_TEST(test_what_stands_beside_the_store_is_none_of_it)
{
    stm_page_store_t *pages = open_pages(0);
    const char *beside = apr_pstrcat(pool, state, "/history.db", NULL);

    fclose(fopen(beside, "w"));
    stm_page_store_trim(pages, 1, apr_time_now() + apr_time_from_sec(120), pool);
    ck_assert_int_eq(access(beside, F_OK), 0);
}
END_TEST

START_TEST(test_a_store_that_cannot_be_made_is_an_error)
{
    stm_page_store_t *pages;

    fclose(fopen(apr_pstrcat(pool, state, "/pages", NULL), "w"));
    ck_assert_int_ne(stm_page_store_open(&pages, state, MANY, pool), APR_SUCCESS);
    ck_assert_int_ne(stm_page_store_open(&pages, "/nonexistent/state", MANY, pool), APR_SUCCESS);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, make_state, NULL);
    tcase_add_test(all, test_a_kept_page_comes_back_whole_from_another_handle);
    tcase_add_test(all, test_a_mapping_outlives_the_file_and_its_replacement);
    tcase_add_test(all, test_a_file_that_is_not_whole_is_as_if_it_were_not_there);
    tcase_add_test(all, test_a_page_is_current_only_for_what_it_was_made_of);
    tcase_add_test(all, test_the_moment_of_change_moves_with_the_tag_and_never_goes_back);
    tcase_add_test(all, test_the_least_asked_for_go_first_when_there_are_too_many_bytes);
    tcase_add_test(all, test_there_is_a_bound_even_before_somebody_trims);
    tcase_add_test(all, test_what_was_taken_away_is_not_dated_back);
    tcase_add_test(all, test_of_a_damaged_page_nobody_knows_how_old_it_is);
    tcase_add_test(all, test_asking_keeps_a_page_from_going);
    tcase_add_test(all, test_only_one_has_the_turn_threads_and_processes_alike);
    tcase_add_test(all, test_what_a_crash_left_half_written_goes_with_the_next_count);
    tcase_add_test(all, test_what_stands_beside_the_store_is_none_of_it);
    tcase_add_test(all, test_a_store_that_cannot_be_made_is_an_error);
}

UNIT_MAIN("stm_page_store")
