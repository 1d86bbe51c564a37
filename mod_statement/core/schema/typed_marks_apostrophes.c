/* Apostrophes that are none: pairs of ' or ’ around words. */
#include <apr_lib.h>
#include <string.h>
#include <strings.h>

#include "core/schema/typed_marks.h"

#define LONGEST_WORD 15

static int is_apostrophe(apr_uint32_t code)
{
    return code == '\'' || code == 0x2019;
}

/* The word from @a at on, in small letters of ASCII; "" where it has others, or is longer. */
static void read_word(char word[LONGEST_WORD + 1], const stm_typed_row_t *row, int at)
{
    int length = 0;

    for (; stm_typed_marks_is_word(row, at); at++) {
        apr_uint32_t code = row->signs[at].code;

        if (length == LONGEST_WORD || code >= 0x80) {
            length = 0;
            break;
        }
        word[length++] = (char)apr_tolower((int)code);
    }
    word[length] = '\0';
}

/* Words that have lost their beginning: 'tis, rock 'n' roll, 's avonds, the 'ndrangheta, the '90s.
 */
static int is_shortened(const stm_typed_row_t *row, int at)
{
    static const char *const words[] = {
        "a",      "appen", "ave",   "bout",   "burbs",  "cause", "cept",   "cos",    "coz",
        "cuz",    "d",     "deed",  "e",      "em",     "er",    "ere",    "fessed", "fraid",
        "gainst", "gin",   "hood",  "i",      "ie",     "im",    "k",      "kay",    "l",
        "less",   "ll",    "m",     "mongst", "n",      "na",    "nam",    "nauf",   "ndrangheta",
        "ndrine", "ne",    "neath", "nem",    "nen",    "ner",   "nother", "ns",     "nu",
        "nuff",   "o",     "ow",    "pon",    "r",      "ran",   "rauf",   "raus",   "re",
        "rein",   "round", "rum",   "runter", "s",      "scuse", "spect",  "sta",    "ste",
        "sti",    "sto",   "sup",   "t",      "til",    "till",  "tis",    "tit",    "tude",
        "twas",   "tween", "twere", "twill",  "twould", "u",     "ud",     "ve",     "w",
        "was",    "y"};
    char word[LONGEST_WORD + 1];

    read_word(word, row, at);
    if (apr_isdigit(*word)) {
        return 1;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (strcmp(words[i], word) == 0) {
            return 1;
        }
    }
    return 0;
}

static int opens(const stm_typed_row_t *row, int at)
{
    return is_apostrophe(row->signs[at].code) && row->signs[at].mark == STM_MARK_NONE &&
           !stm_typed_marks_is_word(row, at - 1) && stm_typed_marks_is_word(row, at + 1) &&
           !is_shortened(row, at + 1);
}

static int closes(const stm_typed_row_t *row, int at)
{
    return is_apostrophe(row->signs[at].code) && row->signs[at].mark == STM_MARK_NONE &&
           !stm_typed_marks_is_word(row, at + 1) &&
           !stm_typed_marks_is_space(row->signs[at - 1].code);
}

/* Writing that puts Arabic or Hawaiian into Latin letters has letters that look like these marks.
 */
int stm_typed_marks_is_transliterated(const stm_typed_row_t *row)
{
    for (int i = 0; i < row->count; i++) {
        apr_uint32_t code = row->signs[i].code;

        if ((code | 1) == 0x101 || (code | 1) == 0x12B || (code | 1) == 0x16B ||
            (code >= 0x1E00 && code < 0x1E9E) || (code >= 0x2B9 && code <= 0x2D0)) {
            return 1;
        }
    }
    return 0;
}

/* Up to the edge of a quotation or the end of the row. */
static int find_closing(const stm_typed_row_t *row, int at)
{
    while (at < row->count && row->signs[at].kind == STM_SIGN_LETTER && !closes(row, at)) {
        at++;
    }
    return at;
}

void stm_typed_marks_find_apostrophes(stm_typed_row_t *row)
{
    if (stm_typed_marks_is_transliterated(row)) {
        return;
    }
    for (int i = 0; i + 2 < row->count; i++) {
        int end;

        if (row->signs[i].kind != STM_SIGN_LETTER || !opens(row, i)) {
            continue;
        }
        end = find_closing(row, i + 2);
        if (end < row->count && row->signs[end].kind == STM_SIGN_LETTER) {
            row->signs[i].mark = row->signs[end].mark = STM_MARK_LIKELY;
        }
        /* Where none closes this one, none before the edge closes a later one. */
        i = end;
    }
}

/* The bytes of ’. */
#define CURLY "\xE2\x80\x99"

int stm_typed_marks_has_apostrophe(const char *text)
{
    for (const char *at = strpbrk(text, "'\xE2"); at != NULL; at = strpbrk(at + 1, "'\xE2")) {
        size_t length = *at == '\'' ? 1 : strncmp(at, CURLY, 3) == 0 ? 3 : 0;
        int begins = at == text || (!apr_isalnum(at[-1]) && (unsigned char)at[-1] < 0x80);

        if (length > 0 && begins &&
            (apr_isalnum(at[length]) || (unsigned char)at[length] >= 0x80)) {
            return 1;
        }
    }
    return 0;
}
