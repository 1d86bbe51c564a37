/* What was met is never called new, whatever else was met in between. */
#include "unit/unit.h"

#include <apr_strings.h>

#include "core/base/fingerprint_set.h"

#define TEXTS 20000

static const char *text_of(int number)
{
    return apr_psprintf(pool, "urn:example:%d", number);
}

START_TEST(test_each_text_is_new_once)
{
    stm_fingerprint_set_t *seen = stm_fingerprint_set_make(pool);
    int i, taken_for_another = 0;
    for (i = 0; i < TEXTS; i++) {
        taken_for_another += stm_fingerprint_set_add(seen, text_of(i)) != 0;
    }
    ck_assert_int_le(taken_for_another, 1);
    for (i = 0; i < TEXTS; i++) {
        ck_assert(stm_fingerprint_set_add(seen, text_of(i)));
    }
}
END_TEST

START_TEST(test_an_empty_text_is_one_too)
{
    stm_fingerprint_set_t *seen = stm_fingerprint_set_make(pool);
    ck_assert(!stm_fingerprint_set_add(seen, ""));
    ck_assert(stm_fingerprint_set_add(seen, ""));
    ck_assert(!stm_fingerprint_set_add(seen, " "));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_each_text_is_new_once);
    tcase_add_test(all, test_an_empty_text_is_one_too);
}

UNIT_MAIN("stm_fingerprint_set")
