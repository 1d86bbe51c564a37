#include "core/base/memory_reserve.h"

#include <stdint.h>
#include <string.h>

#include "unit/unit.h"

START_TEST(test_blocks_lie_beside_one_another_and_are_counted)
{
    const unsigned int before = stm_memory_reserve_failures();
    char *one = stm_memory_reserve_take(5), *other = stm_memory_reserve_take(100);

    ck_assert_uint_eq(stm_memory_reserve_failures(), before + 2);
    ck_assert(stm_memory_reserve_has(one) && stm_memory_reserve_has(other));
    ck_assert(!stm_memory_reserve_has(NULL) && !stm_memory_reserve_has(&before));
    ck_assert_uint_eq(stm_memory_reserve_size(one), 5);
    ck_assert_uint_eq(stm_memory_reserve_size(other), 100);
    ck_assert_uint_eq((uintptr_t)other % 16, 0);
    memset(one, 1, 5);
    memset(other, 2, 100);
    ck_assert_int_eq(one[4], 1);
    stm_memory_reserve_give_back(one);
    stm_memory_reserve_give_back(other);
}
END_TEST

/* The room is free again once nobody has a block of it. */
START_TEST(test_it_is_bounded_and_used_again)
{
    void *first = stm_memory_reserve_take(1000), *block, *last = NULL;
    int count = 0;

    ck_assert_ptr_null(stm_memory_reserve_take(SIZE_MAX - 8));
    while ((block = stm_memory_reserve_take(10000)) != NULL) {
        last = block;
        count++;
    }
    ck_assert_int_gt(count, 50);
    stm_memory_reserve_give_back(first);
    ck_assert_ptr_null(stm_memory_reserve_take(10000));
    for (; count > 0; count--) {
        stm_memory_reserve_give_back(last);
    }
    ck_assert_ptr_eq(stm_memory_reserve_take(1000), first);
    stm_memory_reserve_give_back(first);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_blocks_lie_beside_one_another_and_are_counted);
    tcase_add_test(all, test_it_is_bounded_and_used_again);
}

UNIT_MAIN("stm_memory_reserve")
