#include "core/i18n/language.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "core/i18n/locale.h"

const char *stm_language_direction(const char *tag)
{
    char locale[ULOC_FULLNAME_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(tag ? tag : "", locale, sizeof(locale), NULL, &status);
    return U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING &&
                   uloc_isRightToLeft(locale)
               ? "rtl"
               : "ltr";
}

/* With its likely script; a region only where the tag has one. */
static int take_apart(const char *tag, char language[ULOC_LANG_CAPACITY],
                      char script[ULOC_SCRIPT_CAPACITY], char region[ULOC_COUNTRY_CAPACITY])
{
    char locale[ULOC_FULLNAME_CAPACITY], full[ULOC_FULLNAME_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;

    uloc_forLanguageTag(tag, locale, sizeof(locale), NULL, &status);
    uloc_getCountry(locale, region, ULOC_COUNTRY_CAPACITY, &status);
    uloc_addLikelySubtags(locale, full, sizeof(full), &status);
    uloc_getLanguage(full, language, ULOC_LANG_CAPACITY, &status);
    uloc_getScript(full, script, ULOC_SCRIPT_CAPACITY, &status);
    return U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING;
}

const char *stm_language_listed(const char *tag, const char *list_tag)
{
    char language[ULOC_LANG_CAPACITY], script[ULOC_SCRIPT_CAPACITY], region[ULOC_COUNTRY_CAPACITY];
    char list_language[ULOC_LANG_CAPACITY], list_script[ULOC_SCRIPT_CAPACITY];

    return take_apart(tag, language, script, region) &&
                   take_apart(list_tag, list_language, list_script, region) && *region &&
                   strcmp(language, list_language) == 0 && strcmp(script, list_script) == 0
               ? list_tag
               : tag;
}

int stm_language_is_tag(const char *tag)
{
    char locale[ULOC_FULLNAME_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    int32_t parsed = 0;
    const char *at;
    for (at = tag; *at; at++) {
        if (!strchr("0123456789-", *at) && !((*at | 32) >= 'a' && (*at | 32) <= 'z')) {
            return 0;
        }
    }
    uloc_forLanguageTag(tag, locale, sizeof(locale), &parsed, &status);
    return at > tag && U_SUCCESS(status) && parsed == (int32_t)(at - tag);
}

const char *stm_language_canonical(const char *tag, apr_pool_t *result_pool)
{
    char locale[ULOC_FULLNAME_CAPACITY], canonical[ULOC_FULLNAME_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;

    uloc_forLanguageTag(tag, locale, sizeof(locale), NULL, &status);
    uloc_toLanguageTag(locale, canonical, sizeof(canonical), 1, &status);
    return apr_pstrdup(result_pool, U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING
                                        ? canonical
                                        : tag);
}

int stm_language_is_spaceless(apr_uint32_t character)
{
    static const UScriptCode scripts[] = {USCRIPT_HAN,   USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
                                          USCRIPT_THAI,  USCRIPT_BOPOMOFO, USCRIPT_LAO,
                                          USCRIPT_KHMER, USCRIPT_MYANMAR};
    UChar32 c = (UChar32)character;
    size_t index;
    /* Known without a look at ICU's tables, and the most common. */
    if (c < 0x80) {
        return 0;
    }
    for (index = 0; index < sizeof(scripts) / sizeof(*scripts); index++) {
        if (uscript_hasScript(c, scripts[index])) {
            return 1;
        }
    }
    /* Full-width punctuation, which belongs to no script. */
    return u_ispunct(c) && u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH) == U_EA_FULLWIDTH;
}

/* Signs that change a letter's look but not which letter a reader types. The marks that make
 * another letter of it in Indic scripts, Thai or kana are none of these. */
static int is_diacritic(UChar32 c)
{
    return (c >= 0x0300 && c <= 0x036f) || (c >= 0x0591 && c <= 0x05c7 && !u_ispunct(c)) ||
           (c >= 0x064b && c <= 0x0652) || c == 0x0670 || c == 0x0640;
}

static int32_t drop_diacritics(UChar *text, int32_t length)
{
    int32_t from = 0, to = 0;
    while (from < length) {
        UChar32 c;
        U16_NEXT(text, from, length, c);
        if (!is_diacritic(c)) {
            U16_APPEND_UNSAFE(text, to, c);
        }
    }
    return to;
}

static UChar *normalize(const UNormalizer2 *form, const UChar *text, int32_t *length,
                        apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t needed = unorm2_normalize(form, text, *length, NULL, 0, &status);
    UChar *made = apr_palloc(pool, (needed + 1) * sizeof(*made));
    status = U_ZERO_ERROR;
    *length = unorm2_normalize(form, text, *length, made, needed + 1, &status);
    return made;
}

static const char *in_form(const UNormalizer2 *form, const char *text, apr_pool_t *pool)
{
    int32_t length;
    UChar *wide = stm_locale_utf16(text, &length, pool);

    wide = normalize(form, wide, &length, pool);
    return stm_locale_utf8(wide, length, pool);
}

const char *stm_language_composed(const char *text, apr_pool_t *result_pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFCInstance(&status);

    return U_FAILURE(status) ? text : in_form(form, text, result_pool);
}

const char *stm_language_decomposed(const char *text, apr_pool_t *result_pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFDInstance(&status);

    return U_FAILURE(status) ? text : in_form(form, text, result_pool);
}

const char *stm_language_fold(const char *text, apr_pool_t *result_pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    const UNormalizer2 *apart = unorm2_getNFDInstance(&status);
    const UNormalizer2 *together = unorm2_getNFCInstance(&status);
    int32_t length;
    UChar *wide = stm_locale_utf16(text, &length, result_pool);
    if (U_FAILURE(status)) {
        return apr_pstrdup(result_pool, text);
    }
    wide = normalize(folding, wide, &length, result_pool);
    wide = normalize(apart, wide, &length, result_pool);
    length = drop_diacritics(wide, length);
    wide = normalize(together, wide, &length, result_pool);
    return stm_locale_utf8(wide, length, result_pool);
}
