#include "core/i18n/fold.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "core/i18n/language.h"

/* Sorted by character. What folds to nothing is a mark above or below a letter. */
static const struct {
    UChar32 first, last;
    const char *folded;
} letters[] = {
    {0x00e6, 0x00e6, "ae"},     {0x00f0, 0x00f0, "d"},      {0x00f8, 0x00f8, "o"},
    {0x00fe, 0x00fe, "th"},     {0x0111, 0x0111, "d"},      {0x0127, 0x0127, "h"},
    {0x0131, 0x0131, "i"},      {0x0142, 0x0142, "l"},      {0x014b, 0x014b, "n"},
    {0x0153, 0x0153, "oe"},     {0x0167, 0x0167, "t"},      {0x0180, 0x0180, "b"},
    {0x01b6, 0x01b6, "z"},      {0x01e5, 0x01e5, "g"},      {0x0237, 0x0237, "j"},
    {0x0610, 0x061a, ""},       {0x0622, 0x0623, "\u0627"}, {0x0624, 0x0624, "\u0648"},
    {0x0625, 0x0625, "\u0627"}, {0x0626, 0x0626, "\u064a"}, {0x0629, 0x0629, "\u0647"},
    {0x0640, 0x0640, ""},       {0x0649, 0x0649, "\u064a"}, {0x064b, 0x065f, ""},
    {0x0670, 0x0670, ""},       {0x0671, 0x0673, "\u0627"}, {0x06a9, 0x06aa, "\u0643"},
    {0x06c1, 0x06c1, "\u0647"}, {0x06cc, 0x06cc, "\u064a"}, {0x06d6, 0x06dc, ""},
    {0x06df, 0x06e4, ""},       {0x06e7, 0x06e8, ""},       {0x06ea, 0x06ed, ""},
};

/* NULL: it stays as it is. */
static const char *fold_letter(UChar32 character)
{
    size_t from = 0, to = sizeof(letters) / sizeof(letters[0]);

    while (from < to) {
        size_t middle = (from + to) / 2;

        if (character > letters[middle].last) {
            from = middle + 1;
        }
        else if (character < letters[middle].first) {
            to = middle;
        }
        else {
            return letters[middle].folded;
        }
    }
    return NULL;
}

static int is_foreign_digit(UChar32 character)
{
    return character >= 0x80 && u_charType(character) == U_DECIMAL_DIGIT_NUMBER;
}

/* The buffer suffices: no letter of the table folds to more bytes than it has. */
const char *stm_fold(const char *text, apr_pool_t *result_pool)
{
    const char *from = stm_language_fold(text, result_pool);
    int32_t size = (int32_t)strlen(from), at = 0, start;
    char *folded = apr_palloc(result_pool, (apr_size_t)size + 1), *to = folded;

    while (at < size) {
        const char *letter;
        UChar32 character;

        start = at;
        U8_NEXT(from, at, size, character);
        letter = fold_letter(character);
        if (letter) {
            memcpy(to, letter, strlen(letter));
            to += strlen(letter);
        }
        else if (is_foreign_digit(character)) {
            *to++ = (char)('0' + u_charDigitValue(character));
        }
        else {
            memcpy(to, from + start, (apr_size_t)(at - start));
            to += at - start;
        }
    }
    *to = '\0';
    return folded;
}
