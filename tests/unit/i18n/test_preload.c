#include "unit/unit.h"

#include "core/i18n/preload.h"

START_TEST(test_any_language_may_be_asked_for)
{
    static const char *const tags[] = {"en", "de", "zh-hant", "ar", "tlh", ""};
    size_t i;

    for (i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        stm_preload_language(tags[i], pool);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_any_language_may_be_asked_for);
}

UNIT_MAIN("stm_preload")
