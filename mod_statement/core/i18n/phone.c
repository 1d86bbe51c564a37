#include "core/i18n/phone.h"
#include "core/base/utf8.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#define FEWEST_DIGITS 3
#define MOST_DIGITS   15
#define MOST_AREA     6 /* digits before a slash that parts a number */
#define MOST_COUNTRY  3 /* digits of a country code */
#define OTHER         '?'

typedef struct number_t {
    char digits[MOST_DIGITS + 1];
    char extension[MOST_DIGITS + 1];
    int count;
    int has_plus, has_zero; /* a plus before it, (0) in it */
} number_t;

static char mark_of(apr_uint32_t character)
{
    static const struct {
        apr_uint32_t wide;
        char mark;
    } marks[] = {{0xFF0B, '+'}, {0xFF08, '('}, {0xFF09, ')'}, {0xFF0E, '.'},
                 {0xFF0F, '/'}, {0x2212, '-'}, {0x30FC, '-'}};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (marks[i].wide == character) {
            return marks[i].mark;
        }
    }
    return u_charType((UChar32)character) == U_DASH_PUNCTUATION ? '-' : OTHER;
}

/* One character as ASCII: a digit, a letter in its small form, a mark, a space; '\0' for what is
 * not seen. */
static char plain_of(apr_uint32_t character)
{
    int digit = u_charDigitValue((UChar32)character);

    if (digit >= 0 && u_isdigit((UChar32)character)) {
        return (char)('0' + digit);
    }
    if (u_isUWhiteSpace((UChar32)character)) {
        return ' ';
    }
    if (u_charType((UChar32)character) == U_FORMAT_CHAR) {
        return '\0';
    }
    return character < 0x80 ? (char)apr_tolower((int)character) : mark_of(character);
}

static const char *plainly(const char *text, apr_pool_t *pool)
{
    char *plain = apr_palloc(pool, strlen(text) + 1), *to = plain;
    int length;

    for (; *text != '\0'; text += length) {
        *to = plain_of(stm_utf8_decode(text, &length));
        to += *to != '\0';
    }
    *to = '\0';
    return plain;
}

static const char *skip(const char *at, const char *marks)
{
    return at + strspn(at, marks);
}

/* Past "(0)", or @a at where that does not stand there. */
static const char *skip_zero(const char *at)
{
    const char *zero = *at == '(' ? skip(at + 1, " ") : at, *end = zero;

    if (zero > at && *zero == '0') {
        end = skip(zero + 1, " ");
    }
    return end > zero && *end == ')' ? end + 1 : at;
}

/* +49 (0) 30, 0049 (0) 30 */
static int ends_country(const number_t *number)
{
    int code = number->has_plus                        ? number->count
               : strncmp(number->digits, "00", 2) == 0 ? number->count - 2
                                                       : 0;

    return code > 0 && code <= MOST_COUNTRY;
}

static stm_phone_fault_t add_digit(number_t *number, char digit)
{
    if (number->count == MOST_DIGITS) {
        return STM_PHONE_LENGTH;
    }
    number->digits[number->count++] = digit;
    return STM_PHONE_GOOD;
}

static stm_phone_fault_t add_zero(number_t *number)
{
    if (number->has_zero) {
        return STM_PHONE_ZERO;
    }
    number->has_zero = 1;
    return ends_country(number) ? STM_PHONE_GOOD : add_digit(number, '0');
}

static stm_phone_fault_t add_plus(number_t *number)
{
    if (number->count > 0 || number->has_plus) {
        return number->count > 0 ? STM_PHONE_TWO : STM_PHONE_WORDS;
    }
    number->has_plus = 1;
    return STM_PHONE_GOOD;
}

/* One piece of the number at @a *at, which moves past it; it stays where none stands there. */
static stm_phone_fault_t read_piece(number_t *number, const char **at)
{
    const char *past_zero = skip_zero(*at);
    char mark = **at;

    if (past_zero > *at) {
        *at = past_zero;
        return add_zero(number);
    }
    if (!apr_isdigit(mark) && (mark == '\0' || strchr("+/ -.()", mark) == NULL)) {
        return STM_PHONE_GOOD;
    }
    ++*at;
    if (mark == '/') {
        return number->count > MOST_AREA ? STM_PHONE_TWO : STM_PHONE_GOOD;
    }
    return mark == '+'         ? add_plus(number)
           : apr_isdigit(mark) ? add_digit(number, mark)
                               : STM_PHONE_GOOD;
}

static stm_phone_fault_t read_number(number_t *number, const char **at)
{
    stm_phone_fault_t fault = STM_PHONE_GOOD;
    const char *before;

    do {
        before = *at;
        fault = read_piece(number, at);
    } while (fault == STM_PHONE_GOOD && *at > before);
    return fault;
}

/* The end of the first of @a words that stands at @a at; NULL: none does. */
static const char *word_end(const char *at, const char *const *words)
{
    for (; *words != NULL; words++) {
        apr_size_t length = strlen(*words);

        if (strncmp(at, *words, length) == 0 && !apr_isalpha(at[length])) {
            return at + length;
        }
    }
    return NULL;
}

/* Digits and nothing else up to the end. */
static stm_phone_fault_t read_extension(char *extension, const char *at)
{
    int count = 0;

    for (at = skip(at, " .:="); *at != '\0' && strchr("0123456789 -)", *at) != NULL; at++) {
        if (apr_isdigit(*at) && count == MOST_DIGITS) {
            return STM_PHONE_LENGTH;
        }
        if (apr_isdigit(*at)) {
            extension[count++] = *at;
        }
    }
    return *at == '\0' && count > 0 ? STM_PHONE_GOOD : STM_PHONE_WORDS;
}

static stm_phone_fault_t read_rest(number_t *number, const char *at)
{
    static const char *const extensions[] = {"extension", "ext", "x", "poste", "int", NULL};
    static const char *const directs[] = {"durchwahl", "dw", NULL};
    const char *rest = skip(at, " ,;("), *end = word_end(rest, extensions);
    stm_phone_fault_t fault;

    if (end != NULL) {
        return read_extension(number->extension, end);
    }
    end = word_end(rest, directs);
    if (end != NULL) {
        fault = read_extension(number->extension, end);
        number->extension[0] = '\0';
        return fault == STM_PHONE_GOOD ? STM_PHONE_PART : fault;
    }
    return rest > at && strchr("+0123456789", *rest) != NULL && *rest != '\0' ? STM_PHONE_TWO
                                                                              : STM_PHONE_WORDS;
}

static stm_phone_fault_t read_field(number_t *number, const char *at)
{
    stm_phone_fault_t fault = read_number(number, &at);

    if (fault == STM_PHONE_GOOD && *at != '\0') {
        fault = read_rest(number, at);
    }
    if ((fault == STM_PHONE_GOOD || fault == STM_PHONE_PART) && number->count < FEWEST_DIGITS) {
        fault = STM_PHONE_LENGTH;
    }
    return fault;
}

const char *stm_phone_address(const char *text, stm_phone_fault_t *fault, apr_pool_t *result_pool)
{
    number_t number = {.count = 0};
    stm_phone_fault_t found = read_field(&number, plainly(text, result_pool));

    if (fault != NULL) {
        *fault = found;
    }
    if (found != STM_PHONE_GOOD && found != STM_PHONE_PART) {
        return NULL;
    }
    return apr_pstrcat(result_pool, "tel:", number.has_plus ? "+" : "", number.digits,
                       number.extension[0] != '\0' ? ";ext=" : "", number.extension, NULL);
}
