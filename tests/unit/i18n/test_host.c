#include "core/i18n/host.h"
#include "unit/unit.h"

START_TEST(test_hosts_become_a_labels)
{
    static const struct {
        const char *host, *ascii;
    } rows[] = {
        {"example.org", "example.org"},
        {"B\xC3\xBC"
         "cher.Example",
         "xn--bcher-kva.example"},
        {"\xEF\xBD\x85xample.org", "example.org"}, /* full-width e */
        {"a_b.example", "a_b.example"},
    };

    ck_assert_str_eq(stm_host_ascii(rows[_i].host, pool), rows[_i].ascii);
}
END_TEST

START_TEST(test_a_letter_that_becomes_the_end_of_a_host_makes_none)
{
    static const char *const hosts[] = {
        "example.org\xEF\xBC\x8Fx", /* a full-width slash */
        "example.org\xEF\xBC\x9Fx", /* question mark */
        "example.org\xEF\xBC\x83x", /* number sign */
        "user\xEF\xBC\xA0"          /* commercial at */
        "example.org",
        "x\xEF\xBC\x9A" /* colon */
        "80",
        "x\xE2\x84\x80.example", /* a/c */
        "x\xEF\xBC\xBC.example", /* backslash */
        "x y.example",
        "x%41.example",
    };

    ck_assert_ptr_null(stm_host_ascii(hosts[_i], pool));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_hosts_become_a_labels, 0, 4);
    tcase_add_loop_test(all, test_a_letter_that_becomes_the_end_of_a_host_makes_none, 0, 9);
}

UNIT_MAIN("stm_host")
