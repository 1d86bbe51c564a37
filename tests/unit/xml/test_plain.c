#include "core/xml/plain.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static int is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The same, letter by letter. */
static const char *plainly(const char *at)
{
    while (*at != '\0' && (!is_space(*at) || (*at == ' ' && at[1] != '\0' && !is_space(at[1])))) {
        at++;
    }
    return at;
}

START_TEST(words_end_where_more_than_one_space_is_or_another_one)
{
    static const struct {
        const char *text;
        int length;
    } rows[] = {{"", 0},
                {"one", 3},
                {"one two", 7},
                {"one two ", 7},
                {"one two  three", 7},
                {"one \ntwo", 3},
                {"one\ttwo", 3},
                {"seven.. eight and nine and ten\r\n", 30},
                {"sieben. \xC3\xA4\xC3\xB6\xC3\xBC \xE2\x80\x9Cjetzt\xE2\x80\x9D  oder", 26}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *end = rows[i].text + strlen(rows[i].text);

        ck_assert_msg(stm_plain_words_end(rows[i].text, end) - rows[i].text == rows[i].length,
                      "%s: %d", rows[i].text, rows[i].length);
    }
}
END_TEST

START_TEST(words_end_as_a_look_at_each_letter_says)
{
    static const char *const pieces[] = {"word", "a",        " ",  " ",          " ",
                                         "\n",   "\xC3\xA9", "\t", "longer-word"};
    unsigned seed = 7;

    for (int times = 0; times < 20000; times++) {
        char text[200] = "";

        for (int count = rand_r(&seed) % 12; count > 0; count--) {
            strcat(text, pieces[(size_t)rand_r(&seed) % (sizeof(pieces) / sizeof(*pieces))]);
        }
        ck_assert_msg(stm_plain_words_end(text, text + strlen(text)) == plainly(text), "\"%s\"",
                      text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stm_plain");
    TCase *all = tcase_create("all");
    SRunner *runner;
    int failures;

    tcase_add_test(all, words_end_where_more_than_one_space_is_or_another_one);
    tcase_add_test(all, words_end_as_a_look_at_each_letter_says);
    suite_add_tcase(suite, all);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
