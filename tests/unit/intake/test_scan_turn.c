#include "unit/newsroom.h"

/* More than one batch. */
#define MANY 2100

/* A second newsroom beside the first, and what it lists in the pauses of the first one's look. */
static stm_newsroom_t other;
static const char *listed_by_other;

static const char *list_other(void)
{
    const stm_newsroom_t first = newsroom;
    const char *list;

    newsroom = other;
    list = listed(NOON);
    newsroom = first;
    return list;
}

static void write_other(const char *file, const char *text)
{
    const char *first = root;

    root = other.root;
    write_file(file, text);
    root = first;
}

static void pause_look(void *baton, const stm_newsroom_t *busy)
{
    (void)baton;
    ck_assert_ptr_eq(busy, &newsroom);
    if (!listed_by_other) {
        ck_assert_int_eq(stm_intake_turn(intake, &other, NOON + 2, REFRESH, pool), APR_SUCCESS);
        listed_by_other = list_other();
    }
}

static void start_two(void)
{
    start();
    other = newsroom;
    other.key = "fedcba9876543210fedcba9876543210";
    other.root = folder_create();
    listed_by_other = NULL;
    write_file("first.xml", published("first", MORNING));
    watch(NOON);
    write_other("there.xml", published("there", MORNING));
    ck_assert_int_eq(stm_intake_watch(intake, &other, NOON, REFRESH, pool), APR_SUCCESS);
    ck_assert_str_eq(list_other(), "1: there");
    stm_intake_on_pause(intake, pause_look);
}

static void write_many(void)
{
    int i;

    for (i = 0; i < MANY; i++) {
        write_file(apr_psprintf(pool, "n%d.xml", i), published(apr_itoa(pool, i), MORNING));
    }
}

START_TEST(one_edit_does_not_wait_for_another_newsrooms_thousands)
{
    start_two();
    write_many();
    write_other("edit.xml", published("edit", MORNING));
    watch(NOON + 1);
    ck_assert_str_eq(listed_by_other, "2: edit there");
}
END_TEST

START_TEST(nor_for_one_that_is_new)
{
    start_two();
    newsroom.key = "00000000000000000000000000000000";
    write_many();
    write_other("edit.xml", published("edit", MORNING));
    scan_once(NOON + 1);
    ck_assert_str_eq(listed_by_other, "2: edit there");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, one_edit_does_not_wait_for_another_newsrooms_thousands);
    tcase_add_test(all, nor_for_one_that_is_new);
}

UNIT_MAIN("stm_intake_turn")
