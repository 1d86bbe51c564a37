#include "unit/unit.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "core/page_store/store.h"
#include "unit/folder.h"

#define NOW        apr_time_from_sec(1777896000)
#define PAGE_BYTES (300 * 1024)
#define PAGES      64 /* more than may wait */

static stm_page_store_t *pages;
static char page_text[PAGE_BYTES];
static int calls;

static void make_store(void)
{
    memset(page_text, 'x', sizeof(page_text));
    calls = 0;
    ck_assert_int_eq(stm_page_store_open(&pages, folder_create(), 1024 * 1024 * 1024, pool),
                     APR_SUCCESS);
}

static void forget(void)
{
    stm_page_mapping_sweep();
    stm_page_mapping_defer(NULL);
}

static void count_call(void)
{
    calls++;
}

static const char *key_of(int number)
{
    return apr_psprintf(pool, "newsroom\nsettings\n%d", number);
}

static void keep(int number)
{
    stm_page_record_t record = {.key = key_of(number),
                                .origin = {.stylesheet_digest = "looks"},
                                .content = "content",
                                .valid_until = NOW,
                                .status = 200,
                                .media_type = "text/html; charset=utf-8",
                                .etag = "\"tag\""};

    record.bodies[STM_CODING_PLAIN].bytes = page_text;
    record.bodies[STM_CODING_PLAIN].size = sizeof(page_text);
    ck_assert_int_eq(stm_page_store_put(pages, &record, NOW, pool), APR_SUCCESS);
}

static void map_and_let_go(int number)
{
    stm_page_mapping_t *mapping;

    ck_assert_int_eq(stm_page_store_find(&mapping, pages, key_of(number)), APR_SUCCESS);
    stm_page_mapping_retain(mapping);
    stm_page_mapping_release(mapping);
    stm_page_mapping_release(mapping);
}

/* How many pages of the store this process has mapped. */
static int mapped(void)
{
    char line[4096];
    FILE *maps = fopen("/proc/self/maps", "r");
    int count = 0;

    ck_assert_ptr_nonnull(maps);
    while (fgets(line, sizeof(line), maps)) {
        count += strstr(line, "/pages/") && !strstr(line, "/pages/used");
    }
    fclose(maps);
    return count;
}

START_TEST(test_a_page_that_nobody_uses_is_unmapped_at_once)
{
    keep(1);
    map_and_let_go(1);
    ck_assert_int_eq(mapped(), 0);
}
END_TEST

START_TEST(test_where_unmapping_is_put_off_pages_wait_for_the_sweep)
{
    stm_page_mapping_defer(count_call);
    keep(1);
    map_and_let_go(1);
    ck_assert_int_eq(mapped(), 1);
    ck_assert(!stm_page_mapping_is_sweep_due());
    stm_page_mapping_sweep();
    ck_assert_int_eq(mapped(), 0);
    ck_assert_int_eq(calls, 0);
}
END_TEST

START_TEST(test_somebody_is_called_once_for_each_megabyte_that_comes_together)
{
    int turn, i;

    stm_page_mapping_defer(count_call);
    keep(1);
    for (turn = 1; turn <= 3; turn++) {
        for (i = 0; i < 8; i++) {
            map_and_let_go(1);
        }
        ck_assert(stm_page_mapping_is_sweep_due());
        ck_assert_int_eq(calls, turn);
        stm_page_mapping_sweep();
        ck_assert(!stm_page_mapping_is_sweep_due());
    }
}
END_TEST

START_TEST(test_only_so_much_waits_where_nobody_comes)
{
    int i;

    stm_page_mapping_defer(count_call);
    keep(1);
    for (i = 0; i < PAGES; i++) {
        map_and_let_go(1);
    }
    ck_assert_int_gt(mapped(), PAGES / 2);
    ck_assert_int_lt(mapped(), PAGES);
    stm_page_mapping_sweep();
    ck_assert_int_eq(mapped(), 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, make_store, forget);
    tcase_add_test(all, test_a_page_that_nobody_uses_is_unmapped_at_once);
    tcase_add_test(all, test_where_unmapping_is_put_off_pages_wait_for_the_sweep);
    tcase_add_test(all, test_somebody_is_called_once_for_each_megabyte_that_comes_together);
    tcase_add_test(all, test_only_so_much_waits_where_nobody_comes);
}

UNIT_MAIN("stm_page_mapping")
