#include "core/search/letter.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "core/i18n/fold.h"
#include "core/i18n/language.h"
#include "core/i18n/locale.h"

#define MARKS     (U_GC_M_MASK | U_GC_CF_MASK)
#define KNOWN     128 /* in traits, of a cell that is filled */
#define TABLE_END 0x10000

/* Cells of eight bytes, read and written as one number. */
static apr_uint64_t table[TABLE_END];

/* Where nothing composes across a character's start in any of the steps of folding, a word folds
 * letter by letter. */
static int is_apart(UChar32 character, const char *folded, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    const UNormalizer2 *together = unorm2_getNFCInstance(&status);
    int32_t length, at = 0;
    UChar *wide = stm_locale_utf16(folded, &length, pool);
    UChar first[8];
    UChar32 start;
    if (U_FAILURE(status) || !length || !unorm2_hasBoundaryBefore(folding, character)) {
        return 0;
    }
    U16_NEXT(wide, at, length, start);
    length = unorm2_getRawDecomposition(together, start, first, 8, &status);
    if (U_SUCCESS(status) && length > 0) {
        at = 0;
        U16_NEXT(first, at, length, start);
    }
    return U_SUCCESS(status) && u_getCombiningClass(start) == 0 &&
           unorm2_hasBoundaryBefore(together, start);
}

static void fold(stm_letter_t *letter, UChar32 character)
{
    char text[U8_MAX_LENGTH + 1] = "";
    const char *folded;
    apr_pool_t *pool;
    int length = 0;
    apr_size_t size;
    U8_APPEND_UNSAFE(text, length, character);
    apr_pool_create(&pool, NULL);
    folded = stm_fold(text, pool);
    size = strlen(folded);
    if (size <= STM_LETTER_BYTES && is_apart(character, folded, pool)) {
        letter->traits |= STM_LETTER_ALONE;
        letter->size = (unsigned char)size;
        memcpy(letter->folded, folded, size);
    }
    apr_pool_destroy(pool);
}

/* ² and ₂ are digits of the words that they stand in. */
static int is_script_digit(UChar32 character)
{
    int sort = u_getIntPropertyValue(character, UCHAR_DECOMPOSITION_TYPE);
    return u_charType(character) == U_OTHER_NUMBER && (sort == U_DT_SUPER || sort == U_DT_SUB);
}

static stm_letter_t ask(apr_uint32_t character)
{
    stm_letter_t letter = {.traits = KNOWN};
    letter.traits |=
        u_isalnum((UChar32)character) || is_script_digit((UChar32)character) ? STM_LETTER_WORD : 0;
    letter.traits |= U_GET_GC_MASK((UChar32)character) & MARKS ? STM_LETTER_MARK : 0;
    if (letter.traits & STM_LETTER_WORD) {
        fold(&letter, (UChar32)character);
    }
    letter.traits |= stm_language_is_spaceless(character) ? STM_LETTER_SPACELESS : 0;
    return letter;
}

stm_letter_t stm_letter(apr_uint32_t character)
{
    stm_letter_t letter;
    apr_uint64_t cell;
    if (character >= TABLE_END) {
        return ask(character);
    }
    cell = __atomic_load_n(&table[character], __ATOMIC_RELAXED);
    memcpy(&letter, &cell, sizeof(letter));
    if (!letter.traits) {
        letter = ask(character);
        memcpy(&cell, &letter, sizeof(cell));
        __atomic_store_n(&table[character], cell, __ATOMIC_RELAXED);
    }
    return letter;
}
