#include "unit/unit.h"

#include <string.h>

#include "core/base/version.h"
#include "core/render/build.h"

/* It is part of the names of rendered pages: another version finds none of this one's. */
START_TEST(test_pages_are_named_by_the_version)
{
    ck_assert(strncmp(stm_build_digest(), STM_VERSION ",", sizeof(STM_VERSION)) == 0);
}
END_TEST

START_TEST(test_all_of_the_digest_has_room)
{
    ck_assert_uint_lt(strlen(stm_build_digest()), 150);
    ck_assert_ptr_nonnull(strstr(stm_build_libraries(), "SQLite "));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_pages_are_named_by_the_version);
    tcase_add_test(all, test_all_of_the_digest_has_room);
}

UNIT_MAIN("stm_build")
