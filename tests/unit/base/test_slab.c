#include "unit/unit.h"

#include <string.h>

#include "core/base/slab.h"

typedef struct thing_t {
    char bytes[1000];
} thing_t;

#define MANY 300 /* more than one block has room for */

START_TEST(test_cells_are_apart_and_empty)
{
    static stm_slab_t cells = STM_SLAB(thing_t);
    static const thing_t empty;
    thing_t *things[MANY];
    int i;

    for (i = 0; i < MANY; i++) {
        things[i] = stm_slab_alloc(&cells);
        ck_assert_ptr_nonnull(things[i]);
        ck_assert_int_eq(memcmp(things[i], &empty, sizeof(empty)), 0);
        memset(things[i], i % 255 + 1, sizeof(empty));
    }
    for (i = 0; i < MANY; i++) {
        ck_assert_int_eq(things[i]->bytes[0], (char)(i % 255 + 1));
        ck_assert_int_eq(things[i]->bytes[sizeof(empty) - 1], (char)(i % 255 + 1));
    }
}
END_TEST

START_TEST(test_what_was_given_back_is_taken_again)
{
    static stm_slab_t cells = STM_SLAB(thing_t);
    static const thing_t empty;
    thing_t *first = stm_slab_alloc(&cells), *second = stm_slab_alloc(&cells), *again;

    memset(first, 1, sizeof(empty));
    memset(second, 2, sizeof(empty));
    stm_slab_free(&cells, first);
    stm_slab_free(&cells, second);
    again = stm_slab_alloc(&cells);
    ck_assert_ptr_eq(again, second);
    ck_assert_int_eq(memcmp(again, &empty, sizeof(empty)), 0);
    ck_assert_ptr_eq(stm_slab_alloc(&cells), first);
    ck_assert_ptr_ne(stm_slab_alloc(&cells), first);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_cells_are_apart_and_empty);
    tcase_add_test(all, test_what_was_given_back_is_taken_again);
}

UNIT_MAIN("stm_slab")
