/* A history that is damaged, cut short, lost or an older copy: what can be saved is saved. */
#include "unit/newsroom.h"

#include "core/state/database.h"
#include "core/state/generation.h"

#define PAGE 4096

static const char *state_file(const char *name)
{
    return apr_pstrcat(pool, state, "/", name, NULL);
}

static void copy_state_file(const char *from, const char *to)
{
    ck_assert_int_eq(apr_file_copy(state_file(from), state_file(to), APR_FPROT_OS_DEFAULT, pool),
                     APR_SUCCESS);
}

static long size_of(const char *path)
{
    apr_finfo_t finfo;
    ck_assert_int_eq(apr_stat(&finfo, path, APR_FINFO_SIZE, pool), APR_SUCCESS);
    return (long)finfo.size;
}

static void overwrite(long from, long size)
{
    FILE *file = fopen(state_file("history.db"), "r+");
    fseek(file, from, SEEK_SET);
    while (size-- > 0) {
        fputc('x', file);
    }
    fclose(file);
}

static const char *text_of(int number)
{
    return document(apr_psprintf(pool, "s%d", number), "<published>" MORNING "</published>",
                    apr_psprintf(pool, "<p>%0900d</p>", number));
}

/* Many statements, whose files are then broken: only the history has their last good versions. */
static void fill(int count)
{
    int i;
    start();
    for (i = 0; i < count; i++) {
        write_file(apr_psprintf(pool, "s%d.xml", i), text_of(i));
    }
    scan_twice(NOON);
    for (i = 0; i < count; i++) {
        write_file(apr_psprintf(pool, "s%d.xml", i), "<statement>");
    }
    scan_twice(NOON + 4 * REFRESH);
    close_intake();
}

/* How many of them still have their last good version, name and first moment. */
static int kept(int count)
{
    stm_history_t *history;
    stm_past_t found;
    int i, known = 0;
    stm_history_open(&history, state, STM_ACCESS_READ, stm_problems_create(pool), pool);
    for (i = 0; i < count; i++) {
        known += !stm_history_by_name(&found, history, newsroom.key, apr_psprintf(pool, "s%d", i),
                                      STM_BYTES_WITH, pool) &&
                 found.first_public_at == NOON && found.bytes && !strcmp(found.bytes, text_of(i));
    }
    return known;
}

static const char *files_beside(const char *start_of_name)
{
    const char *names = "";
    apr_finfo_t finfo;
    apr_dir_t *dir;
    apr_dir_open(&dir, state, pool);
    while (!apr_dir_read(&finfo, APR_FINFO_NAME, dir)) {
        if (!strncmp(finfo.name, start_of_name, strlen(start_of_name))) {
            names = apr_pstrcat(pool, names, " ", finfo.name, NULL);
        }
    }
    apr_dir_close(dir);
    return names;
}

/* What a reader does when it comes across the damage, and what the writer does then. */
static void meet_and_mend(int count)
{
    int i;
    kept(count);
    for (i = 0; i < 2; i++) {
        open_intake();
        stm_intake_scan(intake, &newsroom, NOON + (8 + i) * REFRESH, REFRESH, pool);
        close_intake();
    }
}

START_TEST(test_a_page_lost_in_the_middle_costs_what_stood_on_it_alone)
{
    fill(60);
    overwrite(size_of(state_file("history.db")) / 2 / PAGE * PAGE, PAGE);
    meet_and_mend(60);
    ck_assert_int_ge(kept(60), 50);
    ck_assert_ptr_nonnull(strstr(files_beside("history.db.damaged-"), "history.db.damaged-20"));
    open_intake();
    ck_assert_int_eq(stm_intake_health(intake), STM_INTAKE_OK);
    close_intake();
}
END_TEST

START_TEST(test_a_lost_first_page_costs_nothing)
{
    fill(40);
    overwrite(0, _i ? PAGE : 100);
    meet_and_mend(40);
    ck_assert_int_eq(kept(40), 40);
}
END_TEST

START_TEST(test_any_single_page_may_be_lost)
{
    long pages;
    fill(24);
    pages = size_of(state_file("history.db")) / PAGE;
    if (_i < pages) {
        overwrite(_i * PAGE, PAGE);
        meet_and_mend(24);
        ck_assert_int_ge(kept(24), 12);
    }
}
END_TEST

START_TEST(test_of_a_file_cut_short_the_rest_is_saved)
{
    fill(60);
    ck_assert_int_eq(
        truncate(state_file("history.db"), size_of(state_file("history.db")) / 4 * 3 + 17), 0);
    meet_and_mend(60);
    ck_assert_int_ge(kept(60), 25);
}
END_TEST

START_TEST(test_an_older_copy_gets_what_it_misses_from_the_files)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_twice(NOON);
    close_intake();
    copy_state_file("history.db", "backup");
    open_intake();
    write_file("a.xml", published("one", "2026-05-04T09:00:00Z"));
    write_file("b.xml", published("two", MORNING));
    scan_twice(NOON + 4 * REFRESH);
    close_intake();
    copy_state_file("backup", "history.db");
    open_intake();
    scan_twice(NOON + 8 * REFRESH);
    ck_assert_str_eq(past("a").bytes, published("one", "2026-05-04T09:00:00Z"));
    ck_assert_str_eq(past("b").bytes, published("two", MORNING));
    ck_assert_int_eq(past("b").first_public_at, NOON + 4 * REFRESH);
    close_intake();
}
END_TEST

START_TEST(test_an_emptied_history_is_filled_again_from_files_and_index)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_twice(NOON);
    close_intake();
    ck_assert_int_eq(truncate(state_file("history.db"), 0), 0);
    open_intake();
    scan_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(past("a").bytes, published("one", MORNING));
    ck_assert_int_eq(past("a").first_public_at, NOON);
    close_intake();
}
END_TEST

static void say(const char *name, const char *text)
{
    FILE *file = fopen(state_file(name), "w");
    fputs(text, file);
    fclose(file);
}

START_TEST(test_a_pointer_that_is_lost_or_nonsense_is_written_again)
{
    static const char *const nonsense[] = {"", "rubbish\n", "index-99.db\n", "../index-1.db\n"};
    unsigned i;
    start();
    write_file("a.xml", published("one", MORNING));
    scan_twice(NOON);
    for (i = 0; i < sizeof(nonsense) / sizeof(*nonsense); i++) {
        say("index.current", nonsense[i]);
        ck_assert_int_eq(stm_intake_health(intake), STM_INTAKE_OK);
        ck_assert_str_eq(listed(NOON), "1: a");
        close_intake();
        say("index.current", nonsense[i]);
        open_intake();
        ck_assert_str_eq(listed(NOON), "1: a");
    }
    remove(state_file("index.current"));
    close_intake();
    open_intake();
    ck_assert_str_eq(listed(NOON), "1: a");
    ck_assert_ptr_null(strstr(files_beside("index-"), "index-2"));
    close_intake();
}
END_TEST

START_TEST(test_a_state_directory_made_again_gets_the_history_back)
{
    const char *away;
    start();
    away = apr_pstrcat(pool, state, ".away", NULL);
    write_file("a.xml", published("one", MORNING));
    scan_twice(NOON);
    ck_assert_int_eq(rename(state, away), 0);
    ck_assert_int_eq(stm_intake_health(intake), STM_INTAKE_REMOVED);
    write_file("b.xml", published("two", MORNING));
    scan_twice(NOON + 4 * REFRESH);
    ck_assert_int_eq(mkdir(state, 0700), 0);
    ck_assert_int_eq(stm_intake_health(intake), STM_INTAKE_DAMAGED);
    close_intake();
    open_intake();
    ck_assert_int_eq(past("a").first_public_at, NOON);
    ck_assert_str_eq(past("b").bytes, published("two", MORNING));
    scan_twice(NOON + 8 * REFRESH);
    ck_assert_str_eq(listed(NOON + 8 * REFRESH), "2: a b");
    close_intake();
    folder_remove((void *)away);
}
END_TEST

START_TEST(test_counters_that_lost_their_name_are_given_up_and_made_anew)
{
    stm_generation_t *before, *after;
    apr_uint32_t place;
    apr_uint64_t mark;
    start();
    place = stm_generation_slot(newsroom.key, NULL);
    scan_once(NOON);
    ck_assert_int_eq(stm_generation_open(&before, state, pool), APR_SUCCESS);
    ck_assert_int_eq(stm_intake_health(intake), STM_INTAKE_OK);
    ck_assert_int_eq(remove(state_file("changes")), 0);
    ck_assert_int_eq(stm_generation_open(&after, state, pool), APR_SUCCESS);
    ck_assert_int_eq(stm_intake_health(intake), STM_INTAKE_DAMAGED);
    ck_assert_uint_eq(stm_generation_get(before, place), STM_GENERATION_UNKNOWN);
    close_intake();
    open_intake();
    ck_assert_int_eq(stm_intake_health(intake), STM_INTAKE_OK);
    mark = stm_generation_get(after, place);
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON + REFRESH);
    ck_assert_uint_ne(stm_generation_get(after, place), mark);
    close_intake();
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_page_lost_in_the_middle_costs_what_stood_on_it_alone);
    tcase_add_loop_test(all, test_a_lost_first_page_costs_nothing, 0, 2);
    tcase_add_loop_test(all, test_any_single_page_may_be_lost, 0, 16);
    tcase_add_test(all, test_of_a_file_cut_short_the_rest_is_saved);
    tcase_add_test(all, test_an_older_copy_gets_what_it_misses_from_the_files);
    tcase_add_test(all, test_an_emptied_history_is_filled_again_from_files_and_index);
    tcase_add_test(all, test_a_pointer_that_is_lost_or_nonsense_is_written_again);
    tcase_add_test(all, test_a_state_directory_made_again_gets_the_history_back);
    tcase_add_test(all, test_counters_that_lost_their_name_are_given_up_and_made_anew);
}

UNIT_MAIN("stm_salvage")
