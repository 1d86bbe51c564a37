#include "unit/unit.h"

#include <string.h>

#include "core/base/string_pool.h"

static stm_string_pool_t texts = STM_STRING_POOL;

static const stm_pooled_string_t *take(const char *bytes)
{
    return stm_string_pool_acquire(&texts, bytes, strlen(bytes));
}

START_TEST(test_equal_texts_are_one)
{
    char bytes[] = "text/html";
    const stm_pooled_string_t *first = take(bytes), *other = take("text/htm");

    bytes[0] = 'T';
    ck_assert_ptr_eq(take("text/html"), first);
    ck_assert_ptr_ne(other, first);
    ck_assert_ptr_ne(take(bytes), first);
    ck_assert_uint_eq(first->size, 9);
    ck_assert_int_eq(memcmp(first->bytes, "text/html", 9), 0);
}
END_TEST

START_TEST(test_a_zero_in_between_does_not_end_a_text)
{
    ck_assert_ptr_ne(stm_string_pool_acquire(&texts, "a\0b", 3),
                     stm_string_pool_acquire(&texts, "a\0c", 3));
}
END_TEST

START_TEST(test_a_text_goes_with_its_last_user)
{
    const stm_pooled_string_t *first = take("first"), *second = take("second"),
                              *third = take("third");

    ck_assert_ptr_eq(take("second"), second);
    stm_string_pool_release(&texts, second);
    ck_assert_ptr_eq(texts.first, third);
    ck_assert_ptr_eq(third->next, second);
    ck_assert_ptr_eq(second->next, first);
    stm_string_pool_release(&texts, second);
    ck_assert_ptr_eq(texts.first, third);
    ck_assert_ptr_eq(third->next, first);
    stm_string_pool_release(&texts, first);
    stm_string_pool_release(&texts, third);
    ck_assert_ptr_null(texts.first);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_equal_texts_are_one);
    tcase_add_test(all, test_a_zero_in_between_does_not_end_a_text);
    tcase_add_test(all, test_a_text_goes_with_its_last_user);
}

UNIT_MAIN("stm_string_pool")
