/* Counts for pairs of numbers, beside a plain table. */
#include "unit/unit.h"

#include <stdlib.h>

#include "core/base/counters.h"

#define LISTS  40
#define OTHERS 70
#define STEPS  20000

START_TEST(test_each_pair_has_its_own_count_and_they_come_in_order)
{
    static int table[LISTS + 1][OTHERS];
    stm_counters_t *tally = stm_counters_make(pool);
    stm_counter_t *all;
    int i, number, expected = 0, sum = 0;
    for (i = 0; i < STEPS; i++) {
        int list = 1 + rand() % LISTS, other = rand() % OTHERS, step = rand() % 3 - 1;
        stm_counters_find(tally, list, other)->step += step;
        stm_counters_find(tally, list, other)->kind = other % 5;
        expected += !table[list][other];
        table[list][other] += 1000 + step;
    }
    all = stm_counters_take(&number, tally);
    ck_assert_int_eq(number, expected);
    for (i = 0; i < number; i++) {
        int counted = table[all[i].list][all[i].other];
        ck_assert_int_eq(all[i].step, (counted + 500) % 1000 - 500);
        ck_assert_int_eq(all[i].kind, all[i].other % 5);
        ck_assert(!i || all[i].list > all[i - 1].list ||
                  (all[i].list == all[i - 1].list && all[i].other > all[i - 1].other));
        sum += (counted + 500) / 1000;
    }
    ck_assert_int_eq(sum, STEPS);
}
END_TEST

START_TEST(test_a_tally_is_empty_once_it_is_taken)
{
    stm_counters_t *tally = stm_counters_make(pool);
    int number;
    stm_counters_find(tally, 1, 0)->step = 1;
    stm_counters_take(&number, tally);
    ck_assert_int_eq(number, 1);
    ck_assert_int_eq(stm_counters_find(tally, 1, 0)->step, 0);
    stm_counters_take(&number, tally);
    ck_assert_int_eq(number, 1);
    stm_counters_take(&number, tally);
    ck_assert_int_eq(number, 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_each_pair_has_its_own_count_and_they_come_in_order);
    tcase_add_test(all, test_a_tally_is_empty_once_it_is_taken);
}

UNIT_MAIN("stm_counters")
