#include "unit/unit.h"

#include "core/base/percent.h"

static const struct {
    const char *text, *kept, *encoded;
} table[] = {
    {"a b", "", "a%20b"},
    {"M\xC3\xBCnchen", "", "M%C3%BCnchen"},
    {"a-b_c", "-", "a-b%5Fc"},
    {"50%", "", "50%25"},
    {"50%20", "", "50%2520"},
    {"50%20", "%", "50%20"},
    {"50%2", "%", "50%252"},
    {"50%zz", "%", "50%25zz"},
    {"", "", ""},
};

START_TEST(test_bytes_that_are_not_kept_are_escaped)
{
    ck_assert_str_eq(stm_percent_encode(table[_i].text, table[_i].kept, pool), table[_i].encoded);
}
END_TEST

START_TEST(test_an_escape_has_the_value_of_its_two_digits)
{
    ck_assert_int_eq(stm_percent_value("%2F"), '/');
    ck_assert_int_eq(stm_percent_value("%2f%"), '/');
    ck_assert_int_eq(stm_percent_value("%ff"), 0xff);
    ck_assert_int_eq(stm_percent_value("%2"), -1);
    ck_assert_int_eq(stm_percent_value("%"), -1);
    ck_assert_int_eq(stm_percent_value("2F"), -1);
    ck_assert_int_eq(stm_percent_value("%G0"), -1);
}
END_TEST

START_TEST(test_escapes_are_replaced_in_place)
{
    static const struct {
        const char *text, *decoded;
    } rows[] = {{"a%20b", "a b"}, {"%M", "%M"},    {"50%2525", "50%25"},
                {"%00x", "%00x"}, {"%C3%BC", "ü"}, {"", ""}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char text[20];

        strcpy(text, rows[i].text);
        stm_percent_decode(text);
        ck_assert_str_eq(text, rows[i].decoded);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_escapes_are_replaced_in_place);
    tcase_add_loop_test(all, test_bytes_that_are_not_kept_are_escaped, 0,
                        sizeof(table) / sizeof(*table));
    tcase_add_test(all, test_an_escape_has_the_value_of_its_two_digits);
}

UNIT_MAIN("stm_percent")
