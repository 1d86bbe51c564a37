#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/utf8.h>

#include "core/i18n/fold.h"
#include "core/search/letter.h"

static const char *text_of(apr_uint32_t character)
{
    char text[U8_MAX_LENGTH + 1] = "";
    int length = 0;
    U8_APPEND_UNSAFE(text, length, character);
    return apr_pstrdup(pool, text);
}

START_TEST(test_characters_are_what_search_takes_them_for)
{
    static const struct {
        apr_uint32_t character;
        unsigned traits;
        const char *folded;
    } rows[] = {
        {'A', STM_LETTER_WORD | STM_LETTER_ALONE, "a"},
        {'7', STM_LETTER_WORD | STM_LETTER_ALONE, "7"},
        {' ', 0, ""},
        {'-', 0, ""},
        {0xDF, STM_LETTER_WORD | STM_LETTER_ALONE, "ss"},
        {0xC9, STM_LETTER_WORD | STM_LETTER_ALONE, "e"},
        {0x3A3, STM_LETTER_WORD | STM_LETTER_ALONE, "σ"},
        {0x416, STM_LETTER_WORD | STM_LETTER_ALONE, "ж"},
        {0x301, STM_LETTER_MARK, ""},  /* folds with the letter before */
        {0xAD, STM_LETTER_MARK, ""},   /* a soft hyphen */
        {0x1161, STM_LETTER_WORD, ""}, /* a vowel that joins a Korean syllable */
        {0xFDFA, STM_LETTER_WORD, ""}, /* a whole sentence in one character */
        {0x5317, STM_LETTER_WORD | STM_LETTER_SPACELESS | STM_LETTER_ALONE, "北"},
        {0x20000, STM_LETTER_WORD | STM_LETTER_SPACELESS | STM_LETTER_ALONE, "𠀀"},
    };
    size_t i;
    int again;
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        for (again = 0; again < 2; again++) {
            stm_letter_t letter = stm_letter(rows[i].character);
            ck_assert_uint_eq(letter.traits & 127, rows[i].traits);
            ck_assert_int_eq(letter.size, strlen(rows[i].folded));
            ck_assert_mem_eq(letter.folded, rows[i].folded, letter.size);
        }
    }
}
END_TEST

START_TEST(test_letters_that_fold_alone_do_so_beside_any_other)
{
    static const char *const others[] = {"a", "가", "か", "ا", "क", "E\xCC\x80", "ก"};
    apr_uint32_t character;
    size_t i;
    for (character = 0x21; character < 0x10000; character++) {
        stm_letter_t letter;
        if (U_IS_SURROGATE(character)) {
            continue;
        }
        letter = stm_letter(character);
        for (i = 0; letter.traits & STM_LETTER_ALONE && i < sizeof(others) / sizeof(*others); i++) {
            const char *both = apr_pstrcat(pool, others[i], text_of(character), NULL);
            const char *folded = apr_pstrmemdup(pool, (const char *)letter.folded, letter.size);
            ck_assert_str_eq(stm_fold(both, pool),
                             apr_pstrcat(pool, stm_fold(others[i], pool), folded, NULL));
        }
        if (character % 256 == 0) {
            apr_pool_clear(pool);
        }
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_characters_are_what_search_takes_them_for);
    tcase_add_test(all, test_letters_that_fold_alone_do_so_beside_any_other);
}

UNIT_MAIN("stm_letter")
