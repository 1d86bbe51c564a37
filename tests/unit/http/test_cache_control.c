#include "unit/unit.h"

#include "core/http/cache_control.h"
#include "core/site/statement.h"

#define NOW      apr_time_from_sec(1795579200)
#define IN(msec) (NOW + apr_time_from_msec(msec))
#define SEC(n)   apr_time_from_sec(n)

static const struct {
    stm_cache_control_t of;
    const char *text;
    apr_int64_t span;
    const char *reason;
} table[] = {
    {{60, NOW, STM_NEVER, 0, 0, 0, 0}, "public, max-age=60, must-revalidate", 60, "plain"},
    {{0, NOW, STM_NEVER, 0, 0, 0, 0}, "public, max-age=0, must-revalidate", 0, "asked each time"},
    {{60, NOW, STM_NEVER, 0, 0, 1, 0}, "private, max-age=60, must-revalidate", 60, "one reader's"},
    {{60, NOW, IN(60500), 0, 0, 0, 0},
     "public, max-age=60, must-revalidate",
     60,
     "a change just late enough"},
    {{60, NOW, IN(60499), 0, 0, 0, 0},
     "public, max-age=59, must-revalidate",
     59,
     "half a second for delivery"},
    {{60, NOW, IN(1400), 0, 0, 0, 0},
     "public, max-age=0, must-revalidate",
     0,
     "less than a second"},
    {{60, NOW, NOW, 0, 0, 0, 0}, "public, max-age=0, must-revalidate", 0, "a change now"},
    {{60, NOW, IN(-5000), 0, 0, 0, 0}, "public, max-age=0, must-revalidate", 0, "one that is past"},
    {{60, NOW, STM_NEVER, SEC(30), 0, 0, 0},
     "public, max-age=60, stale-while-revalidate=30",
     60,
     "RFC 5861 section 3"},
    {{60, NOW, STM_NEVER, 0, SEC(86400), 0, 0},
     "public, max-age=60, stale-if-error=86400",
     60,
     "RFC 5861 section 4"},
    {{60, NOW, STM_NEVER, SEC(30), SEC(600), 0, 0},
     "public, max-age=60, stale-while-revalidate=30, stale-if-error=600",
     60,
     "both"},
    {{60, NOW, IN(3600000), SEC(30), SEC(600), 0, 0},
     "public, max-age=60, must-revalidate",
     60,
     "nothing stale beyond a change that is known, however far it is"},
    {{60, NOW, STM_NEVER, SEC(30), SEC(600), 1, 0},
     "private, max-age=60",
     60,
     "a private answer names no span of shared caches"},
    {{60, NOW, STM_NEVER, 0, 0, 0, 1},
     "public, max-age=60, must-revalidate, "
     "stale-while-revalidate=0",
     60,
     "Varnish's own ten seconds"},
    {{60, NOW, STM_NEVER, SEC(30), 0, 0, 1},
     "public, max-age=60, stale-while-revalidate=30",
     60,
     "Varnish with a span"},
    {{60, NOW, STM_NEVER, 0, SEC(600), 0, 1},
     "public, max-age=60, stale-if-error=600, stale-while-revalidate=0",
     60,
     "Varnish with another span"},
    {{60, NOW, IN(9000), SEC(30), 0, 0, 1},
     "public, max-age=8, must-revalidate, stale-while-revalidate=0",
     8,
     "Varnish before a change"},
    {{60, NOW, STM_NEVER, 0, 0, 1, 1},
     "private, max-age=60, must-revalidate",
     60,
     "Varnish keeps nothing private"},
};

START_TEST(test_cache_control_says_how_long_an_answer_is_fresh)
{
    char text[STM_CACHE_CONTROL_SIZE];
    apr_int64_t span = stm_cache_control_format(text, &table[_i].of);

    ck_assert_msg(!strcmp(text, table[_i].text), "%s: %s", table[_i].reason, text);
    ck_assert_int_eq(span, table[_i].span);
}
END_TEST

START_TEST(test_the_longest_one_has_room)
{
    const stm_cache_control_t of = {APR_INT64_MAX, NOW, STM_NEVER, APR_INT64_MAX,
                                    APR_INT64_MAX, 0,   0};
    char text[STM_CACHE_CONTROL_SIZE];

    stm_cache_control_format(text, &of);
    ck_assert_int_lt(strlen(text), sizeof(text));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_cache_control_says_how_long_an_answer_is_fresh, 0,
                        sizeof(table) / sizeof(table[0]));
    tcase_add_test(all, test_the_longest_one_has_room);
}

UNIT_MAIN("stm_cache_control")
