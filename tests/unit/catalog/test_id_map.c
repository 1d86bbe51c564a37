/* Numbers for the ids of one query. */
#include "unit/unit.h"

#include "core/catalog/id_map.h"

#define MANY  1000
#define FIRST 40000000

START_TEST(test_ids_are_numbered_as_they_come_and_keep_their_numbers)
{
    stm_id_map_t map;

    stm_id_map_init(&map, pool);
    ck_assert_int_eq(stm_id_map_find(&map, FIRST), -1);
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(stm_id_map_add(&map, FIRST - 7 * (apr_int64_t)i), i);
    }
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(stm_id_map_find(&map, FIRST - 7 * (apr_int64_t)i), i);
        ck_assert_int_eq(stm_id_map_add(&map, FIRST - 7 * (apr_int64_t)i), i);
    }
    ck_assert_int_eq(stm_id_map_find(&map, FIRST - 1), -1);
    ck_assert_uint_eq(map.count, MANY);
}
END_TEST

START_TEST(test_size_goes_by_how_many_ids_there_are)
{
    stm_id_map_t map;

    stm_id_map_init(&map, pool);
    for (int i = 0; i < MANY; i++) {
        stm_id_map_add(&map, APR_INT64_MAX - i);
    }
    ck_assert_uint_le(map.size, 4 * MANY);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_ids_are_numbered_as_they_come_and_keep_their_numbers);
    tcase_add_test(all, test_size_goes_by_how_many_ids_there_are);
}

UNIT_MAIN("stm_id_map")
