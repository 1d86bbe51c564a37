#include "unit/unit.h"

#include <string.h>

#include "core/base/bytes.h"

START_TEST(test_pieces_stand_one_after_another)
{
    stm_bytes_t bytes;
    char *whole;
    int count;

    stm_bytes_init(&bytes, 4);
    for (count = 0; count < 1000; count++) {
        stm_bytes_add_literal(&bytes, "ab");
        stm_bytes_add_string(&bytes, "cde");
        stm_bytes_add_string(&bytes, NULL);
    }
    ck_assert_uint_eq(stm_bytes_size(&bytes), 5000);
    whole = stm_bytes_finish(&bytes);
    ck_assert_uint_eq(strlen(whole), 5000);
    ck_assert_int_eq(strncmp(whole + 4990, "abcdeabcde", 10), 0);
    xmlFree(whole);
}
END_TEST

START_TEST(test_a_piece_larger_than_twice_what_is_there_finds_room)
{
    static const char piece[100] = "x";
    stm_bytes_t bytes;

    stm_bytes_init(&bytes, 4);
    stm_bytes_add(&bytes, piece, sizeof(piece));
    ck_assert_int_ge(bytes.end - bytes.at, 0);
    ck_assert_uint_eq(stm_bytes_size(&bytes), sizeof(piece));
    stm_bytes_drop(&bytes);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_pieces_stand_one_after_another);
    tcase_add_test(all, test_a_piece_larger_than_twice_what_is_there_finds_room);
}

UNIT_MAIN("stm_bytes")
